using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Loading;

namespace TorchSharp.Siamese.Data.Tests.Loading;

public class ReadFailureTests
{
    private static readonly RandomAffine Affine = new(new RandomAffineOptions { Rotation = ValueRange.PlusMinus(30) });

    // Samples of label i % 7. Sample 7 is broken: it is in the first and the last of three tuples.
    private static readonly ListedPlan Three = new(60, 1, [0, 7, 1], [14, 21, 2], [28, 35, 7]);

    [Test]
    public void Skip_TuplesWithTheSample_AreLeftOutAndCounted([Values(0, 2)] int workers)
    {
        var source = Broken(7);
        var loader = new TupletLoader(source, Three, 3, options: Options(ReadFailurePolicy.Skip, workers));
        using (var batch = loader.Epoch(0).Single())
        {
            Assert.That(batch.Ids.data<long>().ToArray(), Is.EqualTo(new long[] { 14, 21, 2 }));
            Assert.That(batch.Tuples.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2 }));
            Assert.That(batch.Same.data<bool>().ToArray(), Is.EqualTo(new[] { true, false }));
            Assert.That(batch.Images.data<float>().ToArray(), Is.EqualTo(new[] { 14, 21, 2 }.SelectMany(FakeSource.Values)));
            Assert.That(batch.Failures, Is.EqualTo(new[] { new ReadFailure(7, "fake/7.png", "broken", null) }));
        }
        Assert.That(loader.Report.Samples, Is.EqualTo(new[] { new UnreadableSample(7, "fake/7.png", "broken", 1, 0) }));
        Assert.That((loader.Report.LeftOut, loader.Report.EmptyBatches), Is.EqualTo((2, 0)));
        source.AssertNothingLeft();
    }

    [Test]
    public void Skip_ABatchOfWhichNothingIsLeft_DoesNotCome([Values(0, 2)] int workers)
    {
        var loader = new TupletLoader(Broken(7), Three, 1, options: Options(ReadFailurePolicy.Skip, workers));
        Assert.That(loader.Epoch(0).Select(batch => { batch.Dispose(); return batch.Number; }), Is.EqualTo(new[] { 1 }));
        Assert.That(loader.Report.Samples, Is.EqualTo(new[] { new UnreadableSample(7, "fake/7.png", "broken", 2, 0) }));
        Assert.That((loader.Report.LeftOut, loader.Report.EmptyBatches), Is.EqualTo((2, 2)));
        Assert.That(loader.Report.ToString(), Is.EqualTo(
            $"Samples that cannot be read: 1; left out: 2; batches that did not come: 2.{Environment.NewLine}  'fake/7.png': broken"));
    }

    [Test]
    public void Epoch_NothingCanBeRead_IsAnErrorThatSaysWhy(
        [Values(ReadFailurePolicy.Skip, ReadFailurePolicy.Substitute)] ReadFailurePolicy policy, [Values(0, 2)] int workers)
    {
        var loader = new TupletLoader(new FakeSource(60) { BeforeRead = _ => throw new IOException("broken") }, Three, 1, options: Options(policy, workers));

        var error = Assert.Throws<SampleLoadException>(() => _ = loader.Epoch(0).Count());

        Assert.That(error!.Message, Does.StartWith("Needs at least 1 batch of epoch 0 that can be made, got none. Samples that cannot be read: "));
        Assert.That(error.Message, Does.Contain("': broken"));
        Assert.That(loader.Epoch(0, firstBatch: 3).Count(), Is.Zero);        // batches before it may have come
    }

    // The images that are left must be those, augmented in the way, of a run in which nothing fails.
    [Test]
    public void Skip_ChangesNoOtherImage()
    {
        var options = Options(ReadFailurePolicy.Skip, 1) with { Augmentation = Affine };
        using var whole = new TupletLoader(new FakeSource(60), Three, 3, options: options).Epoch(0).Single();
        using var rest = new TupletLoader(Broken(7), Three, 3, options: options).Epoch(0).Single();
        var images = whole.Images.data<float>().ToArray().Chunk(16).ToArray();
        var wanted = whole.Ids.data<long>().ToArray().Select((id, place) => (id, place)).Where(row => row.id is 14 or 21 or 2).SelectMany(row => images[row.place]);
        Assert.That(rest.Images.data<float>().ToArray(), Is.EqualTo(wanted));
    }

    [Test]
    public void Substitute_IsOfTheSameClassAndNotInTheBatch([Values(0, 1, 4)] int workers)
    {
        var loader = new TupletLoader(Broken(7), Three, 3, options: Options(ReadFailurePolicy.Substitute, workers));
        using (var batch = loader.Epoch(0).Single())
        {
            var ids = batch.Ids.data<long>().ToArray();
            Assert.That(batch.TupleCount, Is.EqualTo(3));
            Assert.That(ids, Is.Unique.And.None.EqualTo(7));
            Assert.That(ids[1] % 7, Is.Zero);
            Assert.That(batch.Labels.data<long>().ToArray(), Is.EqualTo(ids.Select(id => id % 7)));
            Assert.That(batch.Images.data<float>().ToArray(), Is.EqualTo(ids.SelectMany(id => FakeSource.Values((int)id))));
            Assert.That(batch.Failures.Single(), Is.EqualTo(new ReadFailure(7, "fake/7.png", "broken", (int)ids[1])));
        }
        Assert.That(loader.Report.Samples.Single().Substituted, Is.EqualTo(1));
        Assert.That(loader.Report.LeftOut, Is.Zero);
    }

    [Test]
    public void Substitute_IsTheSameInEveryRunAndAnotherInOtherEpochs()
    {
        var plan = new ListedPlan(600, 1, [0, 7, 1]);
        var substitutes = Enumerable.Range(0, 30).Select(epoch => Of(epoch, 2)).ToArray();
        Assert.That(substitutes.Distinct().Count(), Is.GreaterThan(15));
        Assert.That(Enumerable.Range(0, 30).Select(epoch => Of(epoch, 0)), Is.EqualTo(substitutes));

        int? Of(int epoch, int workers)
        {
            var source = new FakeSource(600) { BeforeRead = sample => _ = sample == 7 ? throw new IOException("broken") : 0 };
            using var batch = new TupletLoader(source, plan, 1, options: Options(ReadFailurePolicy.Substitute, workers)).Epoch(epoch).Single();
            return batch.Failures.Single().Substitute;
        }
    }

    [Test]
    public void Substitute_WhereTheClassHasNone_LeavesOutAndNamesAllThatFailed()
    {
        var source = new FakeSource(60) { BeforeRead = sample => _ = sample % 7 == 1 ? throw new IOException("broken") : 0 };
        var loader = new TupletLoader(source, Three, 3, options: Options(ReadFailurePolicy.Substitute, 0));
        using (var batch = loader.Epoch(0).Single())
            Assert.That(batch.TupleCount, Is.EqualTo(2));
        Assert.That(loader.Report.Samples.Select(sample => sample.Sample), Is.EquivalentTo(Enumerable.Range(0, 60).Where(i => i % 7 == 1)));
        Assert.That(loader.Report.LeftOut, Is.EqualTo(1));
    }

    [Test]
    public void Substitute_OfAClassThatIsBrokenThroughout_GivesUpAfterSixteen()
    {
        var source = new FakeSource(700) { BeforeRead = sample => _ = sample % 7 == 1 ? throw new IOException("broken") : 0 };
        var loader = new TupletLoader(source, new ListedPlan(700, 1, [0, 7, 1]), 1, options: Options(ReadFailurePolicy.Substitute, 0));
        Assert.Throws<SampleLoadException>(() => _ = loader.Epoch(0).Count());
        Assert.That(loader.Report.Samples, Has.Count.EqualTo(17));
    }

    // A self-pair starts from one image, so what becomes of it becomes of both.
    [Test]
    public void Failures_OfASampleThatATupleRepeats_ConcernBothPlaces([Values(ReadFailurePolicy.Skip, ReadFailurePolicy.Substitute)] ReadFailurePolicy policy)
    {
        var plan = new ListedPlan(60, 1, [7, 7, 1], [0, 14, 2]);
        var loader = new TupletLoader(Broken(7), plan, 2, options: Options(policy, 0) with { Augmentation = Affine });
        using var batch = loader.Epoch(0).Single();
        var ids = batch.Ids.data<long>().ToArray();
        Assert.That(batch.Failures, Has.Count.EqualTo(1));
        if (policy == ReadFailurePolicy.Skip)
            Assert.That(ids, Is.EqualTo(new long[] { 0, 14, 2 }));
        else
            Assert.That((ids[0], ids[0] % 7, ids[0] == 7), Is.EqualTo((ids[1], 0, false)));
    }

    [Test]
    public void Samplers_LeaveOutOrReplaceTheSample([Values(ReadFailurePolicy.Skip, ReadFailurePolicy.Substitute)] ReadFailurePolicy policy)
    {
        var loader = new BatchLoader(Broken(2), new FakeSampler([0, 2, 1], [2], [3]), null, Options(policy, 1));
        var batches = loader.Epoch(0).Select(batch =>
        {
            using (batch)
                return batch.Ids.data<long>().ToArray();
        }).ToArray();
        if (policy == ReadFailurePolicy.Skip)
        {
            Assert.That(batches, Is.EqualTo(new long[][] { [0, 1], [3] }));
            Assert.That((loader.Report.LeftOut, loader.Report.EmptyBatches), Is.EqualTo((2, 1)));
        }
        else
        {
            Assert.That(batches.Select(batch => batch.Length), Is.EqualTo(new[] { 3, 1, 1 }));
            Assert.That(batches[0][1] % 7, Is.EqualTo(2));
            Assert.That(loader.Report.Samples.Single(), Is.EqualTo(new UnreadableSample(2, "fake/2.png", "broken", 2, 2)));
        }
    }

    [Test]
    public void Skip_ASourceThatCancels_IsNoFailure()
    {
        var source = new FakeSource(60) { BeforeRead = _ => throw new OperationCanceledException("by the source") };
        Assert.Throws<OperationCanceledException>(() => BatchBits.Of(new TupletLoader(source, Three, 1, options: Options(ReadFailurePolicy.Skip, 1)).Epoch(0)));
    }

    [Test]
    public void Options_PolicyThatIsNone_IsRefused()
        => Assert.That(
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new LoaderOptions { OnReadFailure = (ReadFailurePolicy)3 })!.ParamName, Is.EqualTo("OnReadFailure"));

    private static FakeSource Broken(int broken) => new(60) { BeforeRead = sample => _ = sample == broken ? throw new IOException("broken") : 0 };

    private static LoaderOptions Options(ReadFailurePolicy policy, int workers) => new() { OnReadFailure = policy, Workers = workers };
}
