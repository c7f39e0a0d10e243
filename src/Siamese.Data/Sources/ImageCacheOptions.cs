namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Where an <see cref="ImageCache"/> keeps its images.</summary>
public sealed record ImageCacheOptions
{
    /// <summary>
    /// A file, made where it is missing, for this run and later ones; null for memory. It takes its full size at once: the number of
    /// images times C x H x W bytes.
    /// </summary>
    public string? Path { get; init; }
}
