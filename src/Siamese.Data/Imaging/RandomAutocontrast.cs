using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Stretches each channel at random so that its darkest value becomes black and its brightest white.</summary>
/// <remarks>
/// As torchvision's <c>RandomAutocontrast</c>: a channel of one value stays as it is; the fourth of four channels is alpha and
/// stays. Immutable, thread-safe.
/// </remarks>
public sealed class RandomAutocontrast : ImageAugmentation
{
    private readonly ValueRange _values;

    /// <param name="probability">How likely an image is changed; 0 to 1.</param>
    /// <param name="values">The values of black and white. By default 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not 0 to 1; or Min is not below Max, or not finite.</exception>
    public RandomAutocontrast(double probability = 0.5, ValueRange? values = null)
        : base(probability) => _values = (values ?? new(0, 1)).BlackToWhite(nameof(values));

    private protected override string Settings => $"values {_values}";

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters) => true;

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch)
    {
        var (black, white) = ((float)_values.Min, (float)_values.Max);
        for (var c = 0; c < ColorKernels.VisibleChannels(shape); c++)
        {
            var plane = image.Slice(c * shape.PixelsPerChannel, shape.PixelsPerChannel);
            var (least, most) = ColorKernels.Range(plane);
            if (least == most)
                continue;
            var scale = (white - black) / (most - least);
            ColorKernels.Levels(plane, scale, black - (least * scale), black, white);
        }
    }

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws) =>
        ColorTensors.OnVisible(images, shape, Stretched);

    private Tensor Stretched(Tensor images)
    {
        var (least, most) = (images.amin([2, 3], keepdim: true), images.amax([2, 3], keepdim: true));
        var flat = least == most;
        var scale = (_values.Max - _values.Min) / where(flat, ones_like(most), most - least);
        var stretched = ((images * scale) + (_values.Min - (least * scale))).clamp(_values.Min, _values.Max);
        return where(flat, images, stretched);
    }
}
