using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class ShardingTests
{
    private static readonly ClassIndex Classes = LabelledSets.InOrder(9, 8, 7);

    [Test]
    public void Plan_AllRanks_AreTheWholePlanEachTupleOnce([Values(1, 2, 3, 7, 23)] int world, [Values] ShardRemainder remainder)
    {
        var plan = new TripletPlan(Classes, new() { Seed = 3, EpochLength = 23 });
        foreach (var epoch in Enumerable.Range(0, 3))
        {
            var shards = Enumerable.Range(0, world).Select(rank => new ShardedPlan<SampleTriplet>(plan, rank, world, remainder)).ToList();
            var union = shards.SelectMany(s => Enumerable.Range(0, (int)s.EpochLength).Select(i => s.At(epoch, i))).ToList();
            var kept = remainder == ShardRemainder.Keep ? 23 : 23 / world * world;
            Assert.That(union, Is.Unique);
            Assert.That(union, Is.EquivalentTo(Enumerable.Range(0, kept).Select(i => plan.At(epoch, i))));
            Assert.That(shards.Max(s => s.EpochLength) - shards.Min(s => s.EpochLength), Is.InRange(0, remainder == ShardRemainder.Keep ? 1 : 0));
        }
    }

    // Rank r of a step takes tuple step · world + r: together the ranks go through the plan in its order.
    [Test]
    public void Plan_Ranks_TakeTurns()
    {
        var plan = new PairPlan(Classes, new() { EpochLength = 12 });
        for (var step = 0; step < 4; step++)
        {
            for (var rank = 0; rank < 3; rank++)
                Assert.That(new ShardedPlan<SamplePair>(plan, rank, 3).At(1, step), Is.EqualTo(plan.At(1, step * 3 + rank)));
        }
    }

    [Test]
    public void Plan_AllForms_SayTheSame()
    {
        var whole = new TripletPlan(Classes, new() { EpochLength = 50 });
        var shard = new ShardedPlan<SampleTriplet>(whole, 1, 3);
        var untyped = new ShardedPlan(whole, 1, 3);
        var run = new SampleTriplet[10];
        shard.Fill(2, 7, run);
        var (samples, same) = (new int[3], new bool[2]);
        for (var i = 0; i < 10; i++)
        {
            Assert.That(shard.At(2, 7 + i), Is.EqualTo(run[i]));
            foreach (var plan in new ITuplePlan[] { shard, untyped })
            {
                plan.At(2, 7 + i, samples, same);
                Assert.That(new SampleTriplet(samples[0], samples[1], samples[2]), Is.EqualTo(run[i]));
            }
        }

        Assert.That((untyped.LearningSize, untyped.SampleCount, untyped.EpochLength), Is.EqualTo((3, 24, 17L)));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => shard.At(0, 17))!.ParamName, Is.EqualTo("index"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => shard.Fill(0, 8, run))!.ParamName, Is.EqualTo("first"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => untyped.At(0, 17, samples, same))!.ParamName, Is.EqualTo("index"));
    }

    [Test]
    public void Sampler_AllRanks_AreTheWholeSamplerEachBatchOnce([Values(1, 2, 3, 5)] int world, [Values] ShardRemainder remainder)
    {
        var sampler = new MPerClassSampler(LabelledSets.InOrder(12, 12, 12, 12), new() { ClassesPerBatch = 2, SamplesPerClass = 2 });   // 12 batches
        var all = sampler.Batches(1).ToList();
        var shards = Enumerable.Range(0, world).Select(rank => new ShardedBatchSampler(sampler, rank, world, remainder)).ToList();
        var kept = remainder == ShardRemainder.Keep ? 12 : 12 / world * world;
        Assert.That(shards.SelectMany(s => s.Batches(1)), Is.EquivalentTo(all.Take(kept)));
        foreach (var (shard, rank) in shards.Select((s, r) => (s, r)))
        {
            var mine = Enumerable.Range(0, kept).Where(b => b % world == rank).Select(b => all[b]).ToList();
            Assert.That(shard.BatchesPerEpoch, Is.EqualTo(mine.Count));
            for (var first = 0; first <= mine.Count; first++)
                Assert.That(shard.Batches(1, first), Is.EqualTo(mine.Skip(first)));
        }
    }

    [TestCase(0, 0, "worldSize", "Needs a world of at least 1 rank, got 0.")]
    [TestCase(-1, 2, "rank", "Needs a rank from 0 to 1, got -1.")]
    [TestCase(2, 2, "rank", "Needs a rank from 0 to 1, got 2.")]
    public void New_RankOutsideTheWorld_IsRefused(int rank, int world, string argument, string message)
    {
        var plan = new PairPlan(Classes, new());
        foreach (var create in new Action[]
                 {
                     () => _ = new ShardedPlan<SamplePair>(plan, rank, world), () => _ = new ShardedPlan(plan, rank, world),
                     () => _ = new ShardedBatchSampler(new SequentialBatchSampler(5, 1), rank, world),
                 })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(create);
            Assert.That(error!.ParamName, Is.EqualTo(argument));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }

    [Test]
    public void New_MoreRanksThanTuples_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new ShardedPlan<SamplePair>(new PairPlan(Classes, new() { EpochLength = 3 }), 0, 4));
        Assert.That(error!.ParamName, Is.EqualTo("worldSize"));
        Assert.That(error.Message, Does.StartWith("Needs at least as many tuples in an epoch as there are ranks, 4, got 3."));
        error = Assert.Throws<ArgumentException>(() => _ = new ShardedBatchSampler(new SequentialBatchSampler(5, 5), 0, 2));
        Assert.That(error!.Message, Does.StartWith("Needs at least as many batches in an epoch as there are ranks, 2, got 1."));
    }
}
