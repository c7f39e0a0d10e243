using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Memory;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Memory;

public class HardNegativeStoreTests
{
    [Test]
    public void Refresh_RandomSet_FindsWhatPlainLoopsFind(
        [Values(1, 70, 1 << 20)] int blockElements, [Values(1, 3)] int first, [Values(4, 60)] int last, [Values] bool tooNear, [Values] bool margin, [Values] bool similarity)
    {
        using var scope = NewDisposeScope();
        var labels = Batches.Labels(30, 6, 121).Select(label => (int)label).ToArray();
        IDistance distance = similarity ? new CosineSimilarity() : new LpDistance();
        var rows = Batches.Stack(Batches.Rows(30, 4, 121));
        using var store = new HardNegativeStore(ClassIndex.From(labels), new HardNegativeOptions
        {
            Ranks = new RankRange(first, last), Distance = distance, TooNear = tooNear ? (similarity ? 0.8 : 0.6) : null, PositiveMargin = margin ? 0.1 : null,
        });
        store.RefreshBlocks(rows, 5, null, blockElements, default);
        var far = (double[,])(similarity ? -distance.Matrix(rows) : distance.Matrix(rows)).data<double>().ToNDArray();
        for (var i = 0; i < 30; i++)
        {
            var nearest = Enumerable.Range(0, 30).Where(j => j != i && labels[j] == labels[i]).Select(j => far[i, j]).DefaultIfEmpty(double.NegativeInfinity).Min();
            var expected = Enumerable.Range(0, 30).Where(j => labels[j] != labels[i])
                .Where(j => (!tooNear || far[i, j] >= (similarity ? -0.8 : 0.6)) && (!margin || far[i, j] >= nearest + 0.1))
                .OrderBy(j => far[i, j]).Skip(first - 1).Take(last - first + 1);
            Assert.That(store.Of(i), Is.EqualTo(expected), $"sample {i}");
        }
    }

    // On a line: class 0 at 0 and 1, class 1 at 10 and 11, class 2 at 12 and 30.
    [Test]
    public void HardClasses_PointsOnALine_NamesThoseThatLieClose()
    {
        using var scope = NewDisposeScope();
        using var store = Line();
        Assert.That(store.HardClasses(2, 5), Is.EqualTo(new Dictionary<int, int> { [1] = 5, [0] = 5 }), "1.5, 9.5 and 10 on average");
        var plan = FeedbackPlan.Triplets(ClassIndex.From([0, 0, 1, 1, 2, 2]), new TripletPlanOptions { Anchors = AnchorBalance.Class, Seed = 3 });
        Assert.That(plan.WithFeedback(1, store.HardClasses(1, 5)).EpochLength, Is.EqualTo(plan.EpochLength));
    }

    [Test]
    public void HardTriplets_PointsOnALine_PairEverySampleWithItsNearestNegatives()
    {
        using var scope = NewDisposeScope();
        using var store = Line();
        var triplets = store.HardTriplets(seed: 1, epoch: 2);
        Assert.That(triplets.Select(t => (t.Anchor, t.Positive)), Is.EqualTo(new[] { (0, 1), (1, 0), (2, 3), (3, 2), (4, 5), (5, 4) }));
        Assert.That(triplets.All(t => store.Of(t.Anchor).Contains(t.Negative)));
        Assert.That(store.HardTriplets(1, 2), Is.EqualTo(triplets), "the same again");
        Assert.That(Enumerable.Range(0, 20).SelectMany(epoch => store.HardTriplets(1, epoch)).Where(t => t.Anchor == 3).Select(t => t.Negative).Distinct(), Is.EquivalentTo(new[] { 4, 1 }));
        Assert.That(new TripletListPlan(triplets, 6).EpochLength, Is.EqualTo(6));
    }

    [Test]
    public void Age_Steps_SaysWhenToRefresh()
    {
        using var scope = NewDisposeScope();
        using var store = new HardNegativeStore(ClassIndex.From([0, 0, 1, 1]), new HardNegativeOptions { RefreshEvery = 10 });
        Assert.That((store.Age(0), store.IsStale(0)), Is.EqualTo(((long?)null, true)));
        Assert.That(Assert.Throws<InvalidOperationException>(() => store.HardTriplets(0, 0))!.Message, Does.StartWith("The store knows no negatives yet"));
        store.Refresh(Batches.Stack(Batches.Rows(4, 2, 122)), now: 100);
        Assert.That((store.Age(100), store.IsStale(100), store.Age(109), store.IsStale(109), store.IsStale(110)), Is.EqualTo(((long?)0, false, (long?)9, false, true)));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Age(99));
    }

    [Test]
    public void StateDict_AnotherStore_GoesOnWithTheSameNegatives()
    {
        using var scope = NewDisposeScope();
        using var store = Line();
        using var resumed = new HardNegativeStore(ClassIndex.From([0, 0, 1, 1, 2, 2]), new HardNegativeOptions { Ranks = new RankRange(1, 2) });
        resumed.load_state_dict(store.state_dict());
        Assert.That(resumed.HardTriplets(4, 1), Is.EqualTo(store.HardTriplets(4, 1)));
        Assert.That(resumed.RefreshedAt, Is.EqualTo(7));
    }

    [Test]
    public void Refresh_Cancelled_LeavesTheStoreAsItWas()
    {
        using var scope = NewDisposeScope();
        using var store = Line();
        var before = store.Of(0);
        Assert.Throws<OperationCanceledException>(() => store.Refresh(Batches.Stack(Batches.Rows(6, 2, 123)), 9, cancellationToken: new CancellationToken(true)));
        Assert.That((store.RefreshedAt, store.Of(0)), Is.EqualTo((7L, before)));
        Assert.That(Assert.Throws<ArgumentException>(() => store.Refresh(ones(5, 2), 9))!.Message, Does.StartWith("Expected shape [6, -1], got [5, 2]."));
        Assert.That(Assert.Throws<ArgumentException>(() => store.Refresh(full(6, 2, double.NaN), 9))!.Message, Does.StartWith("Expected finite embeddings"));
    }

    private static HardNegativeStore Line()
    {
        var store = new HardNegativeStore(ClassIndex.From([0, 0, 1, 1, 2, 2]), new HardNegativeOptions { Ranks = new RankRange(1, 2), Distance = new LpDistance(normalize: false) });
        store.Refresh(tensor([0.0, 1, 10, 11, 12, 30], [6, 1]), now: 7);
        return store;
    }
}
