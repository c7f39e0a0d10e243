using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Erases a random box of each image.</summary>
/// <remarks>
/// Source: Zhong et al., AAAI 2020. Boxes are chosen as by torchvision's <c>RandomErasing</c>: up to ten are tried, and where none
/// is smaller than the image in both directions, the image stays as it is. Immutable, thread-safe.
/// </remarks>
public sealed class RandomErasing : ImageAugmentation
{
    private const ulong NoiseBranch = 1;

    private readonly RandomErasingOptions _options;

    /// <param name="options">What to draw from; by default those of torchvision.</param>
    public RandomErasing(RandomErasingOptions? options = null)
        : base((options ?? new()).Probability, "Left", "Top", "Width", "Height") => _options = options ?? new();

    private protected override string Settings => _options.ToString();

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters)
    {
        if (BoxDraw.Size(random, shape, _options.Area, _options.Ratio, static (w, h, s) => w < s.Width && h < s.Height) is not var (width, height))
            return false;
        parameters[0] = random.Below(shape.Width - width + 1, BoxDraw.LeftDraw);
        parameters[1] = random.Below(shape.Height - height + 1, BoxDraw.TopDraw);
        parameters[2] = width;
        parameters[3] = height;
        return width > 0 && height > 0;
    }

    private protected override int ScratchLength(ImageShape shape) => _options.NoiseDeviation > 0 ? shape.Length : 0;

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch)
    {
        var (left, top) = ((int)parameters[0], (int)parameters[1]);
        var (width, height) = ((int)parameters[2], (int)parameters[3]);
        var noisy = _options.NoiseDeviation > 0;
        var noise = noisy ? scratch[..shape.Length] : default;
        if (noisy)
        {
            HashNoise.Normal(random.Fork(NoiseBranch), noise);
            ColorKernels.Levels(noise, (float)_options.NoiseDeviation, (float)_options.Fill, float.MinValue, float.MaxValue);
        }
        for (var c = 0; c < shape.Channels; c++)
        {
            for (var y = top; y < top + height; y++)
            {
                var start = (c * shape.PixelsPerChannel) + (y * shape.Width) + left;
                if (noisy)
                    noise.Slice(start, width).CopyTo(image[start..]);
                else
                    image.Slice(start, width).Fill((float)_options.Fill);
            }
        }
    }

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var device = images.device;
        var x = arange(shape.Width, ScalarType.Float32, device);                        // [W]
        var y = arange(shape.Height, ScalarType.Float32, device).unsqueeze(1);          // [H, 1]
        var (left, top) = (draws.Column(0, images), draws.Column(1, images));           // [B, 1, 1, 1]
        var (width, height) = (draws.Column(2, images), draws.Column(3, images));
        var inside = (x >= left).logical_and(x < left + width).logical_and(y >= top).logical_and(y < top + height);
        if (_options.NoiseDeviation == 0)
            return images.masked_fill(inside, _options.Fill);

        var keys = new CounterRandom[draws.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = draws.Randoms[i].Fork(NoiseBranch);
        var noise = (HashNoise.Normal(keys, shape.Length, device) * _options.NoiseDeviation) + _options.Fill;
        return where(inside, noise.view(images.shape), images);
    }
}
