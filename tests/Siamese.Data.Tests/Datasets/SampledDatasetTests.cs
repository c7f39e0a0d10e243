using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

public class SampledDatasetTests
{
    private static readonly MPerClassSampler Sampler = new(
        ClassIndex.From([.. Enumerable.Range(0, 30).Select(i => i % 7)]), new MPerClassOptions { ClassesPerBatch = 3, SamplesPerClass = 2, Seed = 4 });

    [Test]
    public void DataLoader_WithTheBatchSize_GivesTheBatchesOfTheSampler([Values(1, 3)] int workers)
    {
        var dataset = new SampledDataset(new FakeSource(30), Sampler) { Epoch = 1 };
        Assert.That(dataset.BatchSize, Is.EqualTo(6));
        using var loader = utils.data.DataLoader(dataset, dataset.BatchSize, num_worker: workers);
        var expected = Sampler.Batches(1).ToArray();
        var number = 0;
        foreach (var batch in loader)
        {
            var samples = expected[number++];
            Assert.That(batch["id"].data<long>().ToArray(), Is.EqualTo(samples));
            Assert.That(batch["label"].data<long>().ToArray(), Is.EqualTo(samples.Select(sample => sample % 7)));
            Assert.That(batch["image"].shape, Is.EqualTo(new long[] { 6, 1, 4, 4 }));
            Assert.That(batch["image"].data<float>().ToArray(), Is.EqualTo(samples.SelectMany(FakeSource.Values)));
        }
        Assert.That(number, Is.EqualTo(expected.Length));
    }

    [Test]
    public void Constructor_SamplersThatDoNotFit_AreRefused()
    {
        var sizes = Assert.Throws<ArgumentException>(() => _ = new SampledDataset(new FakeSource(8), new FakeSampler([0, 1], [2], [3, 4])));
        Assert.That(sizes!.Message, Does.StartWith("Needs batches of one size, the last one excepted, got 2 and 1 in epoch 0."));
        var sample = Assert.Throws<ArgumentException>(() => _ = new SampledDataset(new FakeSource(8), new FakeSampler([0, 8])));
        Assert.That(sample!.Message, Does.StartWith("Needs samples from 0 to 7 from the sampler, got 8."));
    }

    [Test]
    public void Arguments_OutsideTheirRange_AreNamed()
    {
        using var dataset = new SampledDataset(new FakeSource(8), new FakeSampler([0, 1], [2]));
        Assert.That(dataset.Count, Is.EqualTo(3));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => dataset.GetTensor(3))!.ParamName, Is.EqualTo("index"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Epoch = -1)!.ParamName, Is.EqualTo("value"));
    }
}
