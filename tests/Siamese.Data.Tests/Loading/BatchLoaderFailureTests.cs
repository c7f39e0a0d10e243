using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Loading;

public class BatchLoaderFailureTests
{
    [Test]
    public void Epoch_ASampleThatCannotBeRead_IsNamedAfterTheBatchesBeforeIt([Values(0, 1, 4)] int workers)
    {
        var cause = new InvalidDataException("broken file");
        var source = new FakeSource(80) { BeforeRead = i => _ = i == 29 ? throw cause : 0 };
        var came = new List<int>();
        var error = Assert.Throws<SampleLoadException>(() => Run(new BatchLoader(source, new SequentialBatchSampler(80, 8), null, Options(workers)), 5, came));
        Assert.That(came, Is.EqualTo(new[] { 0, 1, 2 }));
        Assert.That((error!.Epoch, error.Batch, error.SampleIndex, error.Stage), Is.EqualTo((5, 3, (int?)29, LoadStage.Reading)));
        Assert.That(error.Message, Is.EqualTo("Batch 3 of epoch 5 failed while reading sample 29 ('fake/29.png'): broken file"));
        Assert.That(error.InnerException, Is.SameAs(cause));
        source.AssertNothingLeft();
    }

    [Test]
    public void EpochAsync_ASampleThatCannotBeRead_IsNamedTheSame([Values(0, 1, 4)] int workers)
    {
        var source = new FakeSource(80) { BeforeRead = i => _ = i == 29 ? throw new InvalidDataException("broken file") : 0 };
        var loader = new BatchLoader(source, new SequentialBatchSampler(80, 8), null, Options(workers));
        var error = Assert.ThrowsAsync<SampleLoadException>(async () =>
        {
            await foreach (var batch in loader.EpochAsync(5))
                batch.Dispose();
        });
        Assert.That((error!.Batch, error.SampleIndex, error.Stage), Is.EqualTo((3, (int?)29, LoadStage.Reading)));
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_AFailureThatPasses_IsNamedAllTheSame()
    {
        var reads = 0;
        var source = new FakeSource(8) { BeforeRead = _ => _ = reads++ == 0 ? throw new IOException("once") : 0 };
        var error = Assert.Throws<SampleLoadException>(() => Run(new BatchLoader(source, new SequentialBatchSampler(8, 8))));
        Assert.That((error!.SampleIndex, error.SampleName, error.Stage), Is.EqualTo(((int?)0, "fake/0.png", LoadStage.Reading)));
        Assert.That(error.Message, Is.EqualTo("Batch 0 of epoch 0 failed while reading sample 0 ('fake/0.png'): once"));
        source.AssertNothingLeft();
    }

    [TestCase(-1)]
    [TestCase(8)]
    public void Epoch_ASamplerThatAsksForNoSample_IsNamed(int index)
    {
        var error = Assert.Throws<SampleLoadException>(() => Run(new BatchLoader(new FakeSource(8), new FakeSampler([0, 1], [2, index]))));
        Assert.That((error!.Batch, error.SampleIndex, error.Stage), Is.EqualTo((1, (int?)index, LoadStage.Sampling)));
        Assert.That(error.Message, Does.EndWith($"Needs 0 to 7 from the sampler, got {index}."));
    }

    [Test]
    public void Epoch_AnEmptyBatch_IsRefused([Values(0, 1)] int workers)
    {
        var error = Assert.Throws<SampleLoadException>(() => Run(new BatchLoader(new FakeSource(8), new FakeSampler([0], []), null, Options(workers))));
        Assert.That((error!.Batch, error.SampleIndex, error.Stage), Is.EqualTo((1, (int?)null, LoadStage.Sampling)));
        Assert.That(error.Message, Does.EndWith("Needs at least 1 sample in a batch, got 0 from the sampler."));
    }

    [Test]
    public void Epoch_ASamplerThatThrows_IsWrappedOnce([Values(0, 1, 3)] int workers)
    {
        var cause = new FormatException("no plan");
        var source = new FakeSource(8);
        var sampler = new FakeSampler([0], [1], [2]) { BeforeBatch = i => _ = i == 2 ? throw cause : 0 };
        var came = new List<int>();
        var error = Assert.Throws<SampleLoadException>(() => Run(new BatchLoader(source, sampler, null, Options(workers)), 0, came));
        Assert.That(came, Is.EqualTo(new[] { 0, 1 }));
        Assert.That((error!.Batch, error.Stage, error.InnerException), Is.EqualTo((2, LoadStage.Sampling, cause)));
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_AnAugmentationThatThrows_IsWrapped([Values(0, 1)] int workers)
    {
        var source = new FakeSource(8);
        var options = Options(workers) with { Augmentation = new Refusing() };
        var error = Assert.Throws<SampleLoadException>(() => Run(new BatchLoader(source, new SequentialBatchSampler(8, 4), null, options)));
        Assert.That((error!.Batch, error.Stage), Is.EqualTo((0, LoadStage.Augmenting)));
        Assert.That(error.InnerException, Is.InstanceOf<NotSupportedException>());
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_ASourceThatCancels_IsNotWrapped([Values(0, 1)] int workers)
    {
        var source = new FakeSource(8) { BeforeRead = _ => throw new OperationCanceledException("by the source") };
        var error = Assert.Throws<OperationCanceledException>(() => Run(new BatchLoader(source, new SequentialBatchSampler(8, 4), null, Options(workers))));
        Assert.That(error!.Message, Is.EqualTo("by the source"));
    }

    [Test]
    public void Epoch_Cancelled_StopsWithoutLeftovers([Values(0, 1, 4)] int workers)
    {
        using var cancel = new CancellationTokenSource();
        var source = new FakeSource(800);
        var loader = new BatchLoader(source, new SequentialBatchSampler(800, 8), null, Options(workers));
        var came = 0;
        Assert.Catch<OperationCanceledException>(() =>
        {
            foreach (var batch in loader.Epoch(0, cancellationToken: cancel.Token))
            {
                batch.Dispose();
                if (++came == 3)
                    cancel.Cancel();
            }
        });
        Assert.That(came, Is.EqualTo(3));
        source.AssertNothingLeft();
    }

    // The consumer waits for a batch that does not come; cancelling must reach it there.
    [Test]
    public void EpochAsync_CancelledWhileWaiting_StopsWithoutLeftovers()
    {
        using var cancel = new CancellationTokenSource();
        // It goes on reading for a while: a batch that was ready at once might come before the consumer hears of the cancelling.
        var source = new FakeSource(800)
        {
            BeforeRead = i =>
            {
                if (i == 80 && cancel.Token.WaitHandle.WaitOne())
                    Thread.Sleep(500);
            },
        };
        var loader = new BatchLoader(source, new SequentialBatchSampler(800, 8), null, Options(1));
        var came = 0;
        Assert.CatchAsync<OperationCanceledException>(async () =>
        {
            await foreach (var batch in loader.EpochAsync(0).WithCancellation(cancel.Token))
            {
                batch.Dispose();
                if (++came == 10)
                    cancel.CancelAfter(20);
            }
        });
        Assert.That(came, Is.EqualTo(10));
        source.AssertNothingLeft();
    }

    [Test]
    public void Epoch_ProgressThatThrows_LeavesNothing([Values(0, 1)] int workers)
    {
        var source = new FakeSource(8);
        var loader = new BatchLoader(source, new SequentialBatchSampler(8, 4), null, Options(workers));
        Assert.Throws<NotSupportedException>(() => loader.Epoch(0, progress: new RefusingProgress()).First());
        source.AssertNothingLeft();
    }

    [Test]
    public void Constructor_WithoutSamplesOrBatches_NamesTheArgument()
    {
        var noSample = Assert.Throws<ArgumentException>(() => _ = new BatchLoader(new FakeSource(0), new FakeSampler([0])));
        Assert.That((noSample!.ParamName, noSample.Message), Is.EqualTo(("source", "Needs at least 1 sample, got 0. (Parameter 'source')")));
        var noBatch = Assert.Throws<ArgumentException>(() => _ = new BatchLoader(new FakeSource(8), new FakeSampler()));
        Assert.That(noBatch!.ParamName, Is.EqualTo("sampler"));
        Assert.That(noBatch.Message, Does.StartWith("Needs a sampler with at least 1 batch, got 0 from 8 samples."));
    }

    [Test]
    public void Constructor_CudaWithoutCuda_SaysSo()
    {
        if (cuda.is_available())
            Assert.Ignore("There is CUDA here.");
        var error = Assert.Throws<ArgumentException>(
            () => _ = new BatchLoader(new FakeSource(8), new SequentialBatchSampler(8, 4), new Device(DeviceType.CUDA, 0)));
        Assert.That(error!.ParamName, Is.EqualTo("device"));
        Assert.That(error.Message, Does.StartWith("Needs CUDA for device 'cuda:0', libtorch finds none here."));
    }

    [TestCase(-1, 0, "epoch")]
    [TestCase(0, -1, "firstBatch")]
    [TestCase(0, 3, "firstBatch")]
    public void Epoch_NumbersOutsideTheirRange_AreRefusedAtOnce(int epoch, int firstBatch, string name)
    {
        var loader = new BatchLoader(new FakeSource(8), new SequentialBatchSampler(8, 4));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = loader.Epoch(epoch, firstBatch))!.ParamName, Is.EqualTo(name));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = loader.EpochAsync(epoch, firstBatch))!.ParamName, Is.EqualTo(name));
    }

    [Test]
    public void Options_OutsideTheirRange_NameThemselves()
    {
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new LoaderOptions { Workers = -1 })!.ParamName, Is.EqualTo("Workers"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new LoaderOptions { Prefetch = 0 })!.ParamName, Is.EqualTo("Prefetch"));
    }

    private static LoaderOptions Options(int workers) => new() { Workers = workers };

    private static void Run(BatchLoader loader, int epoch = 0, List<int>? came = null)
    {
        foreach (var batch in loader.Epoch(epoch))
        {
            came?.Add(batch.Number);
            batch.Dispose();
        }
    }

    private sealed class Refusing : IBatchAugmentation
    {
        public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms) => throw new NotSupportedException("no");
    }

    private sealed class RefusingProgress : IProgress<LoadProgress>
    {
        public void Report(LoadProgress value) => throw new NotSupportedException("no");
    }
}
