using System;
using System.IO;
using static TorchSharp.torch;
using static TorchSharp.torchvision;
using static TorchSharp.torchvision.io;

namespace TorchSharp;

/// <summary>PNG through libpng and JPEG through libturbojpeg.</summary>
internal sealed class NativeImager : Imager
{
    private const int Quality = 75;

    public override Tensor DecodeImage(Stream stream, ImageReadMode mode = ImageReadMode.UNCHANGED)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return DecodeImage(copy.ToArray(), mode);
    }

    public override Tensor DecodeImage(byte[] data, ImageReadMode mode = ImageReadMode.UNCHANGED)
    {
        ArgumentNullException.ThrowIfNull(data);
        var pixels = data switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => LibPng.Decode(data, mode),
            [0xff, 0xd8, ..] => TurboJpeg.Decode(data, mode),
            _ => throw new NotSupportedException($"Expected a PNG or JPEG image, got {data.Length} bytes that start otherwise."),
        };
        using var scope = NewDisposeScope();
        return tensor(pixels.Data).view(pixels.Height, pixels.Width, pixels.Channels).permute(2, 0, 1).contiguous().MoveToOuterDisposeScope();
    }

    public override void EncodeImage(Tensor image, ImageFormat format, Stream stream) => stream.Write(EncodeImage(image, format));

    public override byte[] EncodeImage(Tensor image, ImageFormat format)
    {
        if (image.ndim != 3 || image.shape[0] is < 1 or > 4 || image.dtype != ScalarType.Byte)
            throw new ArgumentException($"Expected an image of bytes [1 to 4, H, W], got {image.dtype} [{string.Join(", ", image.shape)}].", nameof(image));
        using var scope = NewDisposeScope();
        var shape = image.shape;
        var data = image.cpu().permute(1, 2, 0).contiguous().data<byte>().ToArray();
        var pixels = new Pixels(data, (int)shape[1], (int)shape[2], (int)shape[0]);
        return format switch
        {
            ImageFormat.Png => LibPng.Encode(pixels),
            ImageFormat.Jpeg => TurboJpeg.Encode(pixels, Quality),
            _ => throw new NotSupportedException($"Images are written as Png or Jpeg, got {format}."),
        };
    }

    /// <summary>Row by row, the channels of a pixel side by side: gray or red, green, blue, then alpha if there is one.</summary>
    internal sealed record Pixels(byte[] Data, int Height, int Width, int Channels);
}
