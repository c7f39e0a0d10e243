using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Turns each image about its middle by a random angle, bilinear.</summary>
/// <remarks>
/// Angles go as in torchvision's <c>RandomRotation</c> with <c>expand=False</c>: positive turns counter-clockwise as seen, while
/// positive <see cref="RandomAffineOptions.Rotation"/> turns clockwise, as in its <c>RandomAffine</c>. What comes from outside is
/// the fill; the edge pixel fades into it over the distance of one pixel. Immutable, thread-safe.
/// </remarks>
public sealed class RandomRotation : ImageAugmentation
{
    private readonly ValueRange _degrees;
    private readonly float _fill;

    /// <param name="degrees">-360 to 360.</param>
    /// <param name="fill">What lies outside of the image, in the values of the batch. Finite.</param>
    /// <param name="probability">How likely an image is turned; 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of that, or Min above Max.</exception>
    public RandomRotation(ValueRange degrees, float fill = 0, double probability = 1)
        : base(probability, "Degrees")
    {
        _degrees = degrees.Within(-360, 360, nameof(degrees));
        _fill = (float)Check.Finite(fill);
    }

    private protected override string Settings => $"{_degrees} degrees, fill {_fill}";

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters) =>
        (parameters[0] = _degrees.At(random.Unit(0))) != 0;

    private protected override int ScratchLength(ImageShape shape) => AffineResampler.PaddedLength(shape);

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch) =>
        AffineResampler.Resample(image, shape, MapFor(parameters[0], shape), _fill, scratch);

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var maps = Array.ConvertAll(draws.Column(0), degrees => MapFor(degrees, shape));
        return TensorSampler.Affine(images, maps, _fill);
    }

    private static AffineMap MapFor(double degrees, ImageShape shape) => AffineMap.Inverse(
        ((shape.Width - 1) / 2.0, (shape.Height - 1) / 2.0), -degrees * Math.PI / 180, (0, 0), (1, 1), (0, 0));
}
