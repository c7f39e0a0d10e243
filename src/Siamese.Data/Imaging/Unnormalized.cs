using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Runs an augmentation on pixel values: takes the normalisation off before it and puts it back after it.</summary>
/// <remarks>
/// For colour operations on images that their source normalises, whose values are <c>(v - mean) / deviation</c> by channel. The
/// augmentation gets v. Rounding may change the last bit of values that it leaves alone. Immutable; thread-safe if its part is.
/// </remarks>
public sealed class Unnormalized : IBatchAugmentation
{
    private readonly IBatchAugmentation _part;
    private readonly float[] _mean;
    private readonly float[] _std;

    /// <param name="augmentation">What is to be done; several by <see cref="Compose"/>.</param>
    /// <param name="mean">What the source subtracts: one number for all channels or one for each. Finite. Copied.</param>
    /// <param name="std">What it then divides by, of the same kind. Finite and above 0. Copied.</param>
    /// <exception cref="ArgumentException">A list is empty or holds another number.</exception>
    public Unnormalized(IBatchAugmentation augmentation, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(std);
        _part = augmentation;
        if (mean.Count == 0 || !mean.All(float.IsFinite))
            throw new ArgumentException($"Needs one number or one for each channel, finite, got [{string.Join(", ", mean)}].", nameof(mean));
        if (std.Count == 0 || !std.All(s => float.IsFinite(s) && s > 0))
            throw new ArgumentException(
                $"Needs one number or one for each channel, finite and above 0, got [{string.Join(", ", std)}].", nameof(std));
        (_mean, _std) = ([.. mean], [.. std]);
    }

    /// <summary>Name, parts and options.</summary>
    public override string ToString() => $"Unnormalized({_part}, mean {string.Join(' ', _mean)}, std {string.Join(' ', _std)})";

    /// <inheritdoc/>
    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.Check(images, shape, randoms.Length);
        CheckChannels(shape);
        for (var i = 0; i < randoms.Length; i++)
        {
            var image = images.Slice(i * shape.Length, shape.Length);
            for (var c = 0; c < shape.Channels; c++)
                Plane(image, shape, c, Of(_std, c), Of(_mean, c));
            _part.Apply(image, shape, randoms.Slice(i, 1));
            for (var c = 0; c < shape.Channels; c++)
                Plane(image, shape, c, 1 / Of(_std, c), -Of(_mean, c) / Of(_std, c));
        }
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, ReadOnlySpan<CounterRandom> randoms)
    {
        var shape = TensorBatch.ShapeOf(images, randoms.Length);
        CheckChannels(shape);
        using var scope = NewDisposeScope();
        var mean = tensor(_mean, device: images.device).view(1, -1, 1, 1);
        var std = tensor(_std, device: images.device).view(1, -1, 1, 1);
        return ((_part.Apply((images * std) + mean, randoms) - mean) / std).MoveToOuterDisposeScope();
    }

    private static float Of(float[] values, int channel) => values.Length == 1 ? values[0] : values[channel];

    private static void Plane(Span<float> image, ImageShape shape, int channel, float scale, float offset) => ColorKernels.Levels(
        image.Slice(channel * shape.PixelsPerChannel, shape.PixelsPerChannel), scale, offset, float.MinValue, float.MaxValue);

    private void CheckChannels(ImageShape shape)
    {
        foreach (var values in (ReadOnlySpan<float[]>)[_mean, _std])
        {
            if (values.Length != 1 && values.Length != shape.Channels)
                throw new ArgumentException(
                    $"Needs images of {values.Length} channels, one for each mean and deviation, got {shape}.", nameof(shape));
        }
    }
}
