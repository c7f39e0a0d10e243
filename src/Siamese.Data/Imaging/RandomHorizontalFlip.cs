using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Turns images left to right at random.</summary>
/// <remarks>As torchvision's <c>RandomHorizontalFlip</c>. Exact on every device. Immutable, thread-safe.</remarks>
public sealed class RandomHorizontalFlip : ImageAugmentation
{
    /// <param name="probability">How likely an image is turned; 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not 0 to 1.</exception>
    public RandomHorizontalFlip(double probability = 0.5)
        : base(probability)
    {
    }

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters) => true;

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch) =>
        Flips.Horizontal(image, shape);

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws) => images.flip(3);
}
