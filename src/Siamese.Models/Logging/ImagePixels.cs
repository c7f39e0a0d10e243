using TorchSharp.Siamese.Data.Imaging;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Images of a tensor as the bytes of a picture file.</summary>
internal static class ImagePixels
{
    /// <summary>The images one below the other, <c>[N · H, W, C]</c>.</summary>
    /// <param name="images"><c>[N, C, H, W]</c>, bytes or floating point from 0 to 1.</param>
    /// <param name="name">What the caller calls them.</param>
    public static (byte[] Pixels, ColorMode Mode) Of(Tensor images, string name)
    {
        var mode = (ColorMode)(images.dim() == 4 ? images.shape[1] : 0);
        if (!Enum.IsDefined(mode) || images.shape.Any(size => size < 1))
            throw new ArgumentException($"Expected images of 1, 3 or 4 channels, [N, C, H, W], got [{string.Join(", ", images.shape)}].", name);
        if (images.dtype is not (ScalarType.Byte or ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16))
            throw new ArgumentException($"Expected images of bytes or floating point from 0 to 1, got {images.dtype}.", name);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var bytes = images.dtype == ScalarType.Byte
            ? images
            : (images.to(ScalarType.Float32).nan_to_num(0).clamp(0, 1) * 255).round().to(ScalarType.Byte);
        return (bytes.permute(0, 2, 3, 1).cpu().contiguous().clone().bytes.ToArray(), mode);
    }
}
