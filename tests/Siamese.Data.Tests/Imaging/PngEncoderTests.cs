using System.Buffers.Binary;
using System.Text;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class PngEncoderTests
{
    [Test]
    public void Encode_AnyPixels_DecodeToThemselves(
        [Values] ColorMode mode, [Values(1, 2, 7, 64)] int width, [Values(1, 3, 50)] int height, [Values] bool smooth)
    {
        var pixels = smooth ? Ramp(width, height, (int)mode) : Noise(width * height * (int)mode);
        using var image = ImageDecoder.Decode(PngEncoder.Encode(pixels, width, height, mode), new DecodeOptions { Color = mode });
        Assert.That((image.Width, image.Height), Is.EqualTo((width, height)));
        Assert.That(image.Pixels.ToArray(), Is.EqualTo(pixels));
    }

    [TestCase(ColorMode.Grayscale, 0)]
    [TestCase(ColorMode.Rgb, 2)]
    [TestCase(ColorMode.Rgba, 6)]
    public void Encode_Header_SaysEightBitsAndTheColourType(ColorMode mode, int colorType)
    {
        var file = PngEncoder.Encode(new byte[5 * 3 * (int)mode], 5, 3, mode);
        Assert.That(file.AsSpan(0, 8).ToArray(), Is.EqualTo(PngFile.Signature.ToArray()));
        Assert.That(file.AsSpan(16, 13).ToArray(), Is.EqualTo(new byte[] { 0, 0, 0, 5, 0, 0, 0, 3, 8, (byte)colorType, 0, 0, 0 }));
    }

    // Chunks by the test's own checksum, bit by bit.
    [Test]
    public void Encode_Chunks_HaveTheirChecksums()
    {
        var file = PngEncoder.Encode(Noise(300), 10, 10, ColorMode.Rgb);
        var types = new List<string>();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            types.Add(Encoding.ASCII.GetString(file, at + 4, 4));
            Assert.That(file.AsSpan(at, length + 12).ToArray(), Is.EqualTo(PngFile.Chunk(types[^1], file.AsSpan(at + 8, length))));
            at += length + 12;
        }
        Assert.That(types, Is.EqualTo(new[] { "IHDR", "IDAT", "IEND" }));
    }

    // In a ramp each pixel is its neighbour plus one: filtered it is all ones, unfiltered it is 256 values.
    [Test]
    public void Encode_Ramp_IsFiltered() =>
        Assert.That(PngEncoder.Encode(Ramp(256, 256, 1), 256, 256, ColorMode.Grayscale).Length, Is.LessThan(256 * 256 / 50));

    [Test]
    public void Encode_WrongNumberOfBytes_SaysHowManyAreNeeded()
    {
        var error = Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new byte[17], 3, 2, ColorMode.Rgb));
        Assert.That(error!.ParamName, Is.EqualTo("pixels"));
        Assert.That(error.Message, Does.StartWith("Expected 18 bytes for 3 x 2 pixels of 3 channels, got 17."));
    }

    [TestCase(0, 1, ColorMode.Rgb, "width")]
    [TestCase(1, 0, ColorMode.Rgb, "height")]
    [TestCase(1, 1, (ColorMode)2, "mode")]
    public void Encode_BadArgument_IsNamed(int width, int height, ColorMode mode, string name) =>
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => PngEncoder.Encode([], width, height, mode))!.ParamName, Is.EqualTo(name));

    private static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        var state = 1u;
        for (var i = 0; i < count; i++)
        {
            state = unchecked((state * 1664525) + 1013904223);
            bytes[i] = (byte)(state >> 24);
        }
        return bytes;
    }

    private static byte[] Ramp(int width, int height, int channels) =>
        [.. Enumerable.Range(0, width * height * channels).Select(i => unchecked((byte)((i / channels % width) + (3 * (i / channels / width)) + (i % channels))))];
}
