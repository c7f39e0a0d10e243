using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Colour operations on a batch of any device; factors are <c>[B, 1, 1, 1]</c>. See <see cref="ColorKernels"/>.</summary>
internal static class ColorTensors
{
    /// <summary>Changes the channels but alpha.</summary>
    public static Tensor OnVisible(Tensor images, ImageShape shape, Func<Tensor, Tensor> change)
    {
        var visible = ColorKernels.VisibleChannels(shape);
        return visible == shape.Channels
            ? change(images)
            : cat([change(images.narrow(1, 0, visible)), images.narrow(1, visible, shape.Channels - visible)], 1);
    }

    /// <summary>The gray picture, <c>[B, 1, H, W]</c>, of the first three channels.</summary>
    public static Tensor Gray(Tensor images, double low)
    {
        var (red, green, blue) = (images.narrow(1, 0, 1), images.narrow(1, 1, 1), images.narrow(1, 2, 1));
        return low == 0
            ? (red * ColorKernels.Red) + (green * ColorKernels.Green) + (blue * ColorKernels.Blue)
            : ((red - low) * ColorKernels.Red) + ((green - low) * ColorKernels.Green) + ((blue - low) * ColorKernels.Blue) + low;
    }

    public static Tensor Brighten(Tensor images, Tensor factor, ValueRange values) =>
        ((images * factor) + ((1 - factor) * values.Min)).clamp(values.Min, values.Max);

    public static Tensor Contrast(Tensor images, ImageShape shape, Tensor factor, ValueRange values)
    {
        var brightness = ColorKernels.HasColor(shape) ? Gray(images, values.Min) : images;
        return Mixed(images, brightness.mean([1, 2, 3], keepdim: true), factor, values);
    }

    public static Tensor Saturate(Tensor images, Tensor factor, ValueRange values) =>
        Mixed(images, Gray(images, values.Min), factor, values);

    public static Tensor TurnHue(Tensor images, Tensor turn, ValueRange values)
    {
        var span = values.Max - values.Min;
        var share = ((images - values.Min) / span).clamp(0, 1);
        var value = share.amax([1], keepdim: true);
        var chroma = value - share.amin([1], keepdim: true);
        var distance = (value - share) / where(chroma == 0, ones_like(chroma), chroma);     // [B, 3, H, W]
        var (toRed, toGreen, toBlue) = (distance.narrow(1, 0, 1), distance.narrow(1, 1, 1), distance.narrow(1, 2, 1));
        var hue = where(
            share.narrow(1, 0, 1) == value, toBlue - toGreen,
            where(share.narrow(1, 1, 1) == value, toRed - toBlue + 2, toGreen - toRed + 4));
        hue = hue + (6 * turn);
        var k = cat([hue + 5, hue + 3, hue + 1], 1);
        k = k - ((k / 6).floor() * 6);
        var part = minimum(k, 4 - k).clamp(0, 1);
        return ((value - (chroma * part)) * span) + values.Min;
    }

    private static Tensor Mixed(Tensor images, Tensor other, Tensor factor, ValueRange values) =>
        ((images * factor) + (other * (1 - factor))).clamp(values.Min, values.Max);
}
