using System.Numerics;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

public class LargeSpaceTests
{
    private static readonly ClassIndex ThreeHuge = LabelledSets.InOrder(2_000_000, 2_000_001, 1_999_999);
    private static readonly ClassIndex ManyClasses = LabelledSets.Scattered([.. Enumerable.Range(0, 3000).Select(i => 1 + i % 13), 4000]);

    // 3 classes of about 2·10^6: 4.8·10^19 ordered triplets, beyond 64 bits.
    [Test]
    public void Triplets_BeyondSixtyFourBits_AreInverseOnProbes([Values] TripletForm form)
        => CheckProbes(new TripletSpace(ThreeHuge, form), BigInteger.Pow(10, 19) * 2);

    [Test]
    public void Pairs_OfSixMillionSamples_AreInverseOnProbes()
    {
        CheckProbes(new PositivePairSpace(ThreeHuge), BigInteger.Pow(10, 12));
        CheckProbes(new NegativePairSpace(ThreeHuge), BigInteger.Pow(10, 12));
        CheckProbes(new OrderedPositivePairSpace(ThreeHuge), BigInteger.Pow(10, 12));
        CheckProbes(new OrderedNegativePairSpace(ThreeHuge), BigInteger.Pow(10, 12));
    }

    [TestCase(1, 3)]
    [TestCase(2, 5)]
    [TestCase(4, 4)]
    [TestCase(6, 1)]
    public void Tuplets_OfManyClasses_AreInverseOnProbes(int positives, int negatives)
    {
        CheckProbes(new TupletSpace(ManyClasses, positives, negatives), BigInteger.Pow(10, 18));
        CheckProbes(new TupletSpace(ManyClasses, positives, negatives, NegativeChoice.DistinctClasses), BigInteger.Pow(10, 18));
    }

    [TestCase(2, 5, GroupRule.Any, GroupRule.Same)]
    [TestCase(1, 6, GroupRule.Different, GroupRule.Different)]
    [TestCase(4, 4, GroupRule.Same, GroupRule.Any)]
    public void Tuplets_OfManyClassesAndGroups_AreInverseOnProbes(int positives, int negatives, GroupRule positive, GroupRule negative)
    {
        var groups = ClassIndex.From(Enumerable.Range(0, ManyClasses.SampleCount).Select(i => i % 3));
        CheckProbes(new GroupedTupletSpace(ManyClasses, groups, positives, negatives, positive, negative), BigInteger.Pow(10, 18));
    }

    // 4.8·10^19 triplets, of which a rule about 4 equal groups leaves a quarter or three quarters: 3·10^18 at the least.
    [TestCase(GroupRule.Any, GroupRule.Same)]
    [TestCase(GroupRule.Same, GroupRule.Different)]
    [TestCase(GroupRule.Different, GroupRule.Any)]
    public void Triplets_OfSixMillionSamplesAndGroups_AreInverseOnProbes(GroupRule positive, GroupRule negative)
    {
        var groups = ClassIndex.From(Enumerable.Range(0, ThreeHuge.SampleCount).Select(i => i % 4));
        CheckProbes(new GroupedTripletSpace(ThreeHuge, groups, positive, negative), BigInteger.Pow(10, 18));
    }

    // 140 classes of 1 and one of 2: few sets of 139 classes, although the sets of 70 of them would not fit 128 bits.
    [Test]
    public void Tuplets_AlmostAllClassesAsNegatives_AreExact()
    {
        var space = new TupletSpace(LabelledSets.Scattered([.. Enumerable.Repeat(1, 140), 2]), 1, 139, NegativeChoice.DistinctClasses);
        Assert.That(space.ExactCount, Is.EqualTo((BigInteger)(2 * 140)));
        CheckProbes(space, 280);
    }

    [Test]
    public void Tuplets_AlmostAllSamplesAsNegatives_AreExact()
    {
        var space = new TupletSpace(LabelledSets.Scattered([.. Enumerable.Repeat(1, 300), 2]), 1, 298);      // 2·C(300, 2)
        Assert.That(space.ExactCount, Is.EqualTo((BigInteger)89_700));
        CheckProbes(space, 89_700);
    }

    // 1000·999·C(1000, 20): C(1000, 20) = 339482811302457603895512614793686020778700.
    [Test]
    public void Tuplets_BeyondTwoTo127_HaveACountButNoNumbers()
    {
        var space = new TupletSpace(LabelledSets.InOrder(1000, 1000), 1, 20);
        var count = 2 * 1000 * 999 * BigInteger.Parse("339482811302457603895512614793686020778700");
        Assert.That(space.ExactCount, Is.EqualTo(count));
        var error = Assert.Throws<OverflowException>(() => _ = space.Count);
        Assert.That(error!.Message, Is.EqualTo($"Needs a count below 2^128, got {count}; ExactCount has it."));
        error = Assert.Throws<OverflowException>(() => space.Unrank(0, new int[22]));
        Assert.That(error!.Message, Is.EqualTo($"Needs at most 2^127 tuples to give them numbers, got {count}."));
        Assert.Throws<OverflowException>(() => space.Rank(new int[22]));
    }

    [TestCase(5ul, 2, "10")]
    [TestCase(2ul, 3, "0")]
    [TestCase(100ul, 99, "100")]
    [TestCase(1000ul, 12, "1953840414726664053684327000")]
    [TestCase(128ul, 64, "23951146041928082866135587776380551750")]
    [TestCase(200ul, 100, "340282366920938463463374607431768211455")]      // C(200, 100) is 9·10^58: kept at 2^128 - 1
    public void Combinations_Count_IsExactOrSaturated(ulong n, int k, string expected)
        => Assert.That(Combinations.Count(n, k), Is.EqualTo(UInt128.Parse(expected, null)));

    private static void CheckProbes(ITupleSpace space, BigInteger atLeast)
    {
        Assert.That(space.ExactCount, Is.GreaterThanOrEqualTo(atLeast));
        var samples = new int[space.Length];
        foreach (var index in Probes(space.Count))
        {
            space.Unrank(index, samples);
            Assert.That(samples.Distinct().Count(), Is.EqualTo(space.Length).Or.EqualTo(space is OrderedPositivePairSpace ? 1 : space.Length));
            Assert.That(space.Rank(samples), Is.EqualTo(index));
        }
    }

    private static IEnumerable<UInt128> Probes(UInt128 count)
    {
        for (var i = 0u; i < 20; i++)
        {
            yield return i;
            yield return count - 1 - i;
        }

        for (var i = 0ul; i < 500; i++)
            yield return new UInt128(SplitMix64.At(1, i), SplitMix64.At(2, i)) % count;
    }
}
