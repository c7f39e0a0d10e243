using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

public class FeistelTests
{
    [Test]
    public void Permute_AnyCount_VisitsEveryNumberOnce([Values(1, 2, 3, 4, 5, 10, 100, 4096, 4097, 10_007)] int count, [Values(0ul, 7ul)] ulong key)
    {
        var values = Enumerable.Range(0, count).Select(i => (int)Feistel.Permute((UInt128)count, key, (UInt128)i));
        Assert.That(values.Order(), Is.EqualTo(Enumerable.Range(0, count)));
    }

    [TestCase("9223372036854775808")]
    [TestCase("170141183460469231731687303715884105728")]
    public void Permute_BeyondSixtyThreeBits_StaysInRangeWithoutRepeats(string text)
    {
        var count = UInt128.Parse(text, null);
        var values = Enumerable.Range(0, 1000).Select(i => Feistel.Permute(count, 3, count - 1 - (UInt128)i)).ToList();
        Assert.That(values, Is.Unique);
        Assert.That(values.All(v => v < count));
    }

    // Above 4096 numbers it is the same network as IndexPermutation's, which is pinned.
    [Test]
    public void Permute_ManyNumbers_EqualsIndexPermutation()
    {
        var order = new IndexPermutation(1_000_000, 42);
        for (var i = 0u; i < 100; i++)
            Assert.That(Feistel.Permute(1_000_000, 42, i), Is.EqualTo(order.Forward(i)));
    }

    // Chi-square over all orders of 4 and 5 numbers: 23 and 119 degrees of freedom; 1 in 10,000 above 58 and 183.
    [TestCase(4, 24, 58)]
    [TestCase(5, 120, 183)]
    public void Permute_AllOrdersOfFewNumbers_AreEquallyLikely(int count, int orders, int limit)
    {
        var seen = new Dictionary<string, int>();
        for (var key = 0ul; key < 24_000; key++)
        {
            var order = string.Concat(Enumerable.Range(0, count).Select(i => Feistel.Permute((UInt128)count, key, (UInt128)i)));
            seen[order] = seen.GetValueOrDefault(order) + 1;
        }

        var expected = 24_000.0 / orders;
        Assert.That(seen, Has.Count.EqualTo(orders));
        Assert.That(seen.Values.Sum(n => (n - expected) * (n - expected) / expected), Is.LessThan(limit));
    }
}
