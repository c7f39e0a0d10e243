using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Adds normal noise to each image, of a random deviation.</summary>
/// <remarks>
/// The noise of a value is a function of the image's key and the value's place in the image, so that it is the same on every
/// device, up to rounding. The fourth of four channels is alpha and stays. Immutable, thread-safe.
/// </remarks>
public sealed class GaussianNoise : ImageAugmentation
{
    private const ulong NoiseBranch = 1;

    private readonly ValueRange _deviation;
    private readonly double _mean;
    private readonly ValueRange _clip;

    /// <param name="deviation">Deviation of the noise, in the values of the batch; 0 or more.</param>
    /// <param name="mean">Mean of the noise. Finite.</param>
    /// <param name="clip">Values below Min become Min, those above Max become Max; Min below Max. By default none do.</param>
    /// <param name="probability">How likely an image is changed; 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of that, or Min above Max.</exception>
    public GaussianNoise(ValueRange deviation, double mean = 0, ValueRange? clip = null, double probability = 1)
        : base(probability, "Deviation")
    {
        _deviation = deviation.Within(0, 1e6, nameof(deviation));
        _mean = Check.Finite(mean);
        _clip = clip?.BlackToWhite(nameof(clip)) ?? new(float.MinValue, float.MaxValue);
    }

    private protected override string Settings => $"deviation {_deviation}, mean {_mean}, clip {_clip}";

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters)
    {
        parameters[0] = _deviation.At(random.Unit(0));
        return parameters[0] > 0 || _mean != 0;
    }

    private protected override int ScratchLength(ImageShape shape) => shape.Length;

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch)
    {
        var visible = ColorKernels.Visible(image, shape);
        var noise = scratch[..visible.Length];
        HashNoise.Normal(random.Fork(NoiseBranch), noise);
        ColorKernels.AddScaled(visible, noise, (float)parameters[0]);
        ColorKernels.Levels(visible, 1, (float)_mean, (float)_clip.Min, (float)_clip.Max);
    }

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var keys = new CounterRandom[draws.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = draws.Randoms[i].Fork(NoiseBranch);
        var deviation = draws.Column(0, images);
        return ColorTensors.OnVisible(images, shape, visible =>
        {
            var size = visible.shape;
            var noise = HashNoise.Normal(keys, (int)(size[1] * size[2] * size[3]), images.device).view(size);
            return (visible + (noise * deviation) + _mean).clamp(_clip.Min, _clip.Max);
        });
    }
}
