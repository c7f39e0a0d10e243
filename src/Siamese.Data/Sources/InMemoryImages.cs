using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Images kept as bytes, all of one size, that become normalised floats when they are read.</summary>
/// <remarks>Immutable as long as nobody changes the bytes it was given; thread-safe then. Holds no tensor.</remarks>
public sealed class InMemoryImages : ISampleSource
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int[] _labels;
    private readonly float[] _scale;    // one per channel: value = pixel * scale + offset
    private readonly float[] _offset;
    private readonly torchvision.ITransform? _transform;

    /// <param name="pixels">The images one after the other, each <c>[C, H, W]</c>. Kept, not copied.</param>
    /// <param name="shape">Size of each image.</param>
    /// <param name="labels">Class of each image. Copied.</param>
    /// <param name="options">Normalisation; by default 0..255 becomes 0..1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size in <paramref name="shape"/> is not positive.</exception>
    /// <exception cref="ArgumentException">
    /// The bytes are not one image for each label, or the options' means or deviations are neither one nor one for each channel.
    /// </exception>
    public InMemoryImages(
        ReadOnlyMemory<byte> pixels, ImageShape shape, IReadOnlyList<int> labels, InMemoryImagesOptions? options = null)
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
        Shape = shape;
        (_scale, _offset) = Normalisation(options, shape.Channels);
    }

    /// <summary>Size of each image before <see cref="InMemoryImagesOptions.Transform"/>.</summary>
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
        return new InMemoryImages(images.Bytes, shape, labels.ToInt32(), options);
    }

    /// <summary>The number that a pixel becomes, for example what the background is after normalisation.</summary>
    /// <param name="pixel">A byte of the image.</param>
    /// <param name="channel">0 to C - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channel"/> is not a channel.</exception>
    public float ValueOf(byte pixel, int channel = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(channel, Shape.Channels);
        return PixelScaling.Apply(pixel, _scale[channel], _offset[channel]);
    }

    /// <inheritdoc/>
    public Tensor Read(int index)
    {
        CheckIndex(index, nameof(index));
        using var batch = ReadBatch([index]);
        return batch.squeeze(0);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch would take 2 GiB or more.</exception>
    /// <exception cref="InvalidOperationException">The transform returned something else than one image.</exception>
    public Tensor ReadBatch(ReadOnlySpan<int> indices)
    {
        foreach (var index in indices)
            CheckIndex(index, nameof(indices));
        if (_transform is null || indices.IsEmpty)
            return Gather(indices);

        using var scope = NewDisposeScope();
        var images = new Tensor[indices.Length];
        for (var i = 0; i < images.Length; i++)
            images[i] = Transformed(_transform, indices[i]);
        return cat(images, 0).contiguous().MoveToOuterDisposeScope();
    }

    private static (float[] Scale, float[] Offset) Normalisation(InMemoryImagesOptions options, int channels)
    {
        float Of(IReadOnlyList<float> values, int channel, string name) =>
            values.Count == 1 ? values[0]
            : values.Count == channels ? values[channel]
            : throw new ArgumentException($"Needs 1 {name} or one for each of {channels} channels, got {values.Count}.", nameof(options));

        var scale = new float[channels];
        var offset = new float[channels];
        for (var c = 0; c < channels; c++)
        {
            double std = Of(options.Std, c, nameof(options.Std));
            scale[c] = (float)(1 / (options.MaxPixel * std));
            offset[c] = (float)(-Of(options.Mean, c, nameof(options.Mean)) / std);
        }
        return (scale, offset);
    }

    private void CheckIndex(int index, string name)
    {
        if (index < 0 || index >= _labels.Length)
            throw new ArgumentOutOfRangeException(name, index, $"Needs 0 to {_labels.Length - 1}, got {index}.");
    }

    private Tensor Gather(ReadOnlySpan<int> indices)
    {
        if ((long)indices.Length * Shape.Length * sizeof(float) > int.MaxValue)
            throw new ArgumentException($"Needs at most {int.MaxValue / sizeof(float) / Shape.Length} images {Shape} in a batch, "
                + $"got {indices.Length}.", nameof(indices));

        var batch = empty(indices.Length, Shape.Channels, Shape.Height, Shape.Width, ScalarType.Float32, CPU);
        if (indices.IsEmpty)
            return batch;
        var values = MemoryMarshal.Cast<byte, float>(batch.bytes);
        var pixels = _pixels.Span;
        var plane = Shape.PixelsPerChannel;
        for (var i = 0; i < indices.Length; i++)
        {
            for (var c = 0; c < _scale.Length; c++)
            {
                var source = pixels.Slice((indices[i] * Shape.Length) + (c * plane), plane);
                PixelScaling.Apply(source, values.Slice((i * Shape.Length) + (c * plane), plane), _scale[c], _offset[c]);
            }
        }
        return batch;
    }

    private Tensor Transformed(torchvision.ITransform transform, int index)
    {
        var image = transform.call(Gather([index]));
        return image.dim() == 4 && image.shape[0] == 1
            ? image
            : throw new InvalidOperationException(
                $"Needs a transform that returns [1, C, H, W], got [{string.Join(", ", image.shape)}] for sample {index}.");
    }
}
