namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>A file is no image, a damaged one, one of a kind that is not supported, or larger than allowed.</summary>
/// <remarks>The message says what was needed and what came; the caller, who knows it, adds the path.</remarks>
public sealed class ImageDecodeException : Exception
{
    /// <summary>An image that cannot be decoded, for reasons not given.</summary>
    public ImageDecodeException()
        : this("The image cannot be decoded.")
    {
    }

    /// <summary>An image that cannot be decoded.</summary>
    /// <param name="message">What was needed, then what came.</param>
    public ImageDecodeException(string message)
        : base(message)
    {
    }

    /// <summary>An image that cannot be decoded because of another error.</summary>
    /// <param name="message">What was needed, then what came.</param>
    /// <param name="innerException">The other error.</param>
    public ImageDecodeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ImageDecodeException(ImageFileFormat format, string problem, long? offset = null, Exception? inner = null)
        : base($"{Name(format)} image: {problem}", inner)
    {
        Format = format;
        Offset = offset;
    }

    /// <summary>The format that the first bytes show, or null where they show none.</summary>
    public ImageFileFormat? Format { get; }

    /// <summary>Where in the file the damage lies, in bytes from its start, or null where that is not known.</summary>
    public long? Offset { get; }

    private static string Name(ImageFileFormat format) => format switch
    {
        ImageFileFormat.WebP => "WebP",
        _ => format.ToString().ToUpperInvariant(),
    };
}
