using System.Buffers.Binary;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.Siamese.Data.Tests.Imaging.ImageFixtures;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class ImageDecoderBadFileTests
{
    private static readonly byte[] s_png = PngFile.Write(Width, Height, 3, Picture());

    [Test]
    public void Decode_Empty_SaysSo() =>
        Assert.That(Refused([]).Message, Is.EqualTo("Needs an image file, got one of 0 bytes."));

    [Test]
    public void Decode_NoImage_ShowsItsFirstBytes()
    {
        var error = Refused("<!DOCTYPE html>"u8.ToArray());
        Assert.That(error.Message, Is.EqualTo(
            "Needs a PNG, JPEG, BMP, GIF, WebP, TIFF or PNM file, got 15 bytes that start with 3C21444F43545950 (hexadecimal)."));
        Assert.That(error.Format, Is.Null);
    }

#if !IMAGESHARP
    // What ImageMagick says, without the places in its source.
    [Test]
    public void Decode_TextMapWithTooFewNumbers_IsOneSentence() =>
        Assert.That(Refused("P2 3 3 255 1 2 "u8.ToArray()).Message, Does.Match("^PNM image: ImageMagick refuses it: [a-z ]+[.]$"));
#endif

    [Test]
    public void Decode_Zeros_AreNoImage() => Assert.That(Refused(new byte[4000]).Message, Does.Contain("4000 bytes that start with 0000000000000000"));

    // Signature 8, IHDR 25: the data chunk begins at 33 with its length, its content at 41.
    [TestCase(5, "cut off: needs 8 bytes at offset 0 for the signature, came 5.", 0)]
    [TestCase(20, "cut off: needs 4 bytes at offset 20 for the height, came 0.", 20)]
    [TestCase(33, "cut off: needs 4 bytes at offset 33 for the length of a chunk, came 0.", 33)]
    public void Decode_CutOffPng_SaysWhatIsMissingAndWhere(int length, string message, long offset)
    {
        var error = Refused(s_png[..length]);
        Assert.That(error.Message, Is.EqualTo("PNG image: " + message));
        Assert.That((error.Format, error.Offset), Is.EqualTo((ImageFileFormat.Png, offset)));
    }

    [Test]
    public void Decode_PngCutInItsData_NamesTheChunk()
    {
        var needed = BinaryPrimitives.ReadInt32BigEndian(s_png.AsSpan(33)) + 4;
        Assert.That(Refused(s_png[..50]).Message,
            Is.EqualTo($"PNG image: cut off: needs {needed} bytes at offset 41 for the data and checksum of a chunk, came 9."));
    }

    [Test]
    public void Decode_PngWithAWrongByte_IsRefusedByItsChecksum()
    {
        var damaged = s_png.ToArray();
        damaged[60] ^= 0x10;
        Assert.That(Refused(damaged).Message, Does.StartWith("PNG image: "));
    }

    // The header asks for 8 rows, the data holds 2.
    [Test]
    public void Decode_PngWithTooFewRows_IsRefused() =>
        Assert.That(Refused(PngFile.Join(4, 8, 8, 0, new byte[2 * 5])).Message, Does.StartWith("PNG image: libpng refuses it: ").Or.StartWith("PNG image: ImageSharp"));

    [Test]
    public void Decode_PngSentAsText_SaysSo()
    {
        byte[] damaged = [.. s_png[..4], 0x0A, .. s_png[6..]];      // CR LF became LF
        Assert.That(Refused(damaged).Message, Does.Contain("needs the signature 89504E470D0A1A0A at offset 0, came 89504E470A1A0A00; a transfer as text does that."));
    }

    [Test]
    public void Decode_CutOffJpeg_IsRefusedWhereverItEnds()
    {
        var file = Read("baseline.jpg");
        Assert.That(Refused(file[..200]).Message, Does.StartWith("JPEG image: cut off: needs "));
        Assert.That(Refused(file[..^30]).Message, Does.StartWith("JPEG image: "));      // in the scan, where libjpeg only warns
        Assert.That(Refused(file[..^2]).Message, Does.StartWith("JPEG image: "));       // the end marker alone
    }

    // A hole in the scan, and the end marker in its place: libjpeg warns, fills the rest with gray, and goes on.
    [TestCase(20)]
    [TestCase(60)]
    [TestCase(120)]
    public void Decode_JpegWithAHoleInItsScan_IsRefused(int missing)
    {
        var file = Read("baseline.jpg");
        Assert.That(Refused([.. file[..^(missing + 2)], 0xFF, 0xD9]).Message, Does.StartWith("JPEG image: "));
    }

    // libjpeg keeps tables between the images of one decoder: a file without its own must not be decoded with another's.
    [Test]
    public void Decode_JpegWithoutTables_IsRefusedEvenAfterAGoodOne()
    {
        var good = Decoded(Read("baseline.jpg"));
        Refused(JpegFile.WithoutSegment(Read("baseline.jpg"), 0xDB));
        Assert.That(Decoded(Read("baseline.jpg")), Is.EqualTo(good));
    }

    [Test]
    public void Decode_JpegWithoutAFrame_SaysWhere() =>
        Assert.That(Refused([0xFF, 0xD8, 0xFF, 0xD9]).Message, Is.EqualTo("JPEG image: needs a frame header before offset 2, came none."));

    [TestCase("animated.gif")]
    [TestCase("lzw.tiff")]
    [TestCase("lossless.webp")]
    [TestCase("lossy.webp")]
    [TestCase("palette.bmp")]
    public void Decode_CutInHalf_IsRefused(string name)
    {
        var file = Read(name);
        Assert.That(Refused(file[..(file.Length / 2)]).Format, Is.Not.Null);
    }

    [Test]
    public void Decode_MapWithTooFewBytes_SaysHowMany() =>
        Assert.That(Refused([.. "P5 4 2 255\n"u8, 1, 2, 3]).Message, Is.EqualTo("PNM image: cut off: needs 8 bytes at offset 11 for the pixels, came 3."));

    [Test]
    public void Decode_BmpWithTooFewBytes_SaysHowMany() =>
        Assert.That(Refused(BmpFile.Write24(4, 2, new byte[24])[..60]).Message, Is.EqualTo("BMP image: cut off: needs 24 bytes at offset 54 for the pixels, came 6."));

    // The limit is checked before any memory is taken: 30,000 x 30,000 pixels would need 2.7 GB.
    [TestCaseSource(nameof(Bombs))]
    public void Decode_AbsurdlyLarge_IsRefusedBeforeMemoryIsTaken(byte[] file, ImageFileFormat format)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Refused(file);
        Assert.That(error.Message, Does.Contain("needs at most MaxPixels = 178956970 pixels, came 30000 x 30000 = 900000000."));
        Assert.That(error.Format, Is.EqualTo(format));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }

    [Test]
    public void Decode_AboveTheCallersLimit_IsRefused()
    {
        Assert.That(Refused(s_png, new DecodeOptions { MaxPixels = 191 }).Message, Is.EqualTo("PNG image: needs at most MaxPixels = 191 pixels, came 16 x 12 = 192."));
        Assert.That(Decoded(s_png, new DecodeOptions { MaxPixels = 192 }), Is.EqualTo(Picture()));
    }

    [Test]
    public void Decode_MoreThanAnArrayHolds_IsRefusedEvenWithoutALimit()
    {
        var error = Refused(PngFile.Join(65_535, 65_535, 8, 0, []), new DecodeOptions { MaxPixels = long.MaxValue });
        Assert.That(error.Message, Does.Contain("to fit into an array, came 65535 x 65535 = 4294836225."));
    }

    // Names do not count: this is what a reader of "photo.jpg" hands over.
    [Test]
    public void Decode_APngCalledJpg_IsDecodedByItsContent()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("photo.jpg"), s_png);
        Assert.That(Decoded(File.ReadAllBytes(folder.File("photo.jpg"))), Is.EqualTo(Picture()));
    }

    [TestCase(0)]
    [TestCase(-3)]
    public void MaxPixels_BelowOne_IsRefused(long value) =>
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new DecodeOptions { MaxPixels = value })!.Message, Does.StartWith("Expected 1 to "));

    [Test]
    public void Color_ThatIsNoMode_IsRefused() =>
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new DecodeOptions { Color = (ColorMode)2 })!.Message,
            Does.StartWith("Needs Grayscale, Rgb or Rgba, got 2."));

    [Test]
    public void Pixels_AfterDispose_Throw()
    {
        var image = ImageDecoder.Decode(s_png);
        image.Dispose();
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = image.Pixels.Length);
    }

    private static IEnumerable<TestCaseData> Bombs()
    {
        const int Side = 30_000;
        byte[] side = [0x30, 0x75];     // little-endian
        yield return Case(PngFile.Join(Side, Side, 1, 0, new byte[100]), ImageFileFormat.Png);

        var jpeg = ImageFixtures.Read("baseline.jpg");
        var frame = JpegFile.OffsetOf(jpeg, 0xC0);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 1), Side);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 3), Side);
        yield return Case(jpeg, ImageFileFormat.Jpeg);

        var gif = ImageFixtures.Read("animated.gif");
        side.CopyTo(gif, 6);
        side.CopyTo(gif, 8);
        yield return Case(gif, ImageFileFormat.Gif);

        var tiff = ImageFixtures.Read("lzw.tiff");
        var directory = BitConverter.ToInt32(tiff, 4);
        for (var entry = directory + 2; entry < directory + 2 + (12 * 2); entry += 12)
            side.CopyTo(tiff, entry + 8);       // tags are sorted: width and height come first
        yield return Case(tiff, ImageFileFormat.Tiff);

        var bmp = ImageFixtures.Read("palette.bmp");
        side.CopyTo(bmp, 18);
        side.CopyTo(bmp, 22);
        bmp[30] = 1;        // run-length coded, so that the length of the file does not show it
        yield return Case(bmp, ImageFileFormat.Bmp);
        yield return Case([.. "P2 30000 30000 255 1 2 3"u8], ImageFileFormat.Pnm);

        static TestCaseData Case(byte[] file, ImageFileFormat format) => new TestCaseData(file, format).SetArgDisplayNames(format.ToString());
    }

    private static ImageDecodeException Refused(byte[] file, DecodeOptions? options = null) =>
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, options).Dispose())!;
}
