using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Imaging.Codecs;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.Siamese.Data.Tests.Imaging.ImageFixtures;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>A machine without libpng or libturbojpeg decodes PNG and JPEG too, to the same pixels.</summary>
public class ImageCodecsTests
{
    [TestCase("gray")]
    [TestCase("colour")]
    [TestCase("alpha")]
    [TestCase("palette")]
    public void DecodeByProvider_Png_IsWhatLibpngDecodes(string kind)
    {
        byte[] ramp = [.. Enumerable.Range(0, 24).Select(i => (byte)(i * 10))];
        var file = kind switch
        {
            "gray" => PngFile.Write(6, 4, 1, ramp),
            "colour" => PngFile.Write(4, 2, 3, ramp),
            "alpha" => PngFile.Write(3, 2, 4, ramp),
            _ => PngFile.Write(3, 1, 2, 3, [2, 0, 1], PngFile.Chunk("PLTE", [1, 2, 3, 40, 50, 60, 200, 250, 255])),
        };
        foreach (var color in new[] { ColorMode.Grayscale, ColorMode.Rgb, ColorMode.Rgba })
            Assert.That(ByProvider(file, color), Is.EqualTo(Decoded(file, new DecodeOptions { Color = color })), $"{color}");
    }

    [TestCase("baseline.jpg", 4)]
    [TestCase("progressive.jpg", 4)]
    [TestCase("gray.jpg", 1)]
    [TestCase("cmyk-adobe.jpg", 2)]
    public void DecodeByProvider_Jpeg_IsCloseToWhatLibturbojpegDecodes(string name, int mean)
    {
        // Managed decoders do not smooth the subsampled colours as libjpeg does: single pixels differ, the picture does not.
        var differences = ByProvider(Read(name), ColorMode.Rgb).Zip(Decoded(Read(name)), (a, b) => Math.Abs(a - b)).ToArray();
        Assert.That(differences.Average(), Is.LessThanOrEqualTo(mean));
    }

    [Test]
    public void DecodeByProvider_CutOffJpeg_IsRefused()
    {
        var file = Read("baseline.jpg");
        Assert.Throws<ImageDecodeException>(() => ByProvider(file[..^40], ColorMode.Rgb));
    }

    private static byte[] ByProvider(byte[] file, ColorMode color)
    {
        using var image = ImageCodecs.DecodeByProvider(file, ImageDecoder.Identify(file), color);
        return image.Pixels.ToArray();
    }
}
