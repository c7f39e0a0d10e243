using System.Diagnostics;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.Siamese.Data.Tests.Imaging.ImageFixtures;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>Real images, cut and with flipped bits, in thousands: each is refused with a reason or decoded whole.</summary>
public class ImageDecoderDamageTests
{
    private const int FlipsPerFile = 600;
    private static readonly ColorMode[] s_modes = [ColorMode.Grayscale, ColorMode.Rgb, ColorMode.Rgba];

    [TestCaseSource(nameof(Files))]
    public void Decode_CutAtEveryOffset_IsRefused(string name)
    {
        var file = Make(name);
        var whole = Decoded(file);
        for (var length = 0; length < file.Length; length++)
        {
            if (Try(file[..length], ColorMode.Rgb) is { } pixels)
                Assert.That(pixels, Is.EqualTo(whole), $"decoded although cut to {length} of {file.Length} bytes");       // padding, trailers, metadata
        }
    }

    [TestCaseSource(nameof(Files))]
    public void Decode_FlippedBytes_AreRefusedOrDecoded(string name)
    {
        var file = Make(name);
        var random = new CounterBytes(name.Length);
        var watch = Stopwatch.StartNew();
        var (refused, decoded) = (0, 0);
        for (var i = 0; i < FlipsPerFile; i++)
        {
            var damaged = file.ToArray();
            for (var flips = 1 + (i % 3); flips > 0; flips--)
                damaged[random.Next(file.Length)] = (byte)random.Next(256);
            if (Try(damaged, s_modes[i % 3]) is null)
                refused++;
            else
                decoded++;
        }
        Assert.That(refused + decoded, Is.EqualTo(FlipsPerFile));
        Assert.That(refused, Is.GreaterThan(0), "no damage was seen");
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));
    }

    [TestCaseSource(nameof(Files))]
    public void Decode_BytesMissingOrDoubled_AreRefusedOrDecoded(string name)
    {
        var file = Make(name);
        var random = new CounterBytes(7 * name.Length);
        var refused = 0;
        for (var i = 0; i < FlipsPerFile / 3; i++)
        {
            int from = random.Next(file.Length), length = 1 + random.Next(Math.Min(40, file.Length - from));
            byte[] damaged = i % 2 == 0 ? [.. file[..from], .. file[(from + length)..]] : [.. file[..(from + length)], .. file[from..]];
            refused += Try(damaged, s_modes[i % 3]) is null ? 1 : 0;
        }
        Assert.That(refused, Is.GreaterThan(0), "no damage was seen");
    }

    // Images of 64 KiB each: 20,000 that are not freed would be 1.3 GB; a leaked handle or struct of 1 KB shows too.
    [Test]
    public void Decode_ManyGoodAndDamaged_LeavesMemoryFlat()
    {
        byte[][] good = [PngFile.Write(128, 128, 8, 3, new int[128 * 128], PngFile.Chunk("PLTE", [1, 2, 3])), .. Files().Select(Make)];
        byte[][] all = [.. good, .. good.Select(f => f[..(f.Length * 2 / 3)]), .. good.Select(f => f[..^4])];
        Run(4_000);
        var before = ResidentBytes();
        Run(20_000);
        Assert.That(ResidentBytes() - before, Is.LessThan(16 << 20));

        void Run(int count)
        {
            for (var i = 0; i < count; i++)
                Try(all[i % all.Length], s_modes[i % 3]);
        }
    }

    [TestCase("png")]
    [TestCase("baseline.jpg")]
    public void Decode_InSteadyState_TakesAlmostNoManagedMemory(string name)
    {
        const int Count = 1000;
        var file = Make(name);
        for (var i = 0; i < 100; i++)
            ImageDecoder.Decode(file).Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Count; i++)
            ImageDecoder.Decode(file).Dispose();
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / Count, Is.LessThan(100));
    }

    private static string[] Files() =>
        ["png", "interlaced png", "metadata png", "baseline.jpg", "progressive.jpg", "cmyk-adobe.jpg", "exif jpg",
            "animated.gif", "lossless.webp", "lossy.webp", "lzw.tiff", "alpha.tiff", "palette.bmp", "bmp", "pgm"];

    private static byte[] Make(string name) => name switch
    {
        "png" => PngFile.Write(Width, Height, 3, Picture()),
        "interlaced png" => PngFile.WriteInterlaced(9, 7, 4, [.. Enumerable.Range(0, 63).Select(i => i % 16)]),
        "metadata png" => PngFile.Write(8, 2, 8, 3, [.. Enumerable.Range(0, 16).Select(i => i % 2)], PngFile.Chunk("gAMA", [0, 1, 0x86, 0xA0]),
            PngFile.Chunk("PLTE", [1, 2, 3, 4, 5, 6]), PngFile.Chunk("tRNS", [0]), PngFile.Chunk("eXIf", JpegFile.Exif(3, true))),
        "exif jpg" => JpegFile.WithOrientation(Read("baseline.jpg"), 6),
        "bmp" => BmpFile.Write24(Width, Height, Picture()),
        "pgm" => [.. "P5 16 12 255\n"u8, .. Picture()[..(Width * Height)]],
        _ => Read(name),
    };

    /// <returns>The pixels, or null where the file is refused; another exception fails the test.</returns>
    private static byte[]? Try(byte[] file, ColorMode color)
    {
        try
        {
            using var image = ImageDecoder.Decode(file, new DecodeOptions { Color = color, MaxPixels = 4_000_000 });
            return image.Pixels.ToArray();
        }
        catch (ImageDecodeException error)
        {
            Assert.That(error.Message, Has.Length.GreaterThan(20));
            return null;
        }
    }

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>The same numbers in every run.</summary>
    private sealed class CounterBytes(int seed)
    {
        private uint _state = (uint)seed;

        public int Next(int below)
        {
            _state = unchecked((_state * 1664525) + 1013904223);
            return (int)((ulong)_state * (uint)below >> 32);
        }
    }
}
