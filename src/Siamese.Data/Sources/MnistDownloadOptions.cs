namespace TorchSharp.Siamese.Data.Sources;

/// <summary>What <see cref="MnistDownload"/> fetches, and how.</summary>
public sealed record MnistDownloadOptions
{
    /// <summary>Which data set. MNIST by default.</summary>
    public MnistVariant Variant { get; init; } = MnistVariant.Mnist;

    /// <summary>Folders on the web to try, in order, in place of the variant's own; each address ends with a slash. None by default.</summary>
    public IReadOnlyList<Uri>? Mirrors { get; init; }

    /// <summary>How long a mirror may send nothing before the next one is tried. 30 seconds by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public TimeSpan StallTimeout
    {
        get;
        init => field = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(StallTimeout), value, $"Needs a time above zero, got {value}.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>Sends the requests, for proxies and tests; not disposed. By default a new handler with .NET's settings.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
