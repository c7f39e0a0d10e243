namespace TorchSharp.Siamese.Data.Sources;

/// <summary>A file could not be had from any of its mirrors; the message names each attempt and what to do instead.</summary>
public sealed class DownloadException : IOException
{
    /// <summary>An exception without a message of its own.</summary>
    public DownloadException()
    {
    }

    /// <param name="message">What was tried, and what to do.</param>
    public DownloadException(string message)
        : base(message)
    {
    }

    /// <param name="message">What was tried, and what to do.</param>
    /// <param name="innerException">Why the last attempt failed.</param>
    public DownloadException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
