using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Blurs each image with a Gaussian of random width.</summary>
/// <remarks>
/// As torchvision's <c>GaussianBlur</c>: the kernel is <c>exp(-d² / 2 sigma²)</c> at the whole distances, made to add up to 1, and
/// the image is mirrored about its edge pixels; that is done again where the kernel is wider than the image. Immutable,
/// thread-safe.
/// </remarks>
public sealed class GaussianBlur : ImageAugmentation
{
    private const int MaxKernel = 255;

    private readonly int _kernelSize;
    private readonly ValueRange _sigma;

    /// <param name="kernelSize">Pixels in each direction that count; odd, 1 to 255.</param>
    /// <param name="sigma">Deviation of the Gaussian in pixels, 0.01 to 1000. By default 0.1 to 2.</param>
    /// <param name="probability">How likely an image is blurred; 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of that, or Min above Max.</exception>
    public GaussianBlur(int kernelSize, ValueRange? sigma = null, double probability = 1)
        : base(probability, "Sigma")
    {
        if (kernelSize is < 1 or > MaxKernel || kernelSize % 2 == 0)
            throw new ArgumentOutOfRangeException(nameof(kernelSize), kernelSize, $"Needs an odd number, 1 to {MaxKernel}, got {kernelSize}.");
        _kernelSize = kernelSize;
        _sigma = (sigma ?? new(0.1, 2)).Within(0.01, 1000, nameof(sigma));
    }

    private protected override string Settings => $"kernel {_kernelSize}, sigma {_sigma}";

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters)
    {
        parameters[0] = _sigma.At(random.Unit(0));
        return _kernelSize > 1;
    }

    private protected override int ScratchLength(ImageShape shape) => GaussianFilter.ScratchLength(shape, _kernelSize);

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch)
    {
        Span<float> weights = stackalloc float[_kernelSize];
        GaussianFilter.Weights(parameters[0], _kernelSize, weights);
        for (var c = 0; c < shape.Channels; c++)
            GaussianFilter.Blur(image.Slice(c * shape.PixelsPerChannel, shape.PixelsPerChannel), shape.Width, weights, scratch);
    }

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var weights = new float[draws.Count * _kernelSize];
        for (var i = 0; i < draws.Count; i++)
            GaussianFilter.Weights(draws.Of(i)[0], _kernelSize, weights.AsSpan(i * _kernelSize, _kernelSize));
        return GaussianFilter.Blur(images, tensor(weights, device: images.device).view(-1, _kernelSize));
    }
}
