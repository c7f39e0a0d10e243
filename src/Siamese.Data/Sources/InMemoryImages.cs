using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Images kept as bytes, all of one size, that become normalised floats when they are read.</summary>
/// <remarks>Immutable as long as nobody changes the bytes it was given; thread-safe then. Holds no tensor.</remarks>
public sealed class InMemoryImages : ISampleSource
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int[] _labels;
    private readonly ChannelScaling _scaling;
    private readonly torchvision.ITransform? _transform;
    private readonly string _name;

    /// <param name="pixels">The images one after the other, each <c>[C, H, W]</c>. Kept, not copied.</param>
    /// <param name="shape">Size of each image.</param>
    /// <param name="labels">Class of each image. Copied.</param>
    /// <param name="options">Normalisation; by default 0..255 becomes 0..1. A transform is called once, to learn the size of its images.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size in <paramref name="shape"/> is not positive.</exception>
    /// <exception cref="ArgumentException">
    /// The bytes are not one image for each label, or the options' means or deviations are neither one nor one for each channel.
    /// </exception>
    /// <exception cref="InvalidOperationException">The transform returns something else than one image.</exception>
    public InMemoryImages(
        ReadOnlyMemory<byte> pixels, ImageShape shape, IReadOnlyList<int> labels, InMemoryImagesOptions? options = null)
        : this(pixels, shape, labels, options, "memory")
    {
    }

    private InMemoryImages(
        ReadOnlyMemory<byte> pixels, ImageShape shape, IReadOnlyList<int> labels, InMemoryImagesOptions? options, string name)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (shape.Channels <= 0 || shape.Height <= 0 || shape.Width <= 0)
            throw new ArgumentOutOfRangeException(nameof(shape), shape, $"Needs sizes of 1 or more, got {shape}.");
        var needed = (long)shape.Channels * shape.Height * shape.Width * labels.Count;
        if (pixels.Length != needed)
            throw new ArgumentException($"Needs {needed} bytes for {labels.Count} labels of images {shape}, got {pixels.Length}.",
                nameof(pixels));

        options ??= new InMemoryImagesOptions();
        _pixels = pixels;
        _labels = [.. labels];
        _transform = options.Transform;
        _name = name;
        _scaling = new ChannelScaling(options.MaxPixel, options.Mean, options.Std, shape.Channels, nameof(options));
        PixelShape = shape;
        Shape = _transform is null || _labels.Length == 0 ? shape : ShapeAfter(_transform);
    }

    /// <summary>Size of each image in <see cref="Pixels"/>, before <see cref="InMemoryImagesOptions.Transform"/>.</summary>
    public ImageShape PixelShape { get; }

    /// <summary>Size of each image, after <see cref="InMemoryImagesOptions.Transform"/>.</summary>
    public ImageShape Shape { get; }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>The bytes, as given: <c>[N, C, H, W]</c>.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>Images and labels of two idx files.</summary>
    /// <param name="images">Unsigned bytes, <c>[N, H, W]</c> or <c>[N, C, H, W]</c>. Its bytes are kept, not copied.</param>
    /// <param name="labels">Integers, <c>[N]</c>.</param>
    /// <param name="options">Normalisation; by default 0..255 becomes 0..1.</param>
    /// <exception cref="InvalidDataException">Another type or rank, an empty image, or counts that disagree; names the files.</exception>
    public static InMemoryImages FromIdx(IdxArray images, IdxArray labels, InMemoryImagesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (images.Type != IdxType.UInt8 || images.Shape.Count is not (3 or 4) || images.Shape.Skip(1).Contains(0))
            throw new InvalidDataException($"'{images.Path}': needs images, [N, H, W] or [N, C, H, W] of {IdxType.UInt8}, "
                + $"came {images.Describe()} at offset 2.");
        if (labels.Shape.Count != 1)
            throw new InvalidDataException($"'{labels.Path}': needs labels, [N] of integers, came {labels.Describe()} at offset 2.");
        if (images.Shape[0] != labels.Shape[0])
            throw new InvalidDataException($"Counts disagree: '{images.Path}' has {images.Shape[0]} images, "
                + $"'{labels.Path}' has {labels.Shape[0]} labels (both at offset 4).");

        var shape = images.Shape.Count == 3
            ? new ImageShape(1, images.Shape[1], images.Shape[2])
            : new ImageShape(images.Shape[1], images.Shape[2], images.Shape[3]);
        return new InMemoryImages(images.Bytes, shape, labels.ToInt32(), options, images.Path);
    }

    /// <summary>The number that a pixel becomes, for example what the background is after normalisation.</summary>
    /// <param name="pixel">A byte of the image.</param>
    /// <param name="channel">0 to C - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channel"/> is not a channel.</exception>
    public float ValueOf(byte pixel, int channel = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, PixelShape.Channels);
        return _scaling.Apply(pixel, channel);
    }

    /// <inheritdoc/>
    public string NameOf(int index)
    {
        SourceCheck.Index(index, Count);
        return $"{_name}[{index}]";
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The transform returned something else than one image of the size it returned first.</exception>
    public void ReadInto(int index, Span<float> target)
    {
        SourceCheck.Read(index, Count, target, Shape);
        if (_transform is null)
            _scaling.Apply(PixelsOf(index), target);
        else
            ReadTransformed(_transform, index, target);
    }

    private ReadOnlySpan<byte> PixelsOf(int index) => _pixels.Span.Slice(index * PixelShape.Length, PixelShape.Length);

    private ImageShape ShapeAfter(torchvision.ITransform transform)
    {
        using var scope = NewDisposeScope();
        var shape = Transformed(transform, 0).shape;
        return new ImageShape((int)shape[1], (int)shape[2], (int)shape[3]);
    }

    private void ReadTransformed(torchvision.ITransform transform, int index, Span<float> target)
    {
        using var scope = NewDisposeScope();
        var image = Transformed(transform, index);
        long[] expected = [1, Shape.Channels, Shape.Height, Shape.Width];
        if (!image.shape.AsSpan().SequenceEqual(expected))
            throw new InvalidOperationException($"Needs a transform that returns images of one size, first [{string.Join(", ", expected)}], "
                + $"got [{string.Join(", ", image.shape)}] for sample {index}.");
        MemoryMarshal.Cast<byte, float>(image.to(ScalarType.Float32).contiguous().bytes).CopyTo(target);
    }

    private Tensor Transformed(torchvision.ITransform transform, int index)
    {
        var input = empty(1, PixelShape.Channels, PixelShape.Height, PixelShape.Width, ScalarType.Float32, CPU);
        _scaling.Apply(PixelsOf(index), MemoryMarshal.Cast<byte, float>(input.bytes));
        var image = transform.call(input);
        return image.dim() == 4 && image.shape[0] == 1
            ? image
            : throw new InvalidOperationException(
                $"Needs a transform that returns [1, C, H, W], got [{string.Join(", ", image.shape)}] for sample {index}.");
    }
}
