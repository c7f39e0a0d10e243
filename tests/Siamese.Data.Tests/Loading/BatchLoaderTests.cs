using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Loading;

public class BatchLoaderTests
{
    private const int Samples = 120;

    private static readonly RandomAffine Affine = new(new RandomAffineOptions { Rotation = ValueRange.PlusMinus(30), TranslationX = ValueRange.PlusMinus(0.2) });

    [Test]
    public void Epoch_Batches_HoldWhatTheSamplerAskedFor([Values(0, 1, 2)] int workers)
    {
        var source = new FakeSource(Samples);
        var sampler = FakeSampler.Strided(Samples, 8, 7);
        var loader = Loader(source, sampler, workers);
        Assert.That(loader.BatchesPerEpoch, Is.EqualTo(15));
        var number = 0;
        foreach (var batch in loader.Epoch(3))
        {
            using (batch)
            {
                var expected = sampler.Batches(3).ElementAt(number);
                Assert.That((batch.Epoch, batch.Number, batch.Count), Is.EqualTo((3, number++, 8)));
                Assert.That(batch.Ids.data<long>().ToArray(), Is.EqualTo(expected));
                Assert.That(batch.Labels.data<long>().ToArray(), Is.EqualTo(expected.Select(i => i % 7)));
                Assert.That(batch.Images.shape, Is.EqualTo(new long[] { 8, 1, 4, 4 }));
                Assert.That(batch.Images.data<float>().ToArray(), Is.EqualTo(expected.SelectMany(FakeSource.Values)));
            }
        }
        Assert.That(number, Is.EqualTo(15));
        source.AssertNothingLeft();
    }

    // Uneven reading times shuffle who finishes when; neither that nor the number of workers may show, augmentation included.
    [Test]
    public void Epoch_AnyWorkersAndPrefetch_GivesTheSameBits([Values(0, 1, 2, 8)] int workers, [Values(1, 3, 16)] int prefetch)
    {
        var sampler = new ShuffledBatchSampler(Samples, 8, seed: 5);
        var quick = Loader(new FakeSource(Samples), sampler, 0, 1, Affine);
        var source = new FakeSource(Samples) { BeforeRead = i => Thread.Sleep(i % 11 == 0 ? 2 : 0) };
        var slow = Loader(source, sampler, workers, prefetch, Affine);
        for (var epoch = 0; epoch < 2; epoch++)
            Assert.That(Bits(slow.Epoch(epoch)), Is.EqualTo(Bits(quick.Epoch(epoch))));
        source.AssertNothingLeft();
    }

    [Test]
    public async Task EpochAsync_GivesTheSameAsEpoch([Values(0, 1, 3)] int workers)
    {
        var loader = Loader(new FakeSource(Samples), new ShuffledBatchSampler(Samples, 16, seed: 5), workers, augmentation: Affine);
        var batches = new List<string>();
        await foreach (var batch in loader.EpochAsync(1))
        {
            batches.Add(Bits(batch));
            batch.Dispose();
        }
        Assert.That(batches, Is.EqualTo(Bits(loader.Epoch(1))));
    }

    [Test]
    public void Epoch_AnotherEpochOrSeed_AugmentsOtherwise()
    {
        var sampler = FakeSampler.Strided(Samples, 8, 7);
        var loader = Loader(new FakeSource(Samples), sampler, 1, augmentation: Affine);
        var otherSeed = new BatchLoader(new FakeSource(Samples), sampler, options: new() { Augmentation = Affine, Seed = 1 });
        var first = Bits(loader.Epoch(0));
        Assert.That(Bits(loader.Epoch(1)).Intersect(first), Is.Empty);
        Assert.That(Bits(otherSeed.Epoch(0)).Intersect(first), Is.Empty);
        Assert.That(Bits(loader.Epoch(0)), Is.EqualTo(first));
    }

    [Test]
    public void Epoch_FromABatchOn_IsTheRestOfTheEpoch([Values(0, 2)] int workers, [Values(0, 1, 14, 15)] int first)
    {
        var loader = Loader(new FakeSource(Samples), new ShuffledBatchSampler(Samples, 8, seed: 5), workers, augmentation: Affine);
        Assert.That(Bits(loader.Epoch(2, first)), Is.EqualTo(Bits(loader.Epoch(2)).Skip(first)));
    }

    [Test]
    public void Epoch_BatchLargerThanTheData_IsOneBatchOfAll()
    {
        var loader = Loader(new FakeSource(10), new SequentialBatchSampler(10, 100), 1);
        var batch = loader.Epoch(0).Single();
        using (batch)
            Assert.That(batch.Ids.data<long>().ToArray(), Is.EqualTo(Enumerable.Range(0, 10)));
    }

    [Test]
    public void Epoch_NobodyTakesMore_ReadsExactlyThePrefetchAhead([Values(1, 2, 4)] int workers, [Values(1, 3)] int prefetch)
    {
        var source = new FakeSource(Samples);
        using var batches = Loader(source, FakeSampler.Strided(Samples, 8, 7), workers, prefetch).Epoch(0).GetEnumerator();
        Assert.That(batches.MoveNext(), Is.True);
        Assert.That(SpinWait.SpinUntil(() => source.Reads == 8 * (1 + prefetch), TimeSpan.FromSeconds(10)), Is.True);
        Thread.Sleep(50);
        Assert.That(source.Reads, Is.EqualTo(8 * (1 + prefetch)));
        batches.Current.Dispose();
    }

    [Test]
    public void Epoch_LeftEarly_LeavesNoTensorAndNoThread([Values(0, 1, 4)] int workers)
    {
        var source = new FakeSource(Samples);
        foreach (var batch in Loader(source, FakeSampler.Strided(Samples, 8, 7), workers, 8).Epoch(0))
        {
            batch.Dispose();
            if (batch.Number == 2)
                break;
        }
        source.AssertNothingLeft();
    }

    [Test]
    public async Task EpochAsync_LeftEarly_LeavesNoTensorAndNoThread([Values(0, 1, 4)] int workers)
    {
        var source = new FakeSource(Samples);
        await foreach (var batch in Loader(source, FakeSampler.Strided(Samples, 8, 7), workers, 8).EpochAsync(0))
        {
            batch.Dispose();
            if (batch.Number == 2)
                break;
        }
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_EnumeratedTwiceAndAtOnce_GivesTheSame()
    {
        var source = new FakeSource(Samples);
        var epoch = Loader(source, new ShuffledBatchSampler(Samples, 8, seed: 5), 2).Epoch(0);
        var alone = Bits(epoch);
        var pairs = epoch.Zip(epoch).Select(pair =>
        {
            using (pair.First)
            using (pair.Second)
                return (Bits(pair.First), Bits(pair.Second));
        }).ToArray();
        Assert.That(pairs, Is.EqualTo(alone.Select(bits => (bits, bits))));
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_InADisposeScope_TheBatchOutlivesIt([Values(0, 1)] int workers)
    {
        var source = new FakeSource(Samples);
        SampleBatch kept;
        using (NewDisposeScope())
            kept = Loader(source, FakeSampler.Strided(Samples, 8, 7), workers).Epoch(0).First();
        Assert.That(kept.Images.data<float>().ToArray().Sum(), Is.GreaterThan(0));
        Assert.That(kept.Ids.data<long>().ToArray(), Has.Length.EqualTo(8));
        kept.Dispose();
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_OnTheCallersThread_LeavesThreeTensorsABatch()
    {
        var loader = Loader(new FakeSource(Samples), FakeSampler.Strided(Samples, 8, 7), 0, augmentation: Affine);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var batches = loader.Epoch(0).ToList();
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(3 * batches.Count));
        batches.ForEach(batch => batch.Dispose());
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Epoch_WithProgress_CountsWhatTheCallerGot([Values(0, 2)] int workers)
    {
        var reports = new List<LoadProgress>();
        var loader = Loader(new FakeSource(20), new SequentialBatchSampler(20, 8), workers);
        foreach (var batch in loader.Epoch(4, progress: new Collector<LoadProgress>(reports)))
            batch.Dispose();
        Assert.That(reports, Is.EqualTo(new[] { new LoadProgress(4, 1, 3, 8), new LoadProgress(4, 2, 3, 16), new LoadProgress(4, 3, 3, 20) }));
        reports.Clear();
        foreach (var batch in loader.Epoch(4, 2, new Collector<LoadProgress>(reports)))
            batch.Dispose();
        Assert.That(reports, Is.EqualTo(new[] { new LoadProgress(4, 3, 3, 4) }));
    }

    [Test]
    public void Epoch_OnCuda_GivesTheSameBitsThere([Values(0, 2)] int workers)
    {
        if (!cuda.is_available())
            Assert.Ignore("Needs a CUDA device, libtorch finds none.");
        var sampler = new ShuffledBatchSampler(Samples, 8, seed: 5);
        var here = Bits(Loader(new FakeSource(Samples), sampler, 0, 1, Affine).Epoch(0));
        var source = new FakeSource(Samples);
        var loader = new BatchLoader(source, sampler, CUDA, new LoaderOptions { Workers = workers, Augmentation = Affine });
        var there = new List<string>();
        foreach (var batch in loader.Epoch(0))
        {
            using (batch)
            using (var scope = NewDisposeScope())
            {
                Assert.That((batch.Images.device_type, batch.Labels.device_type, batch.Ids.device_type),
                    Is.EqualTo((DeviceType.CUDA, DeviceType.CUDA, DeviceType.CUDA)));
                there.Add(Bits(new SampleBatch(batch.Images.cpu(), batch.Labels.cpu(), batch.Ids.cpu())));
            }
        }
        Assert.That(there, Is.EqualTo(here));
        source.AssertNothingLeft();
    }

    private static BatchLoader Loader(
        FakeSource source, IBatchSampler sampler, int workers, int prefetch = 4, IBatchAugmentation? augmentation = null) =>
        new(source, sampler, null, new LoaderOptions { Workers = workers, Prefetch = prefetch, Augmentation = augmentation });

    private static List<string> Bits(IEnumerable<SampleBatch> batches)
    {
        var bits = new List<string>();
        foreach (var batch in batches)
        {
            bits.Add(Bits(batch));
            batch.Dispose();
        }
        return bits;
    }

    private static string Bits(SampleBatch batch) => Convert.ToHexString(
        [.. batch.Images.bytes.ToArray(), .. batch.Labels.bytes.ToArray(), .. batch.Ids.bytes.ToArray()]);
}
