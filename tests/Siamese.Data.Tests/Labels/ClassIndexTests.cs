using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Labels;

public class ClassIndexTests
{
    [Test]
    public void From_IntegerLabels_NumbersClassesInAscendingLabelOrder()
    {
        var classes = ClassIndex.From([7, -2, 7, 30, -2, 7]);
        Assert.Multiple(() =>
        {
            Assert.That(classes.SampleCount, Is.EqualTo(6));
            Assert.That(classes.ClassCount, Is.EqualTo(3));
            Assert.That(classes.LargestClass, Is.EqualTo(3));
            Assert.That(Enumerable.Range(0, 3).Select(classes.NameOf), Is.EqualTo(new[] { "-2", "7", "30" }));
            Assert.That(Enumerable.Range(0, 6).Select(classes.ClassOf), Is.EqualTo(new[] { 1, 0, 1, 2, 0, 1 }));
            Assert.That(classes.SamplesOf(0).ToArray(), Is.EqualTo(new[] { 1, 4 }));
            Assert.That(classes.SamplesOf(1).ToArray(), Is.EqualTo(new[] { 0, 2, 5 }));
            Assert.That(classes.SamplesOf(2).ToArray(), Is.EqualTo(new[] { 3 }));
            Assert.That(Enumerable.Range(0, 3).Select(classes.SizeOf), Is.EqualTo(new[] { 2, 3, 1 }));
        });
    }

    [Test]
    public void From_TextLabels_OrdersByCodePoint()
    {
        var classes = ClassIndex.From(new[] { "b", "a", "B", "a" });
        Assert.Multiple(() =>
        {
            Assert.That(Enumerable.Range(0, 3).Select(classes.NameOf), Is.EqualTo(new[] { "B", "a", "b" }));
            Assert.That(Enumerable.Range(0, 4).Select(classes.ClassOf), Is.EqualTo(new[] { 2, 1, 0, 1 }));
            Assert.That(classes.SamplesOf(1).ToArray(), Is.EqualTo(new[] { 1, 3 }));
        });
    }

    // Labels over the whole int range go through hashing, the same ones made dense through a table.
    [Test]
    public void From_SparseAndDenseLabels_GiveTheSameClasses()
    {
        var dense = new int[5000];
        for (var i = 0; i < dense.Length; i++)
            dense[i] = new CounterRandom(1).Below(70, (ulong)i);
        int[] sparse = [.. dense.Select(l => (int)(int.MinValue + l * 61_000_000L))];
        var (left, right) = (ClassIndex.From(dense), ClassIndex.From(sparse));
        Assert.That(Enumerable.Range(0, 5000).Select(right.ClassOf), Is.EqualTo(Enumerable.Range(0, 5000).Select(left.ClassOf)));
        Assert.That(right.NameOf(69), Is.EqualTo("2061516352"));      // -2^31 + 69·61,000,000
    }

    [Test]
    public void From_AnyKindOfSequence_GivesTheSameClasses()
    {
        int[] labels = [3, 1, 3, 2];
        ClassIndex[] all =
        [
            ClassIndex.From(labels), ClassIndex.From(labels.AsSpan()), ClassIndex.From(labels.ToList()),
            ClassIndex.From(labels.Select(l => l)), ClassIndex.From(labels.Select(l => $"{l}")),
        ];
        foreach (var classes in all)
            Assert.That(Enumerable.Range(0, 4).Select(classes.ClassOf), Is.EqualTo(new[] { 2, 0, 2, 1 }));
    }

    [Test]
    public void SamplesOf_ManyRandomSets_PartitionsTheSamplesAscending()
    {
        for (var round = 0; round < 50; round++)
        {
            var random = CounterRandom.For(2, round);
            int[] labels = [.. Enumerable.Range(0, 1 + round * 7).Select(i => random.Below(1 + round, (ulong)i) * 3 - 20)];
            var classes = ClassIndex.From(labels);
            var lists = Enumerable.Range(0, classes.ClassCount).Select(c => classes.SamplesOf(c).ToArray()).ToArray();
            Assert.That(lists.SelectMany(l => l), Is.EquivalentTo(Enumerable.Range(0, labels.Length)));
            Assert.That(lists, Is.All.Ordered.And.All.Not.Empty);
            for (var c = 0; c < lists.Length; c++)
                Assert.That(lists[c].Select(s => $"{labels[s]}"), Is.All.EqualTo(classes.NameOf(c)));
        }
    }

    [Test]
    public void PositionOf_EverySample_FindsItInTheGroupedOrder()
    {
        var classes = ClassIndex.From([2, 0, 1, 0, 2, 2, 1]);
        foreach (var sample in Enumerable.Range(0, 7))
            Assert.That(classes.Grouped[classes.PositionOf(sample)], Is.EqualTo(sample));
    }

    [Test]
    public void From_NoLabels_IsRefused()
    {
        foreach (var call in new Action[]
                 {
                     () => ClassIndex.From(Array.Empty<int>()), () => ClassIndex.From(Enumerable.Empty<int>()),
                     () => ClassIndex.From(Enumerable.Empty<string>()),
                 })
        {
            var error = Assert.Throws<ArgumentException>(call);
            Assert.That(error!.ParamName, Is.EqualTo("labels"));
            Assert.That(error.Message, Does.StartWith("Needs at least 1 label, got 0."));
        }
    }

    [Test]
    public void From_NullLabel_NamesTheSample()
    {
        var error = Assert.Throws<ArgumentException>(() => ClassIndex.From(new[] { "a", null! }));
        Assert.That(error!.Message, Does.StartWith("Needs a label for every sample, got null for sample 1."));
    }

    [Test]
    public void Accessors_OutsideTheRange_NameTheArgumentAndBothEnds()
    {
        var classes = ClassIndex.From([5, 5, 6]);
        var sample = Assert.Throws<ArgumentOutOfRangeException>(() => classes.ClassOf(3));
        Assert.That(sample!.ParamName, Is.EqualTo("sample"));
        Assert.That(sample.Message, Does.StartWith("Needs a sample from 0 to 2, got 3."));
        foreach (var call in new Action[] { () => classes.SamplesOf(-1), () => classes.SizeOf(-1), () => classes.NameOf(-1) })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(call);
            Assert.That(error!.ParamName, Is.EqualTo("class"));
            Assert.That(error.Message, Does.StartWith("Needs a class from 0 to 1, got -1."));
        }
    }

    // At most 8 bytes a sample and 32 bytes a class stay behind, whatever building took; 1 MB is left for what the test host does meanwhile.
    [TestCase(1_000_000, 10)]
    [TestCase(1_000_000, 100_000)]
    [TestCase(10_000_000, 10_000)]
    public void From_ManySamples_KeepsFewBytes(int samples, int classCount)
    {
        int[] labels = [.. Enumerable.Range(0, samples).Select(i => i % classCount * 20_011)];
        ClassIndex.From(labels.AsSpan(0, 1000));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var classes = ClassIndex.From(labels);
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(labels);
        Assert.That(classes.ClassCount, Is.EqualTo(classCount));
        Assert.That(kept, Is.LessThan(8L * samples + 32L * classCount + 1_000_000));
    }

    // With a plan on top it is still no more: 8 bytes a class for the index, 10 to 12 for each of the plan's two tables.
    [Test]
    public void From_ManyClassesWithAPlan_KeepsFewBytes([Values] bool triplets)
    {
        int[] labels = [.. Enumerable.Range(0, 2_000_000).Select(i => i % 400_000)];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        object plan = triplets ? new TripletPlan(ClassIndex.From(labels), new()) : new PairPlan(ClassIndex.From(labels), new());
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(labels);
        GC.KeepAlive(plan);
        Assert.That(kept, Is.LessThan(8L * 2_000_000 + 32L * 400_000 + 1_000_000));
    }
}
