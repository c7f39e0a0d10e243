using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>The images of both sides of a split as samples, with the cache that the sides share and the last of them closes.</summary>
internal sealed class DirectoryImages
{
    private readonly ImageCache? _cache;
    private int _holders;

    private DirectoryImages(DecodedImages decoded, ImageCache? cache) => (Files, Source, _cache) = (decoded.Files, cache ?? (ISampleSource)decoded, cache);

    internal IImageFiles Files { get; }

    internal ISampleSource Source { get; }

    internal static async Task<DirectoryImages> OpenAsync(IImageFiles files, TupletDirectoryOptions options, CancellationToken cancellationToken)
    {
        var resize = new ResizeOptions(options.ImageSize.Height, options.ImageSize.Width)
        {
            Interpolation = options.Interpolation,
            Antialias = options.Antialias,
            Aspect = options.CropToAspectRatio ? AspectRatio.Crop : options.PadToAspectRatio ? AspectRatio.Pad : AspectRatio.Stretch,
        };
        var decoded = new DecodedImages(files, resize, new DecodedImagesOptions
        {
            Decode = new DecodeOptions { Color = options.ColorMode, Orient = options.Orient },
        });
        return new DirectoryImages(
            decoded, options.Cache is { } cache ? await ImageCache.OpenAsync(decoded, cache, cancellationToken).ConfigureAwait(false) : null);
    }

    internal void Hold() => Interlocked.Increment(ref _holders);

    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Close();
    }

    internal void Close() => _cache?.Dispose();
}
