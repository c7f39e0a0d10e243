using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Loading;

public class TupletLoaderTests
{
    private const int Samples = 60;

    private static readonly RandomAffine Affine = new(new RandomAffineOptions { Rotation = ValueRange.PlusMinus(30), TranslationX = ValueRange.PlusMinus(0.2) });

    public static IEnumerable<TestCaseData> Plans()
    {
        var classes = ClassIndex.From([.. Enumerable.Range(0, Samples).Select(i => i % 7)]);
        yield return new TestCaseData(new PairPlan(classes, new PairPlanOptions { Seed = 3 })).SetArgDisplayNames("pairs");
        yield return new TestCaseData(new TripletPlan(classes, new TripletPlanOptions { Seed = 3 })).SetArgDisplayNames("triplets");
        yield return new TestCaseData(new TupletPlan(classes, new TupletPlanOptions { Seed = 3, Positives = 2, Negatives = 3 })).SetArgDisplayNames("tuplets");
    }

    [TestCaseSource(nameof(Plans))]
    public void Epoch_EveryBatch_HoldsThePlansTuplesAndEachImageOnce(ITuplePlan plan)
    {
        var source = new FakeSource(Samples);
        var loader = new TupletLoader(source, plan, 8);
        var number = 0;
        foreach (var batch in loader.Epoch(2))
        {
            using (batch)
            {
                Assert.That((batch.Epoch, batch.Number), Is.EqualTo((2, number)));
                var ids = batch.Ids.data<long>().ToArray();
                Assert.That(ids, Is.Unique);
                Assert.That(batch.Labels.data<long>().ToArray(), Is.EqualTo(ids.Select(id => id % 7)));
                Assert.That(batch.Images.data<float>().ToArray(), Is.EqualTo(ids.SelectMany(id => FakeSource.Values((int)id))));
                var (samples, same) = Expected(plan, 2, number++ * 8, 8);
                Assert.That(batch.Tuples.shape, Is.EqualTo(new long[] { batch.TupleCount, plan.LearningSize }));
                Assert.That(batch.Tuples.data<long>().ToArray().Select(place => (int)ids[place]), Is.EqualTo(samples));
                Assert.That(batch.Same.data<bool>().ToArray(), Is.EqualTo(same));
            }
        }
        Assert.That(number, Is.EqualTo(loader.BatchesPerEpoch).And.EqualTo(8));
        source.AssertNothingLeft();
    }

    [TestCaseSource(nameof(Plans))]
    public void Epoch_AnyWorkersAndPrefetch_GivesTheSameBits(ITuplePlan plan)
    {
        var expected = BatchBits.Of(new TupletLoader(new FakeSource(Samples), plan, 8, options: Options(0, 1)).Epoch(1));
        foreach (var (workers, prefetch) in new[] { (0, 4), (1, 1), (1, 16), (2, 3), (8, 1), (8, 16) })
        {
            var source = new FakeSource(Samples) { BeforeRead = i => Thread.Sleep(i % 11 == 0 ? 1 : 0) };
            Assert.That(BatchBits.Of(new TupletLoader(source, plan, 8, options: Options(workers, prefetch)).Epoch(1)), Is.EqualTo(expected));
            source.AssertNothingLeft();
        }
    }

    [TestCaseSource(nameof(Plans))]
    public async Task EpochAsync_GivesTheSameAsEpoch(ITuplePlan plan)
    {
        var loader = new TupletLoader(new FakeSource(Samples), plan, 8, options: Options(2, 4));
        var bits = new List<string>();
        await foreach (var batch in loader.EpochAsync(1))
        {
            bits.Add(BatchBits.Of(batch));
            batch.Dispose();
        }
        Assert.That(bits, Is.EqualTo(BatchBits.Of(loader.Epoch(1))));
    }

    [Test]
    public void Epoch_TuplesThatShareSamples_ReadEachOnce([Values] bool augmented)
    {
        var source = new FakeSource(Samples) { ConstantImages = true };
        var plan = new ListedPlan(Samples, 1, [0, 7, 1], [7, 14, 1], [0, 14, 2]);
        using var batch = new TupletLoader(source, plan, 3, options: new LoaderOptions { Augmentation = augmented ? Affine : null }).Epoch(0).Single();
        Assert.That(batch.Ids.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 7, 1, 14, 2 }));
        Assert.That(batch.Tuples.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2, 1, 3, 2, 0, 3, 4 }));
        Assert.That(source.Reads, Is.EqualTo(5));
    }

    // A self-pair is two draws of one image: two places, read once. Without augmentation it would be the same image twice.
    [Test]
    public void Epoch_ATupleThatRepeatsASample_GivesItAnotherDraw()
    {
        var source = new FakeSource(Samples);
        var plan = new ListedPlan(Samples, 1, [5, 5, 1], [5, 5, 2]);
        using var batch = new TupletLoader(source, plan, 2, options: Options(1, 1)).Epoch(0).Single();
        Assert.That(batch.Ids.data<long>().ToArray(), Is.EqualTo(new long[] { 5, 5, 1, 2 }));
        Assert.That(batch.Tuples.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2, 0, 1, 3 }));
        var values = batch.Images.data<float>().ToArray();
        Assert.That(values[..16], Is.Not.EqualTo(values[16..32]));
        Assert.That(source.Reads, Is.EqualTo(3));
        using var plain = new TupletLoader(source, plan, 2).Epoch(0).Single();
        Assert.That(plain.Tuples.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 0, 1, 0, 0, 2 }));
    }

    // Samples 20 to 24 are alone in their classes: the plan makes them their own positives, augmentation makes these other images.
    [Test]
    public void Epoch_OfAPlanWithSelfPairs_HasTwoImagesOfALoneSample()
    {
        var labels = Enumerable.Range(0, 25).Select(i => i < 20 ? i % 2 : i).ToArray();
        var plan = new TripletPlan(ClassIndex.From(labels), new TripletPlanOptions { Seed = 3, EpochLength = 2000, Lone = LoneSamples.OwnPositive });
        var lone = new HashSet<long>();
        foreach (var batch in new TupletLoader(new FakeSource(25) { Labels = labels }, plan, 20, options: Options(2, 4)).Epoch(0))
        {
            using (batch)
            {
                var (ids, images) = (batch.Ids.data<long>().ToArray(), batch.Images.data<float>().ToArray().Chunk(16).ToArray());
                foreach (var tuple in batch.Tuples.data<long>().ToArray().Chunk(3).Where(tuple => ids[tuple[0]] == ids[tuple[1]]))
                {
                    lone.Add(ids[tuple[0]]);
                    Assert.That(images[tuple[0]], Is.Not.EqualTo(images[tuple[1]]));
                }
            }
        }
        Assert.That(lone, Is.EquivalentTo(new long[] { 20, 21, 22, 23, 24 }));
    }

    [Test]
    public void Epoch_EveryImageOfABatch_HasADrawOfItsOwn()
    {
        var source = new FakeSource(Samples) { ConstantImages = true };
        var plan = (ITuplePlan)Plans().ElementAt(1).Arguments[0]!;
        foreach (var batch in new TupletLoader(source, plan, 20, options: Options(1, 2)).Epoch(0))
        {
            using (batch)
                Assert.That(batch.Images.data<float>().ToArray().Chunk(16).Select(image => string.Join(' ', image)), Is.Unique);
        }
    }

    [Test]
    public void Epoch_OfShards_TogetherIsTheWhole()
    {
        var plan = (ITuplePlan)Plans().ElementAt(2).Arguments[0]!;
        var parts = Enumerable.Range(0, 3).Select(rank => Tuples(new ShardedPlan(plan, rank, 3))).ToArray();
        var dealt = Enumerable.Range(0, Samples).Select(i => parts[i % 3][i / 3]);
        Assert.That(dealt, Is.EqualTo(Tuples(plan)));

        string[] Tuples(ITuplePlan part)
        {
            var tuples = new List<string>();
            foreach (var batch in new TupletLoader(new FakeSource(Samples), part, 8, options: new LoaderOptions { Workers = 2 }).Epoch(1))
            {
                using (batch)
                {
                    var ids = batch.Ids.data<long>().ToArray();
                    tuples.AddRange(batch.Tuples.data<long>().ToArray().Select(place => ids[place]).Chunk(part.LearningSize).Select(tuple => string.Join(' ', tuple)));
                }
            }
            return [.. tuples];
        }
    }

    [TestCase(false, new[] { 25, 25, 10 })]
    [TestCase(true, new[] { 25, 25 })]
    public void Epoch_ALastBatchThatIsNotWhole_ComesOrIsLeftOut(bool dropLast, int[] sizes)
    {
        var loader = new TupletLoader(new FakeSource(Samples), (ITuplePlan)Plans().First().Arguments[0]!, 25, dropLast);
        Assert.That(loader.BatchesPerEpoch, Is.EqualTo(sizes.Length));
        Assert.That(loader.Epoch(0).Select(batch => { batch.Dispose(); return batch.TupleCount; }), Is.EqualTo(sizes));
    }

    [Test]
    public void Epoch_LeftEarly_LeavesNoTensorAndNoThread([Values(0, 1, 4)] int workers)
    {
        var source = new FakeSource(Samples);
        foreach (var batch in new TupletLoader(source, (ITuplePlan)Plans().Last().Arguments[0]!, 4, options: Options(workers, 8)).Epoch(0))
        {
            batch.Dispose();
            batch.Dispose();
            if (batch.Number == 2)
                break;
        }
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_TwiceAtOnceAndByTwoLoaders_GivesTheSame()
    {
        var source = new FakeSource(Samples);
        var plan = (ITuplePlan)Plans().Last().Arguments[0]!;
        var (first, second) = (new TupletLoader(source, plan, 8, options: Options(2, 4)), new TupletLoader(source, plan, 8, options: Options(1, 2)));
        var alone = BatchBits.Of(first.Epoch(0));
        foreach (var (a, b) in first.Epoch(0).Zip(first.Epoch(0)).Zip(second.Epoch(0), (pair, other) => (pair, other)).Zip(alone, (batches, bits) => (batches, bits)))
        {
            using (a.pair.First)
            using (a.pair.Second)
            using (a.other)
                Assert.That(new[] { BatchBits.Of(a.pair.First), BatchBits.Of(a.pair.Second), BatchBits.Of(a.other) }, Is.All.EqualTo(b));
        }
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_CancelledWhileABatchIsRead_StopsAtTheNextImage()
    {
        using var cancel = new CancellationTokenSource();
        var source = new FakeSource(Samples) { BeforeRead = i => cancel.Cancel() };
        var loader = new TupletLoader(source, (ITuplePlan)Plans().First().Arguments[0]!, 30, options: Options(0, 1));
        Assert.Catch<OperationCanceledException>(() => loader.Epoch(0, cancellationToken: cancel.Token).First());
        Assert.That(source.Reads, Is.EqualTo(1));
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_APlanThatThrows_IsWrappedOnce([Values(0, 2)] int workers)
    {
        var classes = ClassIndex.From([0, 0, 1]);
        var plan = new PairPlan(classes, new PairPlanOptions { EpochLength = 2, WhenExhausted = ExhaustionPolicy.Throw });
        var source = new FakeSource(3);
        var error = Assert.Throws<SampleLoadException>(() => BatchBits.Of(new TupletLoader(source, plan, 2, options: Options(workers, 2)).Epoch(3)));
        Assert.That((error!.Epoch, error.Batch, error.SampleIndex, error.Stage), Is.EqualTo((3, 0, (int?)null, LoadStage.Sampling)));
        Assert.That(error.InnerException, Is.InstanceOf<InvalidOperationException>());
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_APlanThatAsksForNoSample_IsNamed()
    {
        var error = Assert.Throws<SampleLoadException>(() => BatchBits.Of(new TupletLoader(new FakeSource(4), new ListedPlan(4, null, [0, 1], [1, 4]), 1).Epoch(0)));
        Assert.That((error!.Batch, error.SampleIndex, error.Stage), Is.EqualTo((1, (int?)4, LoadStage.Sampling)));
        Assert.That(error.Message, Does.EndWith("Needs 0 to 3 from the plan, got 4."));
    }

    [Test]
    public void Constructor_ArgumentsThatDoNotFit_AreNamed()
    {
        var plan = new ListedPlan(4, null, [0, 1], [1, 2]);
        var other = Assert.Throws<ArgumentException>(() => _ = new TupletLoader(new FakeSource(5), plan, 1));
        Assert.That(other!.Message, Does.StartWith("Needs a plan of 5 samples, as many as the source has, got one of 4."));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TupletLoader(new FakeSource(4), plan, 0))!.ParamName, Is.EqualTo("batchSize"));
        var none = Assert.Throws<ArgumentException>(() => _ = new TupletLoader(new FakeSource(4), plan, 3, dropLast: true));
        Assert.That(none!.Message, Does.StartWith("Needs 1 to 2147483647 batches in an epoch, got 0 of 3 tuples from 2."));
    }

    [Test]
    public void Epoch_OnTheCallersThread_LeavesOnlyTheTensorsOfItsBatches()
    {
        var loader = new TupletLoader(new FakeSource(Samples), (ITuplePlan)Plans().Last().Arguments[0]!, 8, options: Options(0, 1));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var batches = loader.Epoch(0).ToList();
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(8 * batches.Count));
        batches.ForEach(batch => batch.Dispose());
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    private static LoaderOptions Options(int workers, int prefetch) => new() { Workers = workers, Prefetch = prefetch, Augmentation = Affine };

    private static (int[] Samples, bool[] Same) Expected(ITuplePlan plan, int epoch, long first, int count)
    {
        var (samples, same) = (new List<int>(), new List<bool>());
        for (var i = first; i < Math.Min(first + count, plan.EpochLength); i++)
        {
            var (tuple, labels) = (new int[plan.LearningSize], new bool[plan.LearningSize - 1]);
            plan.At(epoch, i, tuple, labels);
            samples.AddRange(tuple);
            same.AddRange(labels);
        }
        return ([.. samples], [.. same]);
    }
}
