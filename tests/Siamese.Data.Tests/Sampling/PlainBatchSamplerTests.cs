using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class PlainBatchSamplerTests
{
    [TestCase(10, 4, new[] { 4, 4, 2 })]
    [TestCase(8, 4, new[] { 4, 4 })]
    [TestCase(3, 4, new[] { 3 })]
    [TestCase(1, 1, new[] { 1 })]
    public void Sequential_AnySize_CutsTheSamplesInOrder(int samples, int batchSize, int[] lengths)
    {
        var sampler = new SequentialBatchSampler(samples, batchSize);
        Assert.That(sampler.BatchesPerEpoch, Is.EqualTo(lengths.Length));
        Assert.That(sampler.Batches(0).Select(b => b.Length), Is.EqualTo(lengths));
        Assert.That(sampler.Batches(5).SelectMany(b => b), Is.EqualTo(Enumerable.Range(0, samples)));
    }

    [TestCase(false, new[] { 300, 300, 300, 100 })]
    [TestCase(true, new[] { 300, 300, 300 })]
    public void Shuffled_AnyEpoch_ShowsEachSampleAtMostOnce(bool dropLast, int[] lengths)
    {
        var sampler = new ShuffledBatchSampler(1000, 300, seed: 5, dropLast);
        foreach (var epoch in Enumerable.Range(0, 10))
        {
            var batches = sampler.Batches(epoch).ToList();
            Assert.That(batches.Select(b => b.Length), Is.EqualTo(lengths));
            Assert.That(batches.SelectMany(b => b), Is.Unique.And.All.InRange(0, 999));
        }
    }

    // First and last samples of epoch 3, worked out by an independent implementation in Python.
    [Test]
    public void Shuffled_Seed42_IsPinned()
    {
        int[] order = [.. new ShuffledBatchSampler(1000, 64, seed: 42).Batches(3).SelectMany(b => b)];
        Assert.That(order[..8], Is.EqualTo(new[] { 521, 150, 971, 121, 575, 203, 186, 752 }));
        Assert.That(order[^8..], Is.EqualTo(new[] { 999, 315, 265, 225, 629, 288, 897, 861 }));
    }

    [Test]
    public void Shuffled_EpochAndSeed_ChangeTheOrder()
    {
        var sampler = new ShuffledBatchSampler(100, 10, seed: 1);
        Assert.That(sampler.Batches(0), Is.EqualTo(new ShuffledBatchSampler(100, 10, seed: 1).Batches(0)));
        Assert.That(sampler.Batches(0), Is.Not.EqualTo(sampler.Batches(1)));
        Assert.That(sampler.Batches(1), Is.Not.EqualTo(new ShuffledBatchSampler(100, 10, seed: 2).Batches(0)));
    }

    [Test]
    public void Batches_FromAnyBatchOn_EqualTheTailOfTheEpoch()
    {
        foreach (var sampler in new IBatchSampler[] { new SequentialBatchSampler(50, 8), new ShuffledBatchSampler(50, 8, 3), new Reversed() })
        {
            var all = sampler.Batches(2).ToList();
            for (var first = 0; first <= all.Count; first++)
                Assert.That(sampler.Batches(2, first), Is.EqualTo(all.Skip(first)));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Batches(-1, 0))!.ParamName, Is.EqualTo("epoch"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Batches(0, all.Count + 1))!.ParamName, Is.EqualTo("firstBatch"));
        }
    }

    [TestCase(0, 1, "sampleCount", "Needs at least 1 sample, got 0.")]
    [TestCase(5, 0, "batchSize", "Needs at least 1 sample a batch, got 0.")]
    [TestCase(5, -2, "batchSize", "Needs at least 1 sample a batch, got -2.")]
    public void New_NothingToCut_NamesTheArgument(int samples, int batchSize, string argument, string message)
    {
        foreach (var call in new Action[]
                 {
                     () => _ = new SequentialBatchSampler(samples, batchSize), () => _ = new ShuffledBatchSampler(samples, batchSize, 0),
                 })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(call);
            Assert.That(error!.ParamName, Is.EqualTo(argument));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }

    [Test]
    public void Shuffled_BatchLargerThanTheData_IsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new ShuffledBatchSampler(5, 6, 0));
        Assert.That(error!.ParamName, Is.EqualTo("batchSize"));
        Assert.That(error.Message, Does.StartWith("Needs at most 5 samples a batch (all there are), got 6."));
    }

    /// <summary>Has no seek of its own, so it uses the interface's.</summary>
    private sealed class Reversed : IBatchSampler
    {
        public int BatchesPerEpoch => 4;

        public IEnumerable<int[]> Batches(int epoch)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(epoch);
            return Enumerable.Range(0, 4).Select(b => new[] { 3 - b });
        }
    }
}
