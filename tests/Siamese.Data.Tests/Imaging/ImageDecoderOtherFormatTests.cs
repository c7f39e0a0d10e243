using System.Text;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.Siamese.Data.Tests.Imaging.ImageFixtures;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class ImageDecoderOtherFormatTests
{
    [TestCase("lossless.webp", ImageFileFormat.WebP)]
    [TestCase("lzw.tiff", ImageFileFormat.Tiff)]
    [TestCase("palette.bmp", ImageFileFormat.Bmp)]
    [TestCase("animated.gif", ImageFileFormat.Gif)]
    public void Decode_LosslessPicture_IsExact(string name, ImageFileFormat format)
    {
        var file = Read(name);
        Assert.That(ImageDecoder.Identify(file), Is.EqualTo(new ImageInfo(format, Width, Height, 1)));
        Assert.That(Decoded(file), Is.EqualTo(Picture()));
        Assert.That(Decoded(file, Rgba), Is.EqualTo(WithAlpha(Picture())));
        Assert.That(LargestDifference(Decoded(file, Gray), Luma(Picture())), Is.LessThanOrEqualTo(1));
    }

    [TestCase("alpha.webp")]
    [TestCase("alpha.tiff")]
    public void Decode_Alpha_IsDroppedNotBlended_OrKept(string name)
    {
        Assert.That(Decoded(Read(name)), Is.EqualTo(Picture()));
        Assert.That(Decoded(Read(name), Rgba),
            Is.EqualTo(Each((x, y) => [(byte)(16 * x), (byte)(20 * y), (byte)(8 * (x + y)), (byte)(255 - (12 * x))])));
    }

    [Test]
    public void Decode_LossyWebP_IsWhatPillowDecodes() =>
        Assert.That(LargestDifference(Decoded(Read("lossy.webp")), Read("lossy.webp.rgb")), Is.LessThanOrEqualTo(2));

    // (4096 x + 100) / 257, rounded.
    [Test]
    public void Decode_Tiff16_IsRoundedTo8() =>
        Assert.That(Decoded(Read("gray16.tiff"), Gray), Is.EqualTo(Each((x, _) => [(byte)Math.Round(((4096 * x) + 100) / 257.0)])));

    // (255 - ink)(255 - black) / 255, as for JPEG.
    [Test]
    public void Decode_CmykTiff_BecomesRgb() =>
        Assert.That(
            LargestDifference(Decoded(Read("cmyk.tiff")), Each((x, y) => [Light(16 * x), Light(20 * y), Light(40)])), Is.LessThanOrEqualTo(1));

    [Test]
    public void Decode_TiffOrientation_TurnsTheImage()
    {
        var file = Read("lzw.tiff");
        var tagged = TiffOrientation.Set(file, 8);
        using var image = ImageDecoder.Decode(tagged);
        Assert.That((image.Width, image.Height), Is.EqualTo((Height, Width)));
        Assert.That(image.Pixels[..3].ToArray(), Is.EqualTo(new byte[] { 240, 0, 120 }));      // 8: the right end of the top row is seen first
        Assert.That(Decoded(tagged, Rgb with { Orient = false }), Is.EqualTo(Picture()));
    }

    [Test]
    public void Decode_Bmp24_AnyRowLengthAndOrder([Range(1, 5)] int width, [Values] bool topDown)
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * width * 2).Select(i => (byte)(i * 8))];
        Assert.That(Decoded(BmpFile.Write24(width, 2, pixels, topDown)), Is.EqualTo(pixels));
        Assert.That(ImageDecoder.Identify(BmpFile.Write24(width, 2, pixels, topDown)), Is.EqualTo(new ImageInfo(ImageFileFormat.Bmp, width, 2, 1)));
    }

    [Test]
    public void Decode_Bmp1_LooksTheColourUp()
    {
        byte[] bits = [1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0];       // 9 x 2
        var file = BmpFile.Write1(9, 2, bits, [10, 20, 30, 0, 200, 150, 100, 0]);
        Assert.That(Decoded(file), Is.EqualTo(bits.SelectMany(b => b == 1 ? new byte[] { 100, 150, 200 } : [30, 20, 10])));
    }

    [TestCase("P1\n3 2\n1 0 1 0 1 0\n", new byte[] { 0, 255, 0, 255, 0, 255 })]
    [TestCase("P2 # gray\n3 2 255\n0 1 2 128 254 255\n", new byte[] { 0, 1, 2, 128, 254, 255 })]
    [TestCase("P2\n3 2\n15\n0 1 2 8 14 15\n", new byte[] { 0, 17, 34, 136, 238, 255 })]
    [TestCase("P3\n2 1\n255\n9 9 9 200 200 200\n", new byte[] { 9, 200 })]
    [TestCase("P2\n2 1\n255\n9 200", new byte[] { 9, 200 })]      // no line break at the end
#if !IMAGESHARP     // which takes the two bits for the number ten
    [TestCase("P1\n2 1\n10", new byte[] { 0, 255 })]
#endif
    public void Decode_TextMap_FillsTheByte(string text, byte[] expected) =>
        Assert.That(Decoded(Encoding.ASCII.GetBytes(text), Gray), Is.EqualTo(expected));

    [Test]
    public void Decode_BinaryMaps_AreExact()
    {
        Assert.That(Decoded([.. "P4\n9 1\n"u8, 0b10100101, 0b10000000], Gray), Is.EqualTo(new byte[] { 0, 255, 0, 255, 255, 0, 255, 0, 0 }));
        Assert.That(Decoded([.. "P5\n# a comment\n4 1\n255\n"u8, 0, 7, 130, 255], Gray), Is.EqualTo(new byte[] { 0, 7, 130, 255 }));
        Assert.That(Decoded([.. "P5 2 1 65535\n"u8, 128, 128, 1, 1], Gray), Is.EqualTo(new byte[] { 128, 1 }));
        Assert.That(Decoded([.. "P6\n16 12\n255\n"u8, .. Picture()]), Is.EqualTo(Picture()));
    }

    // A 4 x 3 canvas whose first frame is 2 x 1 at (1, 2): the rest is black and transparent.
    [Test]
    public void Decode_GifFrameSmallerThanItsCanvas_StandsInItsPlace()
    {
        byte[] file = [.. "GIF89a"u8, 4, 0, 3, 0, 0x80, 0, 0, 0, 0, 0, 250, 150, 50,
            0x2C, 1, 0, 2, 0, 2, 0, 1, 0, 0, 2, 2, 0x4C, 0x0A, 0, 0x3B];       // codes clear, 1, 1, end, of 3 bits, lowest bit first
        var expected = new byte[4 * 3 * 4];
        ((ReadOnlySpan<byte>)[250, 150, 50, 255, 250, 150, 50, 255]).CopyTo(expected.AsSpan(4 * 9));
        Assert.That(Decoded(file, Rgba), Is.EqualTo(expected));
        Assert.That(ImageDecoder.Identify(file), Is.EqualTo(new ImageInfo(ImageFileFormat.Gif, 4, 3, 1)));
    }

    [Test]
    public void Decode_FromManyThreads_GivesTheSameBytes()
    {
        string[] names = ["lossless.webp", "lzw.tiff", "palette.bmp", "animated.gif"];
        var files = names.Select(Read).ToArray();
        var expected = Picture();
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Assert.That(Decoded(files[i % 4]), Is.EqualTo(expected)));
    }

    private static byte Light(int ink) => (byte)Math.Round((255 - ink) * (255 - 60) / 255.0);

    private static class TiffOrientation
    {
        /// <summary>Turns the first entry that decoding can do without into an orientation; the order of tags does not matter here.</summary>
        public static byte[] Set(byte[] file, int orientation)
        {
            var changed = file.ToArray();
            var directory = BitConverter.ToInt32(file, 4);
            for (var entry = directory + 2; ; entry += 12)
            {
                if (BitConverter.ToUInt16(file, entry) == 284)      // planar configuration, whose default is what the file has
                {
                    BitConverter.TryWriteBytes(changed.AsSpan(entry), (ushort)274);
                    BitConverter.TryWriteBytes(changed.AsSpan(entry + 8), (ushort)orientation);
                    return changed;
                }
            }
        }
    }
}
