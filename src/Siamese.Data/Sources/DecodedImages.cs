using System.Globalization;
using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Image files as samples: read, decoded, resized and scaled whenever one is asked for.</summary>
/// <remarks>Keeps no image; <see cref="ImageCache"/> does. Memory for the work comes from pools. Immutable, thread-safe.</remarks>
public sealed class DecodedImages : ISampleSource
{
    private const int LongestImage = int.MaxValue / sizeof(float);       // a span of bytes reaches no further

    private readonly IImageFiles _files;
    private readonly ResizeOptions _resize;
    private readonly DecodeOptions _decode;

    /// <param name="files">The files. Not disposed.</param>
    /// <param name="resize">The size that every image gets, and how.</param>
    /// <param name="options">Decoding and scaling; by default colour, 0 to 255.</param>
    /// <exception cref="ArgumentException">
    /// The options' means or deviations are neither one nor one for each channel, or an image takes 2 GiB or more.
    /// </exception>
    public DecodedImages(IImageFiles files, ResizeOptions resize, DecodedImagesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(resize);
        options ??= new DecodedImagesOptions();
        (_files, _resize) = (files, resize);
        _decode = options.ScaleWhileDecoding
            ? options.Decode with { MinWidth = resize.Width, MinHeight = resize.Height }
            : options.Decode;
        Shape = new ImageShape((int)options.Decode.Color, resize.Height, resize.Width);
        if ((long)resize.Height * resize.Width > LongestImage / Shape.Channels)
            throw new ArgumentException($"Needs images of at most {LongestImage} values, got {Shape}.", nameof(resize));
        Scaling = new ChannelScaling(options.MaxPixel, options.Mean, options.Std, Shape.Channels, nameof(options));
    }

    /// <summary>The files.</summary>
    public IImageFiles Files => _files;

    /// <inheritdoc/>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public int Count => _files.Count;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => _files.Labels;

    /// <summary>What decides the pixels of every image before they are scaled: files and options, in words.</summary>
    internal string PixelFingerprint => string.Create(CultureInfo.InvariantCulture,
        $"{_files.Fingerprint}; {_files.Count} images {Shape}; {_decode}; {_resize}");

    internal ChannelScaling Scaling { get; }

    /// <inheritdoc/>
    public string NameOf(int index) => _files.NameOf(index);

    /// <inheritdoc/>
    /// <exception cref="ImageDecodeException">The file is no image, damaged, or has too many pixels.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="InvalidDataException">The archive that holds it is damaged there.</exception>
    public void ReadInto(int index, Span<float> target)
    {
        SourceCheck.Read(index, Count, target, Shape);
        ReadPixels(index, target);
        Scaling.Apply(target);
    }

    /// <summary>The image before scaling: 0 to 255, beyond only where the resampling overshoots.</summary>
    internal void ReadPixels(int index, Span<float> target)
    {
        using var bytes = _files.ReadBytes(index);
        var image = ImageDecoder.Decode(bytes.Span, _decode);
        try
        {
            ImageResizer.Resize(image, _resize, target);
        }
        finally
        {
            image.HandBack();
        }
    }
}
