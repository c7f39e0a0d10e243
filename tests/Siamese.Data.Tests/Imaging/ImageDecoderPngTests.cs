using System.Buffers.Binary;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.Siamese.Data.Tests.Imaging.ImageFixtures;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>Files are written sample by sample, so the decoded bytes are known; no decoder is compared with itself.</summary>
public class ImageDecoderPngTests
{
    // 5 columns leave a byte half filled; v of b bits becomes v · 255 / (2^b - 1).
    [TestCase(1, new[] { 0, 1, 1, 0, 1, 1, 0, 0, 1, 0 }, new byte[] { 0, 255, 255, 0, 255, 255, 0, 0, 255, 0 })]
    [TestCase(2, new[] { 0, 1, 2, 3, 0, 3, 2, 1, 0, 3 }, new byte[] { 0, 85, 170, 255, 0, 255, 170, 85, 0, 255 })]
    [TestCase(4, new[] { 0, 1, 2, 3, 8, 9, 12, 14, 15, 7 }, new byte[] { 0, 17, 34, 51, 136, 153, 204, 238, 255, 119 })]
    [TestCase(8, new[] { 0, 1, 2, 127, 128, 129, 200, 254, 255, 3 }, new byte[] { 0, 1, 2, 127, 128, 129, 200, 254, 255, 3 })]
    // 16 bits: v / 257 rounded. 128/257 = 0.498, 129/257 = 0.502; 32896 = 128 · 257.
    [TestCase(16, new[] { 0, 128, 129, 257, 385, 386, 32896, 65406, 65407, 65535 }, new byte[] { 0, 0, 1, 1, 1, 2, 128, 254, 255, 255 })]
    public void Decode_GrayOfAnyDepth_FillsTheByte(int depth, int[] samples, byte[] expected)
    {
        var file = PngFile.Write(5, 2, depth, 0, samples);
        Assert.That(Decoded(file, Gray), Is.EqualTo(expected));
        Assert.That(Decoded(file), Is.EqualTo(expected.SelectMany(v => new[] { v, v, v })));
        Assert.That(Decoded(file, Rgba), Is.EqualTo(expected.SelectMany(v => new byte[] { v, v, v, 255 })));
    }

    [TestCase(8, 1)]
    [TestCase(16, 257)]
    public void Decode_Colour_KeepsTheValues(int depth, int unit)
    {
        var picture = Picture();
        var file = PngFile.Write(Width, Height, depth, 2, [.. picture.Select(v => v * unit)]);
        Assert.That(Decoded(file), Is.EqualTo(picture));
        Assert.That(Decoded(file, Rgba), Is.EqualTo(WithAlpha(picture)));
        Assert.That(LargestDifference(Decoded(file, Gray), Luma(picture)), Is.LessThanOrEqualTo(1));   // weights are in steps of 1/65536
    }

    // 0.299 · 255 = 76.2, 0.587 · 255 = 149.7, 0.114 · 255 = 29.1; 0.299 · 10 + 0.587 · 20 + 0.114 · 30 = 18.15.
    [TestCase(255, 0, 0, 76)]
    [TestCase(0, 255, 0, 150)]
    [TestCase(0, 0, 255, 29)]
    [TestCase(10, 20, 30, 18)]
    [TestCase(255, 255, 255, 255)]
    public void Decode_ColourToGray_IsLumaOf601(int red, int green, int blue, int expected) =>
        Assert.That(Decoded(PngFile.Write(1, 1, 8, 2, [red, green, blue]), Gray), Is.EqualTo(new[] { (byte)expected }));

    [Test]
    public void Decode_Alpha_IsDroppedNotBlended_OrKept()
    {
        var file = PngFile.Write(2, 1, 8, 6, [200, 100, 50, 0, 10, 20, 30, 128]);
        Assert.That(Decoded(file), Is.EqualTo(new byte[] { 200, 100, 50, 10, 20, 30 }));
        Assert.That(Decoded(file, Rgba), Is.EqualTo(new byte[] { 200, 100, 50, 0, 10, 20, 30, 128 }));
        Assert.That(Decoded(file, Gray), Is.EqualTo(new byte[] { 124, 18 }));     // 59.8 + 58.7 + 5.7 = 124.2

        var gray = PngFile.Write(2, 1, 16, 4, [200 * 257, 0, 30 * 257, 77 * 257]);
        Assert.That(Decoded(gray, Gray), Is.EqualTo(new byte[] { 200, 30 }));
        Assert.That(Decoded(gray), Is.EqualTo(new byte[] { 200, 200, 200, 30, 30, 30 }));
        Assert.That(Decoded(gray, Rgba), Is.EqualTo(new byte[] { 200, 200, 200, 0, 30, 30, 30, 77 }));
    }

    [TestCase(1, 2)]
    [TestCase(2, 4)]
    [TestCase(4, 16)]
    [TestCase(8, 256)]
    public void Decode_Palette_LooksTheColourUp(int depth, int colours)
    {
        var palette = PngFile.Chunk("PLTE", [.. Enumerable.Range(0, colours).SelectMany(i => new[] { (byte)i, (byte)(255 - i), (byte)(7 * i % 256) })]);
        int[] samples = [.. Enumerable.Range(0, 21).Select(i => i * 5 % colours)];
        byte[] expected = [.. samples.SelectMany(i => new[] { (byte)i, (byte)(255 - i), (byte)(7 * i % 256) })];
        var file = PngFile.Write(7, 3, depth, 3, samples, palette);
        Assert.That(Decoded(file), Is.EqualTo(expected));
        Assert.That(LargestDifference(Decoded(file, Gray), Luma(expected)), Is.LessThanOrEqualTo(1));
        Assert.That(Decoded(file, Rgba), Is.EqualTo(WithAlpha(expected)));
    }

    [Test]
    public void Decode_TransparentColours_HaveAlphaOnlyWhereItIsAskedFor()
    {
        var palette = PngFile.Chunk("PLTE", [1, 2, 3, 40, 50, 60]);
        var indexed = PngFile.Write(2, 1, 8, 3, [0, 1], palette, PngFile.Chunk("tRNS", [9]));     // the second is not named: opaque
        Assert.That(Decoded(indexed), Is.EqualTo(new byte[] { 1, 2, 3, 40, 50, 60 }));
        Assert.That(Decoded(indexed, Rgba), Is.EqualTo(new byte[] { 1, 2, 3, 9, 40, 50, 60, 255 }));

        var gray = PngFile.Write(2, 1, 8, 0, [70, 71], PngFile.Chunk("tRNS", [0, 70]));
        Assert.That(Decoded(gray, Gray), Is.EqualTo(new byte[] { 70, 71 }));
        Assert.That(Decoded(gray, Rgba), Is.EqualTo(new byte[] { 70, 70, 70, 0, 71, 71, 71, 255 }));
    }

    // The seven passes of Adam7; narrow images leave some of them empty.
    [Test]
    public void Decode_Interlaced_PutsEveryPixelInItsPlace([Values(1, 2, 3, 5, 8, 17)] int width, [Values(1, 4, 5, 9)] int height, [Values(1, 8, 16)] int depth)
    {
        int[] samples = [.. Enumerable.Range(0, width * height).Select(i => i * 4127 % (1 << depth))];
        byte[] expected = [.. samples.Select(v => (byte)Math.Round(v * 255.0 / ((1 << depth) - 1)))];
        var file = PngFile.WriteInterlaced(width, height, depth, samples);
#if IMAGESHARP
        // libpng is not trusted with these, and ImageSharp cannot do them.
        if (depth == 16 && width < 5 && (width, height) != (1, 1))
        {
            Assert.That(() => Decoded(file, Gray), Throws.InstanceOf<ImageDecodeException>().With.Message.Contains($"needs 5 columns or more, since ImageSharp mixes up the rows of fewer, came {width}."));
            return;
        }
#endif
        Assert.That(Decoded(file, Gray), Is.EqualTo(expected));
    }

    [Test]
    public void Decode_FilteredRows_AreUndone([Range(0, 4)] int filter)
    {
        var picture = Picture();
        var file = PngFile.Join(Width, Height, 8, 2, PngFile.Filter(picture, 3 * Width, 3, filter));
        Assert.That(Decoded(file), Is.EqualTo(picture));
    }

    // gAMA 1.0 (linear light) would brighten every value between 0 and 255.
    [Test]
    public void Decode_GammaAndColourSpace_ChangeNoValue([Values(8, 16)] int depth, [Values(0, 2)] int colorType)
    {
        var unit = depth == 16 ? 257 : 1;
        byte[] values = [0, 1, 60, 128, 200, 255];
        var gamma = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(gamma, 100_000);
        var file = PngFile.Write(colorType == 2 ? 2 : 6, 1, depth, colorType, [.. values.Select(v => v * unit)],
            PngFile.Chunk("gAMA", gamma), PngFile.Chunk("sBIT", colorType == 2 ? [5, 5, 5] : [5]), PngFile.Chunk("tEXt", "a\0b"u8));
        Assert.That(Decoded(file, colorType == 2 ? Rgb : Gray), Is.EqualTo(values));
    }

    [Test]
    public void Decode_DataInSeveralChunks_IsJoined()
    {
        var picture = Picture();
        var whole = PngFile.Write(Width, Height, 3, picture);
        Assert.That(Decoded(PngFile.SplitData(whole, 7)), Is.EqualTo(picture));
    }

    [Test]
    public void Decode_ExifOrientation_TurnsTheImage()
    {
        var file = PngFile.Write(2, 1, 8, 0, [10, 20], PngFile.Chunk("eXIf", JpegFile.Exif(6, littleEndian: false)));
        Assert.That(ImageDecoder.Identify(file), Is.EqualTo(new ImageInfo(ImageFileFormat.Png, 2, 1, 6)));
        using var image = ImageDecoder.Decode(file, Gray);
        Assert.That((image.Width, image.Height), Is.EqualTo((1, 2)));
        Assert.That(Decoded(file, Gray with { Orient = false }), Is.EqualTo(new byte[] { 10, 20 }));
    }

    [Test]
    public void Decode_WhatFollowsTheEnd_IsIgnored() =>
        Assert.That(Decoded([.. PngFile.Write(2, 1, 8, 0, [10, 20]), 1, 2, 3], Gray), Is.EqualTo(new byte[] { 10, 20 }));

    [Test]
    public void Decode_SizeIsThatOfTheHeader()
    {
        var file = PngFile.Write(5, 2, 1, 0, new int[10]);
        using var image = ImageDecoder.Decode(file);
        Assert.That((image.Width, image.Height, image.Channels, image.Color, image.Pixels.Length), Is.EqualTo((5, 2, 3, ColorMode.Rgb, 30)));
        Assert.That(ImageDecoder.Identify(file), Is.EqualTo(new ImageInfo(ImageFileFormat.Png, 5, 2, 1)));
    }
}
