using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.Siamese.Data.Tests.Imaging.ImageFixtures;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class ImageDecoderJpegTests
{
    private const int Tolerance = 2;    // versions of libjpeg round differently

    [TestCase("baseline.jpg")]
    [TestCase("progressive.jpg")]
    [TestCase("gray.jpg")]
    [TestCase("tall-chroma.jpg")]
    [TestCase("cmyk-adobe.jpg")]
    public void Decode_EveryKind_IsWhatPillowDecodes(string name)
    {
        var file = Read(name);
        var pillow = Read(name + ".rgb");
        Assert.That(LargestDifference(Decoded(file), pillow), Is.LessThanOrEqualTo(Tolerance));
        Assert.That(LargestDifference(Decoded(file, Rgba), WithAlpha(pillow)), Is.LessThanOrEqualTo(Tolerance));
        Assert.That(LargestDifference(Decoded(file, Gray), Luma(pillow)), Is.LessThanOrEqualTo(Tolerance));
    }

    [Test]
    public void Decode_Gray_ShowsTheRampItWasMadeFrom() =>
        Assert.That(LargestDifference(Decoded(Read("gray.jpg"), Gray), Each((x, _) => [(byte)(16 * x)])), Is.LessThanOrEqualTo(3));

    // (255 - ink)(255 - black) / 255 with black 60: at x = 5, y = 2 cyan is 80, magenta 40, yellow 40, so 133.8, 164.4, 164.4.
    [Test]
    public void Decode_AdobeCmyk_IsInvertedFirst()
    {
        var pixel = Decoded(Read("cmyk-adobe.jpg")).AsSpan(3 * ((2 * Width) + 5), 3).ToArray();
        Assert.That(LargestDifference(pixel, [134, 164, 164]), Is.LessThanOrEqualTo(4));
    }

    // The same numbers without Adobe's segment are inks: 255 - 80 = 175 and 255 - 60 = 195 of black, 80 · 60 / 255 = 18.8.
    [Test]
    public void Decode_OtherCmyk_IsNotInverted()
    {
        var file = JpegFile.WithoutSegment(Read("cmyk-adobe.jpg"), 0xEE);
        var pixel = Decoded(file).AsSpan(3 * ((2 * Width) + 5), 3).ToArray();
        Assert.That(LargestDifference(pixel, [19, 9, 9]), Is.LessThanOrEqualTo(4));
    }

    [Test]
    public void Decode_Oriented_MovesEveryPixelAsExifSays([Range(1, 8)] int orientation, [Values] bool littleEndian)
    {
        var plain = Read("baseline.jpg");
        var stored = Decoded(plain);
        var file = JpegFile.WithOrientation(plain, orientation, littleEndian);
        using var image = ImageDecoder.Decode(file);
        var swaps = orientation > 4;
        Assert.That((image.Width, image.Height), Is.EqualTo(swaps ? (Height, Width) : (Width, Height)));
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                // Where the stored pixel lies that is seen at (x, y), by the definition of the eight values.
                var (fromX, fromY) = orientation switch
                {
                    1 => (x, y),
                    2 => (Width - 1 - x, y),
                    3 => (Width - 1 - x, Height - 1 - y),
                    4 => (x, Height - 1 - y),
                    5 => (y, x),
                    6 => (y, Height - 1 - x),
                    7 => (Width - 1 - y, Height - 1 - x),
                    _ => (Width - 1 - y, x),
                };
                var seen = image.Pixels.Slice(3 * ((y * image.Width) + x), 3).ToArray();
                Assert.That(seen, Is.EqualTo(stored.AsSpan(3 * ((fromY * Width) + fromX), 3).ToArray()), $"at ({x}, {y})");
            }
        }
        Assert.That(Decoded(file, Rgb with { Orient = false }), Is.EqualTo(stored));
        Assert.That(ImageDecoder.Identify(file), Is.EqualTo(new ImageInfo(ImageFileFormat.Jpeg, Width, Height, orientation)));
    }

    [TestCase(0)]
    [TestCase(9)]
    public void Identify_OrientationThatDoesNotExist_IsOne(int orientation) =>
        Assert.That(ImageDecoder.Identify(JpegFile.WithOrientation(Read("baseline.jpg"), orientation)).Orientation, Is.EqualTo(1));

    [Test]
    public void Identify_DamagedExif_IsNoReasonToRefuseThePicture()
    {
        var file = JpegFile.WithOrientation(Read("baseline.jpg"), 6);
        var at = JpegFile.OffsetOf(file, 0xE1) + 6;
        foreach (var offset in Enumerable.Range(at, 26))
        {
            var damaged = file.ToArray();
            damaged[offset] = 0xFF;
            using var image = ImageDecoder.Decode(damaged);
            Assert.That(image.Width * image.Height, Is.EqualTo(Width * Height));
        }
    }

    // 16 x 12 halves to 8 x 6, 4 x 3 and 2 x 2 (1.5 rows count as 2).
    [TestCase(1, 1, 2, 2)]
    [TestCase(2, 2, 2, 2)]
    [TestCase(3, 2, 4, 3)]
    [TestCase(4, 3, 4, 3)]
    [TestCase(5, 3, 8, 6)]
    [TestCase(4, 4, 8, 6)]
    [TestCase(8, 7, 16, 12)]
    [TestCase(100, 100, 16, 12)]
    [TestCase(0, 0, 16, 12)]
    [TestCase(2, 0, 16, 12)]
    public void Decode_MinimumSize_TakesTheSmallestThatReachesIt(int minWidth, int minHeight, int width, int height)
    {
        using var image = ImageDecoder.Decode(Read("baseline.jpg"), new DecodeOptions { MinWidth = minWidth, MinHeight = minHeight });
        Assert.That((image.Width, image.Height), Is.EqualTo((width, height)));
    }

    [Test]
    public void Decode_MinimumSize_CountsAfterTurning()
    {
        // Seen upright it is 12 x 16; 6 x 8 is the half.
        using var image = ImageDecoder.Decode(JpegFile.WithOrientation(Read("baseline.jpg"), 6), new DecodeOptions { MinWidth = 6, MinHeight = 8 });
        Assert.That((image.Width, image.Height), Is.EqualTo((6, 8)));
    }

    // Scaled decoding keeps the low frequencies of each block: close to the mean of each 2 x 2 pixels.
    [Test]
    public void Decode_HalfSize_IsCloseToTheMeanOfFour()
    {
        var full = Decoded(Read("gray.jpg"), Gray);
        using var half = ImageDecoder.Decode(Read("gray.jpg"), Gray with { MinWidth = 8, MinHeight = 6 });
        for (var y = 0; y < 6; y++)
        {
            for (var x = 0; x < 8; x++)
            {
                var at = (2 * y * Width) + (2 * x);
                var mean = (full[at] + full[at + 1] + full[at + Width] + full[at + Width + 1]) / 4.0;
                Assert.That(half.Pixels[(y * 8) + x], Is.EqualTo(mean).Within(4));
            }
        }
    }

    // libjpeg warns of stray bytes between segments; Pillow and TensorFlow read such files, which real collections hold.
    [Test]
    public void Decode_StrayBytesBeforeTheEnd_AreTolerated()
    {
        var file = Read("baseline.jpg");
        byte[] stray = [.. file[..^2], 0, 0, 0, 0xFF, 0xD9];
        Assert.That(Decoded(stray), Is.EqualTo(Decoded(file)));
    }

    [Test]
    public void Decode_FromManyThreads_GivesTheSameBytes()
    {
        string[] names = ["baseline.jpg", "progressive.jpg", "cmyk-adobe.jpg", "gray.jpg"];
        var files = names.Select(Read).ToArray();
        var expected = files.Select(f => Decoded(f)).ToArray();
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => Assert.That(Decoded(files[i % 4]), Is.EqualTo(expected[i % 4])));
    }
}
