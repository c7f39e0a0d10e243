using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Warps each image as if it were printed on rubber, bilinear.</summary>
/// <remarks>
/// <para>Source: Simard, Steinkraus and Platt, ICDAR 2003. Every pixel comes from a place that is displaced to the side and up or
/// down by uniform noise of -1 to 1, smoothed by a Gaussian and multiplied by alpha, in pixels.</para>
/// <para>torchvision's <c>ElasticTransform</c> smooths alike (over 8 sigma + 1 pixels) but measures in halves of the image: for
/// square images its alpha is twice this one. The noise is mirrored as often as need be, so that small images take any sigma.
/// Immutable, thread-safe.</para>
/// </remarks>
public sealed class ElasticTransform : ImageAugmentation
{
    private const ulong NoiseBranch = 1;

    private readonly ElasticTransformOptions _options;

    /// <param name="options">Strength and smoothness; see there for the defaults.</param>
    public ElasticTransform(ElasticTransformOptions? options = null)
        : base((options ?? new()).Probability, "Alpha", "Sigma") => _options = options ?? new();

    /// <summary>Moves the pixels of one image, <c>[C, H, W]</c>, by given displacements in pixels, <c>[H, W]</c> each.</summary>
    internal static void Displace(
        Span<float> image, ImageShape shape, ReadOnlySpan<float> x, ReadOnlySpan<float> y, float fill, Span<float> scratch) =>
        BilinearSampler.Resample(image, shape, fill, new DisplacementMap(x, y, shape.Width), scratch);

    private protected override string Settings => _options.ToString();

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters)
    {
        parameters[0] = _options.Alpha.At(random.Unit(0));
        parameters[1] = _options.Sigma.At(random.Unit(1));
        return parameters[0] > 0;
    }

    private protected override int ScratchLength(ImageShape shape) => (2 * shape.PixelsPerChannel)
        + Math.Max(GaussianFilter.ScratchLength(shape, KernelSize(_options.Sigma.Max)), BilinearSampler.ScratchLength(shape));

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch)
    {
        var pixels = shape.PixelsPerChannel;
        var (x, y, rest) = new Fields(scratch, pixels);
        var key = random.Fork(NoiseBranch);
        HashNoise.Uniform(key, 0, x);
        HashNoise.Uniform(key, pixels, y);
        var size = KernelSize(parameters[1]);
        Span<float> weights = stackalloc float[size];
        GaussianFilter.Weights(parameters[1], size, weights);
        GaussianFilter.Blur(x, shape.Width, weights, rest);
        GaussianFilter.Blur(y, shape.Width, weights, rest);
        ColorKernels.Levels(scratch[..(2 * pixels)], (float)parameters[0], 0, float.MinValue, float.MaxValue);
        Displace(image, shape, x, y, _options.Fill, rest);
    }

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var device = images.device;
        var keys = new CounterRandom[draws.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = draws.Randoms[i].Fork(NoiseBranch);
        var taps = KernelSize(draws.Column(1).Max());
        var weights = new float[draws.Count * taps];
        for (var i = 0; i < keys.Length; i++)
        {
            var sigma = draws.Of(i)[1];
            GaussianFilter.Weights(sigma, KernelSize(sigma), weights.AsSpan(i * taps, taps));
        }
        var noise = HashNoise.Uniform(keys, 0, 2 * shape.PixelsPerChannel, device).view(-1, 2, shape.Height, shape.Width);
        var moved = GaussianFilter.Blur(noise, tensor(weights, device: device).view(-1, taps)) * draws.Column(0, images);
        return TensorSampler.Sample(
            images,
            moved.select(1, 0) + arange(shape.Width, ScalarType.Float32, device),
            moved.select(1, 1) + arange(shape.Height, ScalarType.Float32, device).unsqueeze(1),
            _options.Fill);
    }

    private static int KernelSize(double sigma) => (int)((8 * sigma) + 1) | 1;

    // The two displacement fields and the scratch behind them.
    private readonly ref struct Fields(Span<float> scratch, int pixels)
    {
        private readonly Span<float> _scratch = scratch;

        public void Deconstruct(out Span<float> x, out Span<float> y, out Span<float> rest)
        {
            x = _scratch[..pixels];
            y = _scratch.Slice(pixels, pixels);
            rest = _scratch[(2 * pixels)..];
        }
    }
}
