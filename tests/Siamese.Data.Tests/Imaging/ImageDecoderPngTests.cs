using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>Files are written sample by sample, so the decoded bytes are known; no decoder is compared with itself.</summary>
public class ImageDecoderPngTests
{
    private static readonly DecodeOptions s_gray = new() { Color = ColorMode.Grayscale };
    private static readonly DecodeOptions s_rgba = new() { Color = ColorMode.Rgba };

    // 5 columns leave a byte half filled; v of b bits becomes v · 255 / (2^b - 1).
    [TestCase(1, new[] { 0, 1, 1, 0, 1, 1, 0, 0, 1, 0 }, new byte[] { 0, 255, 255, 0, 255, 255, 0, 0, 255, 0 })]
    [TestCase(2, new[] { 0, 1, 2, 3, 0, 3, 2, 1, 0, 3 }, new byte[] { 0, 85, 170, 255, 0, 255, 170, 85, 0, 255 })]
    [TestCase(4, new[] { 0, 1, 2, 3, 8, 9, 12, 14, 15, 7 }, new byte[] { 0, 17, 34, 51, 136, 153, 204, 238, 255, 119 })]
    [TestCase(8, new[] { 0, 1, 2, 127, 128, 129, 200, 254, 255, 3 }, new byte[] { 0, 1, 2, 127, 128, 129, 200, 254, 255, 3 })]
    public void Decode_GrayOfAnyDepth_FillsTheByte(int depth, int[] samples, byte[] expected)
    {
        var file = PngFile.Write(5, 2, depth, 0, samples);
        Assert.That(Decoded(file, s_gray), Is.EqualTo(expected));
        Assert.That(Decoded(file), Is.EqualTo(expected.SelectMany(v => new[] { v, v, v })));
        Assert.That(Decoded(file, s_rgba), Is.EqualTo(expected.SelectMany(v => new byte[] { v, v, v, 255 })));
    }

    private static byte[] Decoded(byte[] file, DecodeOptions? options = null)
    {
        using var image = ImageDecoder.Decode(file, options);
        return image.Pixels.ToArray();
    }
}
