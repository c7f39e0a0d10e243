using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class HierarchicalBatchSamplerTests
{
    /// <summary>One inner array for each group, with the sizes of its classes.</summary>
    private static (ClassIndex Classes, ClassIndex Groups) Levels(params int[][] sizes)
    {
        var labels = sizes.SelectMany((group, g) => group.SelectMany((size, c) => Enumerable.Repeat((Group: g, Class: g * 100 + c), size))).ToArray();
        new CounterRandom(3).Shuffle<(int, int)>(labels);
        return (ClassIndex.From(labels.Select(l => l.Class)), ClassIndex.From(labels.Select(l => l.Group)));
    }

    private static HierarchicalOptions Options(int groups, int classes, int samples)
        => new() { GroupsPerBatch = groups, ClassesPerGroup = classes, SamplesPerClass = samples, Seed = 1 };

    // 3 groups of 4 classes of 4: 2 rows of 2 classes x 2 samples for each half of the samples, 4 rows a group; 12 rows, 2 a batch.
    [Test]
    public void Batches_SizesThatDivide_ShowEverySampleOnce()
    {
        var (classes, groups) = Levels([4, 4, 4, 4], [4, 4, 4, 4], [4, 4, 4, 4]);
        var sampler = new HierarchicalBatchSampler(classes, groups, Options(2, 2, 2));
        Assert.That(sampler.BatchesPerEpoch, Is.EqualTo(6));
        foreach (var epoch in Enumerable.Range(0, 10))
        {
            var batches = sampler.Batches(epoch).ToList();
            Assert.That(batches.SelectMany(b => b), Is.EquivalentTo(Enumerable.Range(0, 48)));
            foreach (var batch in batches)
                CheckLayout(batch, classes, groups, 2, 2, 2);
        }
    }

    [Test]
    public void Batches_RandomSizes_KeepEveryPromise([Range(0, 39)] int round, [Values] ImbalancePolicy imbalance)
    {
        var random = CounterRandom.For(37, round);
        var (g, p, k) = (1 + random.Below(3, 0), 2 + random.Below(3, 1), 2 + random.Below(3, 2));
        var sizes = Enumerable.Range(0, g + random.Below(4, 3)).Select(i =>
            Enumerable.Range(0, 2 + random.Below(6, (ulong)(10 + i))).Select(j => 2 + random.Below(round % 4 == 0 ? 30 : 6, (ulong)(100 + i * 20 + j))).ToArray());
        var (classes, groups) = Levels([.. sizes]);
        var sampler = new HierarchicalBatchSampler(classes, groups, Options(g, p, k) with { Imbalance = imbalance });
        var batches = sampler.Batches(round).ToList();
        Assert.That(batches, Has.Count.EqualTo(sampler.BatchesPerEpoch));
        Assert.That(batches.SelectMany(b => b).Distinct().Count(), Is.EqualTo(classes.SampleCount));
        foreach (var batch in batches)
            CheckLayout(batch, classes, groups, g, p, k, exact: imbalance == ImbalancePolicy.Repeat);
        BatchProof.Require(sampler, new HierarchyRelation(classes, groups), round);
    }

    [Test]
    public void Batches_FromAnyBatchOn_EqualTheTailOfTheEpoch()
    {
        var (classes, groups) = Levels([9, 3, 4], [5, 5], [2, 8, 3, 3]);
        var sampler = new HierarchicalBatchSampler(classes, groups, Options(2, 2, 2));
        var all = sampler.Batches(4).ToList();
        for (var first = 0; first <= all.Count; first++)
            Assert.That(sampler.Batches(4, first), Is.EqualTo(all.Skip(first)));
        Assert.That(sampler.Batches(5), Is.Not.EqualTo(all));
    }

    // 2 groups of 4 classes of 2, worked out by an independent implementation in Python.
    [Test]
    public void Batches_OneSeed_ArePinned()
    {
        var classes = ClassIndex.From(Enumerable.Range(0, 16).Select(i => i / 2));
        var groups = ClassIndex.From(Enumerable.Range(0, 16).Select(i => i / 8));
        var sampler = new HierarchicalBatchSampler(classes, groups, Options(2, 2, 2));
        Assert.That(sampler.Batches(0), Is.EqualTo(new int[][] { [4, 5, 6, 7, 13, 12, 15, 14], [2, 3, 1, 0, 11, 10, 9, 8] }));
    }

    [Test]
    public void Batches_SkippedClasses_TakeTheirGroupWithThem()
    {
        var (classes, groups) = Levels([4, 4, 1], [1, 1], [4, 4]);
        var sampler = new HierarchicalBatchSampler(classes, groups, Options(2, 2, 2) with { SmallClasses = SmallClassPolicy.Skip });
        var seen = sampler.Batches(0).SelectMany(b => b).ToList();
        Assert.That(seen, Is.Unique);
        Assert.That(seen.Select(groups.ClassOf).Distinct(), Is.EquivalentTo(new[] { 0, 2 }));
        Assert.That(seen, Has.Count.EqualTo(16));
    }

    [Test]
    public void Fingerprint_TellsOptionsAndLevelsApart()
    {
        var (classes, groups) = Levels([4, 4], [4, 4], [4, 4]);
        PlanFingerprint[] all =
        [
            new HierarchicalBatchSampler(classes, groups, Options(2, 2, 2)).Fingerprint,
            new HierarchicalBatchSampler(classes, groups, Options(1, 2, 2)).Fingerprint,
            new HierarchicalBatchSampler(classes, groups, Options(2, 2, 2) with { Seed = 9 }).Fingerprint,
            new HierarchicalBatchSampler(classes, classes, Options(2, 1, 2)).Fingerprint,
        ];
        Assert.That(all, Is.Unique);
    }

    [Test]
    public void New_LayoutThatCannotBe_SaysWhy()
    {
        var (classes, groups) = Levels([4, 4], [4, 4], [4]);
        Check(Options(0, 2, 2), "options", "Needs GroupsPerBatch and ClassesPerGroup of at least 1, got 0 and 2.");
        Check(Options(2, 0, 2), "options", "Needs GroupsPerBatch and ClassesPerGroup of at least 1, got 2 and 0.");
        Check(Options(2, 2, 1), "options", "Needs SamplesPerClass of at least 2 (else there are no positives), got 1.");
        Check(Options(4, 2, 2), "classes", "Needs at least GroupsPerBatch = 4 groups, got 3 with 5 usable classes.");
        Check(Options(1, 2, 2), "classes", "Needs at least 2 classes in every batch (else there are no negatives), got batches of 1 from group '2'.");
        Check(Options(2, int.MaxValue, int.MaxValue), "options", "Needs an epoch of at most 2147483647 samples, got 2 batches of 2 x 4294967294");      // 2 classes a group
        Check(Options(2, 2, 2) with { Imbalance = (ImbalancePolicy)5 }, "options", "Needs Imbalance to be Repeat or ShortBatches, got 5.");

        void Check(HierarchicalOptions options, string argument, string message)
        {
            var error = Assert.Throws<ArgumentException>(() => _ = new HierarchicalBatchSampler(classes, groups, options));
            Assert.That(error!.ParamName, Is.EqualTo(argument));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }

    private static void CheckLayout(int[] batch, ClassIndex classes, ClassIndex groups, int g, int p, int k, bool exact = true)
    {
        var portions = batch.Chunk(k).ToList();
        foreach (var portion in portions)
        {
            Assert.That(portion.Select(classes.ClassOf), Is.All.EqualTo(classes.ClassOf(portion[0])));
            Assert.That(portion.Distinct().Count(), Is.EqualTo(Math.Min(k, classes.SizeOf(classes.ClassOf(portion[0])))));
        }

        Assert.That(portions.Select(x => classes.ClassOf(x[0])), Is.Unique);
        var rows = portions.GroupBy(x => groups.ClassOf(x[0])).ToList();
        Assert.That(rows, Has.Count.InRange(exact ? g : Math.Min(2, g), g));
        foreach (var row in rows)
        {
            var classesOfGroup = Enumerable.Range(0, classes.ClassCount).Count(c => groups.ClassOf(classes.SamplesOf(c)[0]) == row.Key);
            Assert.That(row.Count(), Is.InRange(exact ? Math.Min(p, classesOfGroup) : Math.Min(2, p), Math.Min(p, classesOfGroup)));
        }
    }
}
