using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class PixelScalingTests
{
    // Lengths around every vector width, so that both forms and the seam between them are seen.
    [Test]
    public void Apply_AnyLength_IsTheRoundedProductPlusOffset([Values(0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 784)] int length)
    {
        const float scale = 0.012728233f, offset = -0.42421296f;
        var pixels = Enumerable.Range(0, length).Select(i => unchecked((byte)(i * 37))).ToArray();
        var result = new float[length + 1];
        result[length] = 99;
        PixelScaling.Apply(pixels, result, scale, offset);
        for (var i = 0; i < length; i++)
        {
            var product = pixels[i] * scale;    // rounded once here, once below: no fused multiply-add
            Assert.That(result[i], Is.EqualTo(product + offset), $"pixel {i}");
        }
        Assert.That(result[length], Is.EqualTo(99), "nothing is written behind the end");
    }

    [Test]
    public void Apply_EveryByte_IsTheSameAloneAndInAVector()
    {
        var pixels = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var result = new float[256];
        PixelScaling.Apply(pixels, result, 1 / 255f, 0);
        Assert.That(result, Is.EqualTo(pixels.Select(pixel => PixelScaling.Apply(pixel, 1 / 255f, 0))));
        Assert.That(result[0], Is.Zero);
        Assert.That(result[255], Is.EqualTo(1));
        Assert.That(result[51], Is.EqualTo(0.2f).Within(1e-7));
    }

    // Long enough for whole vectors and a rest; every quarter from -10 to 265, where halves go up and ends are cut.
    [TestCase(1101)]
    [TestCase(31)]
    [TestCase(32)]
    public void Round_OfAnyLength_IsTheNearestByte(int length)
    {
        var values = Enumerable.Range(0, length).Select(i => -10f + (i % 1101 / 4f)).ToArray();
        var bytes = new byte[length];
        PixelScaling.Round(values, bytes);
        Assert.That(bytes, Is.EqualTo(values.Select(value => (byte)Math.Clamp(Math.Floor(value + 0.5), 0, 255))));
    }

    [TestCase(0)]
    [TestCase(7)]
    [TestCase(1000)]
    public void Apply_ToFloatsInPlace_MultipliesAndAddsEachRounded(int length)
    {
        var values = Enumerable.Range(0, length).Select(i => (i * 0.37f) - 20).ToArray();
        var expected = values.Select(value => (float)(value * 0.3f) + -1.7f).ToArray();
        PixelScaling.Apply(values, 0.3f, -1.7f);
        Assert.That(values, Is.EqualTo(expected));
    }
}
