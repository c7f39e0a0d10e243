using System.Numerics;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

/// <summary>Every space over every division of up to 12 samples into classes, against nested loops over the samples.</summary>
public class SmallSpaceTests
{
    private delegate IEnumerable<int[]> Oracle(int[] classOf);

    // Numbers of partitions of 1 to 12: 1 + 2 + 3 + 5 + 7 + 11 + 15 + 22 + 30 + 42 + 56 + 77.
    [Test]
    public void Partitions_OfUpToTwelveSamples_AreAll() => Assert.That(LabelledSets.Partitions(12).Select(s => string.Join(' ', s)).Distinct().Count(), Is.EqualTo(271));

    [Test]
    public void PositivePairs_EveryPartition_AreTheLoopsTuples()
        => CheckAll(classes => new PositivePairSpace(classes), label => Pairs(label, (i, j) => i < j && label[i] == label[j]));

    [Test]
    public void NegativePairs_EveryPartition_AreTheLoopsTuples()
        => CheckAll(classes => new NegativePairSpace(classes), label => Pairs(label, (i, j) => label[i] < label[j]));

    [Test]
    public void OrderedPositivePairs_EveryPartition_AreTheLoopsTuples()
        => CheckAll(classes => new OrderedPositivePairSpace(classes), label => Pairs(label, (i, j) => label[i] == label[j]));

    [Test]
    public void OrderedPositivePairsWithoutSelf_EveryPartition_AreTheLoopsTuples()
        => CheckAll(classes => new OrderedPositivePairSpace(classes, withSelf: false), label => Pairs(label, (i, j) => i != j && label[i] == label[j]));

    [Test]
    public void OrderedNegativePairs_EveryPartition_AreTheLoopsTuples()
        => CheckAll(classes => new OrderedNegativePairSpace(classes), label => Pairs(label, (i, j) => label[i] != label[j]));

    [Test]
    public void Triplets_EveryPartition_AreTheLoopsTuples([Values] TripletForm form)
        => CheckAll(classes => new TripletSpace(classes, form), label =>
            from pair in Pairs(label, (i, j) => label[i] == label[j] && (form == TripletForm.Ordered ? i != j : i < j))
            from n in Enumerable.Range(0, label.Length)
            where label[n] != label[pair[0]]
            select (int[])[.. pair, n]);

    [Test]
    public void Tuplets_EveryPartition_AreTheLoopsTuples(
        [Values(1, 2, 3)] int positives, [Values(1, 2, 3)] int negatives, [Values] NegativeChoice choice)
        => CheckAll(classes => new TupletSpace(classes, positives, negatives, choice), label =>
            from anchor in Enumerable.Range(0, label.Length)
            from p in LabelledSets.Subsets(Where(label, i => i != anchor && label[i] == label[anchor]), positives)
            from n in LabelledSets.Subsets(Where(label, i => label[i] != label[anchor]), negatives)
            where choice == NegativeChoice.AnyClass || n.Select(i => label[i]).Distinct().Count() == negatives
            select (int[])[anchor, .. p, .. n.OrderBy(i => label[i]).ThenBy(i => i)]);

    [Test]
    public void PositivePairsWithOwnPositives_EveryPartition_AreTheLoopsTuples()
        => CheckAll(classes => new PositivePairSpace(classes, LoneSamples.OwnPositive), label =>
            Pairs(label, (i, j) => label[i] == label[j] && (i < j || (i == j && IsLone(label, i)))));

    [Test]
    public void OrderedPositivePairsWithOwnPositives_EveryPartition_AreTheLoopsTuples()
        => CheckAll(classes => new OrderedPositivePairSpace(classes, withSelf: false, LoneSamples.OwnPositive), label =>
            Pairs(label, (i, j) => label[i] == label[j] && (i != j || IsLone(label, i))));

    [Test]
    public void TripletsWithOwnPositives_EveryPartition_AreTheLoopsTuples([Values] TripletForm form)
        => CheckAll(classes => new TripletSpace(classes, form, LoneSamples.OwnPositive), label =>
            from pair in Pairs(label, (i, j) => label[i] == label[j] && ((form == TripletForm.Ordered ? i != j : i < j) || (i == j && IsLone(label, i))))
            from n in Enumerable.Range(0, label.Length)
            where label[n] != label[pair[0]]
            select (int[])[.. pair, n]);

    [Test]
    public void TupletsWithOwnPositives_EveryPartition_AreTheLoopsTuples([Values(1, 2)] int positives, [Values] NegativeChoice choice)
        => CheckAll(classes => new TupletSpace(classes, positives, negatives: 2, choice, LoneSamples.OwnPositive), label =>
            from anchor in Enumerable.Range(0, label.Length)
            from p in IsLone(label, anchor)
                ? [[.. Enumerable.Repeat(anchor, positives)]]
                : LabelledSets.Subsets(Where(label, i => i != anchor && label[i] == label[anchor]), positives)
            from n in LabelledSets.Subsets(Where(label, i => label[i] != label[anchor]), 2)
            where choice == NegativeChoice.AnyClass || label[n[0]] != label[n[1]]
            select (int[])[anchor, .. p, .. n.OrderBy(i => label[i]).ThenBy(i => i)]);

    private static bool IsLone(int[] label, int sample) => label.Count(l => l == label[sample]) == 1;

    private static IEnumerable<int[]> Pairs(int[] label, Func<int, int, bool> member)
        => from i in Enumerable.Range(0, label.Length) from j in Enumerable.Range(0, label.Length) where member(i, j) select new[] { i, j };

    private static int[] Where(int[] label, Func<int, bool> member) => [.. Enumerable.Range(0, label.Length).Where(member)];

    private static void CheckAll(Func<ClassIndex, ITupleSpace> create, Oracle oracle)
    {
        foreach (var sizes in LabelledSets.Partitions(12))
        {
            var classes = LabelledSets.Scattered(sizes);
            var space = create(classes);
            int[] label = [.. Enumerable.Range(0, classes.SampleCount).Select(classes.ClassOf)];
            var expected = oracle(label).Select(tuple => Code(tuple)).ToList();
            var text = $"sizes {string.Join(' ', sizes)}";
            Assert.That(space.ExactCount, Is.EqualTo((BigInteger)expected.Count), text);
            Assert.That(space.Count, Is.EqualTo((UInt128)expected.Count), text);
            Assert.That(Members(space, text).Order().SequenceEqual(expected.Order()), text);
        }
    }

    private static List<ulong> Members(ITupleSpace space, string text)
    {
        var members = new List<ulong>();
        var samples = new int[space.Length];
        for (UInt128 index = 0; index < space.Count; index++)
        {
            space.Unrank(index, samples);
            members.Add(Code(samples));
            if (space.Rank(samples) != index)
                Assert.Fail($"{text}: tuple {string.Join(' ', samples)} is number {index}, not {space.Rank(samples)}.");
        }

        return members;
    }

    /// <summary>A tuple as one number: 4 bits a sample hold any of 12, and comparing millions of texts would take minutes.</summary>
    private static ulong Code(ReadOnlySpan<int> samples)
    {
        var code = 1ul;
        foreach (var sample in samples)
            code = code << 4 | (uint)sample;
        return code;
    }
}
