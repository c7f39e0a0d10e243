using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

/// <summary>Spaces that go by class and group, over many small sets, against nested loops over the samples.</summary>
public class GroupedSpaceTests
{
    private static IEnumerable<(ClassIndex Classes, ClassIndex Groups)> Sets()
    {
        for (var round = 0; round < 60; round++)
        {
            var random = CounterRandom.For(7, round);
            var n = 1 + round % 10;
            yield return (Random(n, 1 + round % 4, random.Fork(0)), Random(n, 1 + round % 3, random.Fork(1)));
        }

        foreach (var (sizes, round) in LabelledSets.Partitions(12).Select((sizes, round) => (sizes, round)))
            yield return (LabelledSets.Scattered(sizes), Random(sizes.Sum(), 3, CounterRandom.For(8, round)));

        // Groups above classes (alphabet over character), and groups across classes (drawers).
        yield return (ClassIndex.From([0, 0, 1, 1, 2, 2, 2, 3]), ClassIndex.From([0, 0, 0, 0, 1, 1, 1, 1]));
        yield return (ClassIndex.From([0, 0, 0, 1, 1, 1, 2, 2, 2]), ClassIndex.From([0, 1, 2, 0, 1, 2, 0, 1, 2]));
    }

    private static ClassIndex Random(int samples, int labels, CounterRandom random)
        => ClassIndex.From(Enumerable.Range(0, samples).Select(i => random.Below(labels, (ulong)i)));

    private static bool Fits(ClassIndex groups, int i, int j, GroupRule rule)
        => rule == GroupRule.Any || groups.ClassOf(i) == groups.ClassOf(j) == (rule == GroupRule.Same);

    private static bool Same(ClassIndex classes, int i, int j) => classes.ClassOf(i) == classes.ClassOf(j);

    [TestCase(GroupRule.Same)]
    [TestCase(GroupRule.Different)]
    public void Pairs_ManySets_AreTheLoopsTuples(GroupRule rule)
    {
        foreach (var (classes, groups) in Sets())
        {
            var all = from i in Enumerable.Range(0, classes.SampleCount)
                      from j in Enumerable.Range(i + 1, classes.SampleCount - i - 1)
                      where Fits(groups, i, j, rule)
                      select (i, j);
            Check(new GroupedPositivePairSpace(classes, groups, rule), all.Where(p => Same(classes, p.i, p.j)).Select(p => $"{p.i} {p.j}"));
            Check(new GroupedNegativePairSpace(classes, groups, rule), all.Where(p => !Same(classes, p.i, p.j)).Select(p => $"{p.i} {p.j}"));
        }
    }

    [Test]
    public void Triplets_ManySets_AreTheLoopsTuples([Values] GroupRule positive, [Values] GroupRule negative)
    {
        foreach (var (classes, groups) in Sets())
        {
            var all = Enumerable.Range(0, classes.SampleCount);
            var expected = from a in all
                           from p in all
                           where a != p && Same(classes, a, p) && Fits(groups, a, p, positive)
                           from n in all
                           where !Same(classes, a, n) && Fits(groups, a, n, negative)
                           select $"{a} {p} {n}";
            Check(new GroupedTripletSpace(classes, groups, positive, negative), expected, sorted: false);
        }
    }

    [TestCase(1, 2, GroupRule.Any, GroupRule.Same)]
    [TestCase(2, 1, GroupRule.Different, GroupRule.Different)]
    [TestCase(2, 2, GroupRule.Same, GroupRule.Different)]
    [TestCase(2, 3, GroupRule.Any, GroupRule.Any)]
    public void Tuplets_ManySets_AreTheLoopsTuples(int positives, int negatives, GroupRule positive, GroupRule negative)
    {
        foreach (var (classes, groups) in Sets())
        {
            int[] all = [.. Enumerable.Range(0, classes.SampleCount)];
            var expected = from a in all
                           from p in LabelledSets.Subsets([.. all.Where(i => i != a && Same(classes, a, i) && Fits(groups, a, i, positive))], positives)
                           from n in LabelledSets.Subsets([.. all.Where(i => !Same(classes, a, i) && Fits(groups, a, i, negative))], negatives)
                           select $"{a} {string.Join(' ', p)} {string.Join(' ', n)}";
            Check(new GroupedTupletSpace(classes, groups, positives, negatives, positive, negative), expected, sorted: false, positives);
        }
    }

    // 964 characters of 20 drawings in 30 alphabets, as in Omniglot's background set, but all alphabets of 32 or 33 characters.
    [Test]
    public void Triplets_OfTwoLevels_AreInverseOnProbes([Values] GroupRule positive, [Values] GroupRule negative)
    {
        var characters = ClassIndex.From(Enumerable.Range(0, 964 * 20).Select(i => i / 20));
        var groups = positive == GroupRule.Any
            ? ClassIndex.From(Enumerable.Range(0, 964 * 20).Select(i => i / 20 % 30))          // alphabets
            : ClassIndex.From(Enumerable.Range(0, 964 * 20).Select(i => i * 7 % 20));          // drawers
        var space = new GroupedTripletSpace(characters, groups, positive, negative);
        if (space.Count == 0)
            Assert.That((positive, negative).Item1, Is.EqualTo(GroupRule.Same), "a drawer draws a character once");
        for (var i = 0ul; i < 500 && space.Count > 0; i++)
        {
            var index = new UInt128(SplitMix64.At(1, i), SplitMix64.At(2, i)) % space.Count;
            var triplet = space.Unrank(index);
            Assert.That(space.Rank(triplet), Is.EqualTo(index));
            Assert.That(Same(characters, triplet.Anchor, triplet.Positive) && !Same(characters, triplet.Anchor, triplet.Negative));
            Assert.That(Fits(groups, triplet.Anchor, triplet.Positive, positive) && Fits(groups, triplet.Anchor, triplet.Negative, negative));
        }
    }

    [Test]
    public void Rank_PairThatBreaksTheRule_NamesClassesAndGroups()
    {
        var (classes, groups) = (ClassIndex.From(new[] { "A", "A", "B" }), ClassIndex.From(new[] { "X", "Y", "X" }));
        var error = Assert.Throws<ArgumentException>(() => new GroupedPositivePairSpace(classes, groups, GroupRule.Same).Rank([0, 1]));
        Assert.That(error!.Message, Does.StartWith(
            "Needs two different samples of one class and one group, got samples 0 (class 'A', group 'X') and 1 (class 'A', group 'Y')."));
        error = Assert.Throws<ArgumentException>(() => new GroupedTripletSpace(classes, groups, GroupRule.Any, GroupRule.Different).Rank([0, 1, 2]));
        Assert.That(error!.Message, Does.StartWith("Needs an anchor, 1 other samples of its class (groups: Any) and 1 different samples of other classes (groups: Different),"));
    }

    [Test]
    public void New_BadArguments_AreNamed()
    {
        var (classes, groups) = (ClassIndex.From([1, 1, 2]), ClassIndex.From([1, 2]));
        Assert.Multiple(() =>
        {
            var error = Assert.Throws<ArgumentException>(() => _ = new GroupedNegativePairSpace(classes, groups, GroupRule.Same));
            Assert.That(error!.ParamName, Is.EqualTo("groups"));
            Assert.That(error.Message, Does.StartWith("Needs as many samples as there are class labels, 3, got 2."));
            var rule = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new GroupedPositivePairSpace(classes, classes, GroupRule.Any));
            Assert.That(rule!.Message, Does.StartWith("Needs Same or Different, got Any."));
            rule = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new GroupedTripletSpace(classes, classes, (GroupRule)4, GroupRule.Any));
            Assert.That(rule!.Message, Does.StartWith("Needs Any, Same or Different, got 4."));
            Assert.That(
                Assert.Throws<ArgumentOutOfRangeException>(() => _ = new GroupedTupletSpace(classes, classes, 1, 0, GroupRule.Any, GroupRule.Any))!.ParamName,
                Is.EqualTo("negatives"));
        });
    }

    /// <summary>Members with their roles of free order sorted are exactly those expected; Rank undoes Unrank.</summary>
    private static void Check(ITupleSpace space, IEnumerable<string> expected, bool sorted = true, int positives = 1)
    {
        var samples = new int[space.Length];
        var members = new List<string>();
        for (UInt128 index = 0; index < space.Count; index++)
        {
            space.Unrank(index, samples);
            if (space.Rank(samples) != index)
                Assert.Fail($"Tuple {string.Join(' ', samples)} is number {index}, not {space.Rank(samples)}.");
            members.Add(sorted
                ? string.Join(' ', samples.Order())
                : string.Join(' ', [samples[0], .. samples[1..(1 + positives)].Order(), .. samples[(1 + positives)..].Order()]));
        }

        Assert.That(members.Order(StringComparer.Ordinal), Is.EqualTo(expected.Order(StringComparer.Ordinal)));
    }
}
