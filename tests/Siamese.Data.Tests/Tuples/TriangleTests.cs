using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

public class TriangleTests
{
    [Test]
    public void Unrank_FirstPairs_AreInTheirOrder()
        => Assert.That(
            Enumerable.Range(0, 7).Select(i => Triangle.Unrank((ulong)i)),
            Is.EqualTo(new[] { (0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3), (0, 4) }));

    // Where a new upper number begins the square root is nearest to a whole number, and doubles end at 53 bits.
    [Test]
    public void Unrank_AroundEveryKindOfLargeStep_IsExact(
        [Values(1 << 20, (1 << 26) - 1, 1 << 26, 94_906_267, 1 << 30, 1_518_500_250, int.MaxValue - 3)] int around)
    {
        for (var high = around - 1; high <= around + 2; high++)
        {
            foreach (var low in new[] { 0, 1, high / 2, high - 2, high - 1 })
                Assert.That(Triangle.Unrank(Triangle.Rank(low, high)), Is.EqualTo((low, high)));
        }
    }

    [Test]
    public void Unrank_RandomLargePairs_IsExact()
    {
        for (var i = 0ul; i < 20_000; i++)
        {
            var high = 1 + (int)SplitMix64.Below(SplitMix64.At(1, i), int.MaxValue - 1);
            Assert.That(Triangle.Unrank(Triangle.Rank(0, high)), Is.EqualTo((0, high)));
            Assert.That(Triangle.Unrank(Triangle.Rank(high - 1, high)), Is.EqualTo((high - 1, high)));
        }
    }

    [TestCase(1, 0ul)]
    [TestCase(2, 1ul)]
    [TestCase(10, 45ul)]
    [TestCase(int.MaxValue, 2305843005992468481ul)]      // (2^31 - 1)(2^31 - 2)/2
    public void Count_IsTheNumberOfPairs(int items, ulong expected) => Assert.That(Triangle.Count(items), Is.EqualTo(expected));
}
