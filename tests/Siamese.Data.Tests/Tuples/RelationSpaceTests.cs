using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

public class RelationSpaceTests
{
    private static IEnumerable<ILabelRelation> Relations()
    {
        foreach (var sizes in LabelledSets.Partitions(12))
            yield return new ClassRelation(LabelledSets.Scattered(sizes));
        for (var round = 0; round < 20; round++)
        {
            var random = CounterRandom.For(31, round);
            var n = 1 + round % 9;
            yield return new ClassRelation(ClassIndex.From(Enumerable.Range(0, n).Select(i => random.Below(3, (ulong)i))));
            yield return OverlapRelation.From(
                Enumerable.Range(0, n).Select(i => Enumerable.Range(0, 4).Where(l => random.Below(2, (ulong)(10 + i * 4 + l)) == 1)), 0.6, 0.3);
            var pairs = from i in Enumerable.Range(0, n) from j in Enumerable.Range(i + 1, n - i - 1) select (i, j, random.Below(4, (ulong)(i * 9 + j)));
            yield return new PairListRelation(
                n, pairs.Where(p => p.Item3 == 0).Select(p => (p.i, p.j)), pairs.Where(p => p.Item3 == 1).Select(p => (p.j, p.i)));
        }
    }

    [Test]
    public void Pairs_ManyRelations_AreWhatTheRelationSays()
    {
        foreach (var relation in Relations())
        {
            var all = (from i in Enumerable.Range(0, relation.SampleCount)
                       from j in Enumerable.Range(i + 1, relation.SampleCount - i - 1)
                       select (i, j, Is: relation.Between(i, j))).ToList();
            Check(new RelationPositivePairSpace(relation), all.Where(p => p.Is == PairRelation.Positive).Select(p => (p.i, p.j)));
            Check(new RelationNegativePairSpace(relation), all.Where(p => p.Is is PairRelation.Negative or PairRelation.HardNegative).Select(p => (p.i, p.j)));
        }
    }

    [Test]
    public void Excluding_ManySpaces_LeavesOutExactlyThosePairs()
    {
        for (var round = 0; round < 40; round++)
        {
            var random = CounterRandom.For(13, round);
            var classes = ClassIndex.From(Enumerable.Range(0, 2 + round % 9).Select(i => random.Below(3, (ulong)i)));
            var n = classes.SampleCount;
            var excluded = Enumerable.Range(0, round % 12).Select(i => (random.Below(n, (ulong)(20 + i)), random.Below(n, (ulong)(40 + i)))).ToList();
            PairSpace[] inner = [new PositivePairSpace(classes), new NegativePairSpace(classes)];
            foreach (var space in inner)
            {
                var kept = Members(space).Where(p => !excluded.Contains((p.Low, p.High)) && !excluded.Contains((p.High, p.Low)));
                Check(new ExcludingPairSpace(space, excluded), kept);
            }

            var ordered = new OrderedPositivePairSpace(classes);
            var left = new ExcludingPairSpace(ordered, excluded);
            var expected = Enumerable.Range(0, (int)ordered.Count).Select(i => ordered.Unrank((UInt128)i)).Where(p => !excluded.Contains((p.Anchor, p.Other)));
            Assert.That(Enumerable.Range(0, (int)left.Count).Select(i => left.Unrank((UInt128)i)), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Rank_ExcludedOrUnrelatedPair_IsRefused()
    {
        var classes = ClassIndex.From([0, 0, 0, 1]);
        var space = new ExcludingPairSpace(new PositivePairSpace(classes), [(2, 0)]);
        var error = Assert.Throws<ArgumentException>(() => space.Rank([0, 2]));
        Assert.That(error!.Message, Does.StartWith(
            "Needs two different samples of one class that are not excluded, got samples 0 (class '0') and 2 (class '0')."));
        Assert.That(Assert.Throws<ArgumentException>(() => new RelationPositivePairSpace(new ClassRelation(classes)).Rank([0, 3]))!.Message,
            Does.StartWith("Needs a positive pair, got samples 0 and 3."));
        Assert.That(Assert.Throws<ArgumentException>(() => new RelationNegativePairSpace(new ClassRelation(classes)).Rank([0, 0]))!.Message,
            Does.StartWith("Needs a negative pair, got samples 0 and 0."));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new ExcludingPairSpace(space, [(0, 4)]))!.Message,
            Does.StartWith("Needs samples from 0 to 3, got 4."));
    }

    private static IEnumerable<(int Low, int High)> Members(PairSpace space)
        => Enumerable.Range(0, (int)space.Count).Select(i => space.Unrank((UInt128)i)).Select(p => (Math.Min(p.Anchor, p.Other), Math.Max(p.Anchor, p.Other)));

    private static void Check(PairSpace space, IEnumerable<(int, int)> expected)
    {
        Assert.That(Members(space), Is.EquivalentTo(expected));
        for (UInt128 index = 0; index < space.Count; index++)
            Assert.That(space.Rank(space.Unrank(index)), Is.EqualTo(index));
    }
}
