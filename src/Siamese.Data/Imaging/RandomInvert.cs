using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Turns images into their negatives at random.</summary>
/// <remarks>As torchvision's <c>RandomInvert</c>; the fourth of four channels is alpha and stays. Immutable, thread-safe.</remarks>
public sealed class RandomInvert : ImageAugmentation
{
    private readonly ValueRange _values;

    /// <param name="probability">How likely an image is inverted; 0 to 1.</param>
    /// <param name="values">The values of black and white, which change places. By default 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not 0 to 1; or Min is not below Max, or not finite.</exception>
    public RandomInvert(double probability = 0.5, ValueRange? values = null)
        : base(probability) => _values = (values ?? new(0, 1)).BlackToWhite(nameof(values));

    private protected override string Settings => $"values {_values}";

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters) => true;

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch) =>
        ColorKernels.Levels(ColorKernels.Visible(image, shape), -1, (float)(_values.Min + _values.Max), float.MinValue, float.MaxValue);

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws) =>
        ColorTensors.OnVisible(images, shape, visible => (_values.Min + _values.Max) - visible);
}
