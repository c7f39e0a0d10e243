using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class HashNoiseTests
{
    private static readonly CounterRandom Key = CounterRandom.For(42, 1, 7);

    // Position n has the key's draw n: its highest 24 bits, from -1 up to 1.
    [TestCase(1)]
    [TestCase(8)]
    [TestCase(29)]
    public void Uniform_AValue_IsTheKeysDraw(int count)
    {
        var values = new float[count];
        HashNoise.Uniform(Key, 5, values);
        for (var i = 0; i < count; i++)
            Assert.That(values[i], Is.EqualTo(((Key.Bits((ulong)(i + 5)) >> 40) / 8388608.0) - 1));
    }

    // Box and Muller in double precision from the highest and the lowest 24 bits: cosines first, then sines.
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(31)]
    [TestCase(1000)]
    public void Normal_AValue_IsBoxAndMullers(int count)
    {
        var values = new float[count];
        HashNoise.Normal(Key, values);
        var half = (count + 1) / 2;
        for (var i = 0; i < count; i++)
        {
            var bits = Key.Bits((ulong)(i % half));
            var radius = Math.Sqrt(-2 * Math.Log(((bits >> 40) + 1) / 16777216.0));
            var angle = 2 * Math.PI * (bits & 0xFFFFFF) / 16777216.0;
            Assert.That(values[i], Is.EqualTo(radius * (i < half ? Math.Cos(angle) : Math.Sin(angle))).Within(1e-5));
        }
    }

    [Test]
    public void Normal_AMillion_HaveTheMomentsOfANormal()
    {
        var values = new float[1_000_000];
        HashNoise.Normal(Key, values);
        var mean = values.Average(v => (double)v);
        var variance = values.Average(v => (double)v * v);
        var fourth = values.Average(v => Math.Pow(v, 4));
        // Standard errors 0.001, 0.0014 and 0.01.
        Assert.That(mean, Is.EqualTo(0).Within(0.005));
        Assert.That(variance, Is.EqualTo(1).Within(0.007));
        Assert.That(fourth, Is.EqualTo(3).Within(0.05));
        // 31.73 % beyond one deviation, 4.55 % beyond two.
        Assert.That(values.Count(v => Math.Abs(v) > 1) / 1e6, Is.EqualTo(0.3173).Within(0.003));
        Assert.That(values.Count(v => Math.Abs(v) > 2) / 1e6, Is.EqualTo(0.0455).Within(0.0015));
    }

    // Integers all the way, so equal to the bit; keys with the highest bit set are negative numbers to torch.
    [Test]
    public void Uniform_OnATensor_IsTheSameToTheBit()
    {
        var keys = AugmentationCases.Keys(9);
        using var scope = NewDisposeScope();
        var rows = HashNoise.Uniform(keys, 3, 50, CPU);
        for (var i = 0; i < keys.Length; i++)
        {
            var expected = new float[50];
            HashNoise.Uniform(keys[i], 3, expected);
            Assert.That(rows[i].data<float>().ToArray(), Is.EqualTo(expected), $"key {i}");
        }
    }

    [Test]
    public void Normal_OnATensor_IsTheSameUpToRounding()
    {
        var keys = AugmentationCases.Keys(5);
        using var scope = NewDisposeScope();
        var rows = HashNoise.Normal(keys, 77, CPU);
        for (var i = 0; i < keys.Length; i++)
        {
            var expected = new float[77];
            HashNoise.Normal(keys[i], expected);
            Assert.That(rows[i].contiguous().data<float>().ToArray(), Is.EqualTo(expected).Within(1e-5), $"key {i}");
        }
    }
}
