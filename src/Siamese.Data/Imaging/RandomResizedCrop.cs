using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Cuts a random box out of each image and stretches it to the size that the image had, bilinear.</summary>
/// <remarks>
/// As torchvision's <c>RandomResizedCrop</c> with the image's own size: up to ten boxes of random area and proportions are
/// tried; where none fits, the largest box of allowed proportions in the middle is taken. A box is never larger than the
/// image, so there is nothing to smooth before resampling. Immutable, thread-safe.
/// </remarks>
public sealed class RandomResizedCrop : ImageAugmentation
{
    private readonly ValueRange _area;
    private readonly ValueRange _ratio;

    /// <param name="area">The box's share of the image's area, above 0 and at most 1. By default 0.08 to 1.</param>
    /// <param name="ratio">Width by height of the box, above 0; drawn evenly by its logarithm. By default 3/4 to 4/3.</param>
    /// <param name="probability">How likely an image is changed; 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of that, or Min above Max.</exception>
    public RandomResizedCrop(ValueRange? area = null, ValueRange? ratio = null, double probability = 1)
        : base(probability, "Left", "Top", "Width", "Height")
    {
        _area = (area ?? new(0.08, 1)).Within(1e-6, 1, nameof(area));
        _ratio = (ratio ?? new(3.0 / 4, 4.0 / 3)).Within(1e-3, 1e3, nameof(ratio));
    }

    private protected override string Settings => $"area {_area}, ratio {_ratio}";

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters)
    {
        var drawn = BoxDraw.Size(random, shape, _area, _ratio, static (w, h, s) => w > 0 && h > 0 && w <= s.Width && h <= s.Height);
        var (width, height) = drawn ?? Central(shape);
        var (spareX, spareY) = (shape.Width - width, shape.Height - height);
        parameters[0] = drawn is null ? spareX / 2 : random.Below(spareX + 1, BoxDraw.LeftDraw);
        parameters[1] = drawn is null ? spareY / 2 : random.Below(spareY + 1, BoxDraw.TopDraw);
        parameters[2] = width;
        parameters[3] = height;
        return width != shape.Width || height != shape.Height;
    }

    private protected override int ScratchLength(ImageShape shape) => CropResampler.ScratchLength(shape);

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch) =>
        CropResampler.Resample(
            image, shape, (int)parameters[0], (int)parameters[1], (int)parameters[2], (int)parameters[3], scratch);

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var (x, y) = (
            Along(images, shape.Width, draws.Column(0), draws.Column(2)).unsqueeze(1),          // [B, 1, W]
            Along(images, shape.Height, draws.Column(1), draws.Column(3)).unsqueeze(2));        // [B, H, 1]
        long[] size = [draws.Count, shape.Height, shape.Width];
        return TensorSampler.Sample(images, x.expand(size), y.expand(size), 0);
    }

    // [B, size]: where the places of the result come from in one direction.
    private static Tensor Along(Tensor images, int size, double[] start, double[] length)
    {
        Tensor Of(Func<int, double> value)
        {
            var values = new float[start.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)value(i);
            return tensor(values, device: images.device).unsqueeze(1);
        }

        var places = arange(size, ScalarType.Float32, images.device) + 0.5f;
        var source = (places * Of(i => length[i] / size)) - 0.5f + Of(i => start[i]);
        return minimum(maximum(source, Of(i => start[i])), Of(i => start[i] + length[i] - 1));
    }

    private (int Width, int Height) Central(ImageShape shape)
    {
        var own = (double)shape.Width / shape.Height;
        return own < _ratio.Min ? (shape.Width, Math.Max(1, (int)Math.Round(shape.Width / _ratio.Min)))
            : own > _ratio.Max ? (Math.Max(1, (int)Math.Round(shape.Height * _ratio.Max)), shape.Height)
            : (shape.Width, shape.Height);
    }
}
