using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Takes the colour out of images at random: red, green and blue all become <c>0.2989 R + 0.587 G + 0.114 B</c>.</summary>
/// <remarks>
/// Source: ITU-R BT.601, in the digits of torchvision's <c>RandomGrayscale</c>. Images of other than 3 channels (or 4, where the
/// last is alpha and stays) have no colour and stay as they are. Immutable, thread-safe.
/// </remarks>
public sealed class RandomGrayscale : ImageAugmentation
{
    /// <param name="probability">How likely an image loses its colour; 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not 0 to 1.</exception>
    public RandomGrayscale(double probability = 0.1)
        : base(probability)
    {
    }

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters) => ColorKernels.HasColor(shape);

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch) =>
        ColorKernels.MakeGray(image, shape);

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws) =>
        ColorTensors.OnVisible(images, shape, visible => ColorTensors.Gray(visible, 0).repeat(1, 3, 1, 1));
}
