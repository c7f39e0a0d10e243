using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

public class TupletDatasetTests
{
    private static readonly RandomAffine Affine = new(new RandomAffineOptions { Rotation = ValueRange.PlusMinus(30) });

    private static readonly TupletPlan Plan = new(
        ClassIndex.From([.. Enumerable.Range(0, 30).Select(i => i % 7)]), new TupletPlanOptions { Positives = 1, Negatives = 3, Seed = 2 });

    [Test]
    public void DataLoader_AnyWorkers_CollatesTheTuplesOfThePlan([Values(1, 3)] int workers)
    {
        using var loader = utils.data.DataLoader(new TupletDataset(new FakeSource(30), Plan) { Epoch = 2 }, 8, num_worker: workers);
        var next = 0;
        foreach (var batch in loader)
        {
            Assert.That(batch.Keys, Is.EquivalentTo(new[] { "images", "same", "labels" }));
            var count = Math.Min(8, 30 - next);
            Assert.That(batch["images"].shape, Is.EqualTo(new long[] { count, 5, 1, 4, 4 }));
            var (images, same, labels) = (batch["images"].data<float>().ToArray(), batch["same"].data<bool>().ToArray(), batch["labels"].data<long>().ToArray());
            for (var row = 0; row < count; row++, next++)
            {
                var (tuple, expected) = (new int[5], new bool[4]);
                Plan.At(2, next, tuple, expected);
                Assert.That(images[(row * 80)..((row + 1) * 80)], Is.EqualTo(tuple.SelectMany(FakeSource.Values)));
                Assert.That(same[(row * 4)..((row + 1) * 4)], Is.EqualTo(expected));
                Assert.That(labels[(row * 5)..((row + 1) * 5)], Is.EqualTo(tuple.Select(sample => sample % 7)));
            }
        }
        Assert.That(next, Is.EqualTo(30));
    }

    [Test]
    public void Augmentation_DrawsForEachRoleAndEpochAnew_AndTheSameAgain()
    {
        using var scope = NewDisposeScope();
        using var dataset = new TupletDataset(new FakeSource(30) { ConstantImages = true }, Plan, new() { Augmentation = Affine, Seed = 3 });
        var first = dataset.GetTensor(4)["images"].data<float>().ToArray();
        Assert.That(first.Chunk(16).Select(image => string.Join(' ', image)), Is.Unique);
        Assert.That(dataset.GetTensor(4)["images"].data<float>().ToArray(), Is.EqualTo(first));
        dataset.Epoch = 1;
        Assert.That(dataset.GetTensor(4)["images"].data<float>().ToArray(), Is.Not.EqualTo(first));
    }

    [Test]
    public void GetTensor_LeavesExactlyItsThreeTensorsAlive()
    {
        using var dataset = new TupletDataset(new FakeSource(30), Plan, new() { Augmentation = Affine });
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var item = dataset.GetTensor(3);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(3));
        foreach (var tensor in item.Values)
            tensor.Dispose();
    }

    [Test]
    public void Arguments_ThatDoNotFit_AreNamed()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new TupletDataset(new FakeSource(31), Plan));
        Assert.That(error!.Message, Does.StartWith("Needs a plan of 31 samples, as many as the source has, got one of 30."));
        using var dataset = new TupletDataset(new FakeSource(30), Plan);
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => dataset.GetTensor(30))!.ParamName, Is.EqualTo("index"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Epoch = -1)!.ParamName, Is.EqualTo("value"));
    }
}
