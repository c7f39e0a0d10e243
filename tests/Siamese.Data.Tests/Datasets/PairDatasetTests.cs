using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

public class PairDatasetTests
{
    private static readonly string[] Keys = ["anchor", "other", "same", "anchor_label", "other_label"];

    private static readonly RandomAffine Affine = new(new RandomAffineOptions { Rotation = ValueRange.PlusMinus(30) });

    [Test]
    public void GetTensor_EveryItem_IsThePairOfThePlan()
    {
        using var scope = NewDisposeScope();
        var source = new FakeSource(30);
        var plan = Plan(source);
        using var dataset = new PairDataset(source, plan) { Epoch = 2 };
        Assert.That(dataset.Count, Is.EqualTo(plan.EpochLength));
        for (var i = 0; i < dataset.Count; i++)
        {
            var (pair, item) = (plan.At(2, i), dataset.GetTensor(i));
            Assert.That(item.Keys, Is.EqualTo(Keys));
            Assert.That(item["anchor"].shape, Is.EqualTo(new long[] { 1, 4, 4 }));
            Assert.That(item["anchor"].data<float>().ToArray(), Is.EqualTo(FakeSource.Values(pair.Anchor)));
            Assert.That(item["other"].data<float>().ToArray(), Is.EqualTo(FakeSource.Values(pair.Other)));
            Assert.That(item["same"].item<bool>(), Is.EqualTo(pair.Anchor % 7 == pair.Other % 7));
            Assert.That(item["anchor_label"].item<long>(), Is.EqualTo(pair.Anchor % 7));
            Assert.That(item["other_label"].item<long>(), Is.EqualTo(pair.Other % 7));
        }
    }

    [Test]
    public void DataLoader_AnyWorkers_CollatesTheSameBatches([Values(1, 2, 4)] int workers)
    {
        var source = new FakeSource(30);
        var plan = Plan(source);
        using var loader = utils.data.DataLoader(new PairDataset(source, plan), 8, num_worker: workers);
        var batches = 0;
        foreach (var batch in loader)
        {
            var pairs = Enumerable.Range(8 * batches++, 8).Where(i => i < 30).Select(i => plan.At(0, i)).ToArray();
            Assert.That(batch["anchor"].shape, Is.EqualTo(new long[] { pairs.Length, 1, 4, 4 }));
            Assert.That(batch["anchor"].data<float>().ToArray(), Is.EqualTo(pairs.SelectMany(pair => FakeSource.Values(pair.Anchor))));
            Assert.That(batch["other"].data<float>().ToArray(), Is.EqualTo(pairs.SelectMany(pair => FakeSource.Values(pair.Other))));
            Assert.That(batch["same"].dtype, Is.EqualTo(ScalarType.Bool));
            Assert.That(batch["same"].data<bool>().ToArray(), Is.EqualTo(pairs.Select(pair => pair.Same)));
            Assert.That(batch["anchor_label"].data<long>().ToArray(), Is.EqualTo(pairs.Select(pair => pair.Anchor % 7)));
            Assert.That(batch["other_label"].data<long>().ToArray(), Is.EqualTo(pairs.Select(pair => pair.Other % 7)));
        }
        Assert.That(batches, Is.EqualTo(4));
        Assert.That(source.Reads, Is.EqualTo(60));
    }

    // A loader disposes its dataset by default; that must not take it from the next loader.
    [Test]
    public void DataLoader_AfterAnotherWasDisposed_StillReads()
    {
        var source = new FakeSource(30);
        using var dataset = new PairDataset(source, Plan(source));
        utils.data.DataLoader(dataset, 8).Dispose();
        using var loader = utils.data.DataLoader(dataset, 8);
        Assert.That(loader.Select(batch => batch["same"].shape[0]), Is.EqualTo(new long[] { 8, 8, 8, 6 }));
    }

    [Test]
    public void Epoch_Another_GivesOtherPairs()
    {
        var source = new FakeSource(30);
        using var dataset = new PairDataset(source, Plan(source));
        var first = Anchors(dataset);
        dataset.Epoch = 1;
        Assert.That(Anchors(dataset), Is.Not.EqualTo(first));
        dataset.Epoch = 0;
        Assert.That(Anchors(dataset), Is.EqualTo(first));
    }

    [Test]
    public void Epoch_Negative_IsRefused()
    {
        var source = new FakeSource(30);
        using var dataset = new PairDataset(source, Plan(source));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Epoch = -1)!.ParamName, Is.EqualTo("value"));
    }

    [Test]
    public void Augmentation_DrawsForEachImageAndEpochAnew_AndTheSameAgain()
    {
        using var scope = NewDisposeScope();
        // All images are one image, so that equal draws would show as equal results.
        var source = new FakeSource(30) { ConstantImages = true };
        using var dataset = new PairDataset(source, Plan(source), new() { Augmentation = Affine, Seed = 3 });
        var images = Enumerable.Range(0, 30).Select(i => dataset.GetTensor(i))
            .SelectMany(item => new[] { Text(item["anchor"]), Text(item["other"]) }).ToArray();
        Assert.That(images, Is.Unique);
        Assert.That(Text(dataset.GetTensor(4)["other"]), Is.EqualTo(images[9]));
        dataset.Epoch = 1;
        Assert.That(Text(dataset.GetTensor(4)["other"]), Is.Not.EqualTo(images[9]));
    }

    [Test]
    public void GetTensor_LeavesExactlyItsFiveTensorsAlive([Values] bool augmented)
    {
        var source = new FakeSource(30);
        using var dataset = new PairDataset(source, Plan(source), new() { Augmentation = augmented ? Affine : null });
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var item = dataset.GetTensor(3);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(5));
        foreach (var tensor in item.Values)
            tensor.Dispose();
    }

    [Test]
    public void GetTensor_SourceThatThrows_LeavesNothing()
    {
        var source = new FakeSource(30);
        var plan = Plan(source);
        var broken = new FakeSource(30) { BeforeRead = i => _ = i == plan.At(0, 5).Other ? throw new IOException("gone") : 0 };
        using var dataset = new PairDataset(broken, plan);
        Assert.Throws<IOException>(() => dataset.GetTensor(5));
        Assert.That(broken.Reads, Is.EqualTo(1));
        broken.AssertNothingLeft();
    }

    [TestCase(-1)]
    [TestCase(30)]
    public void GetTensor_OutsideOfTheEpoch_IsRefused(int index)
    {
        var source = new FakeSource(30);
        using var dataset = new PairDataset(source, Plan(source));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => dataset.GetTensor(index));
        Assert.That(error!.ParamName, Is.EqualTo("index"));
        Assert.That(error.Message, Does.Contain("0 to 29").And.Contain($"{index}"));
    }

    [Test]
    public void Constructor_PlanOfOtherData_NamesBothCounts()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new PairDataset(new FakeSource(31), Plan(new FakeSource(30))));
        Assert.That(error!.ParamName, Is.EqualTo("plan"));
        Assert.That(error.Message, Does.StartWith("Needs a plan of 31 samples, as many as the source has, got one of 30."));
    }

    private static PairPlan Plan(FakeSource source) => new(ClassIndex.From([.. source.Labels]), new PairPlanOptions { Seed = 11 });

    private static string Text(Tensor image) => string.Join(' ', image.data<float>().ToArray());

    private static List<float> Anchors(PairDataset dataset)
    {
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, (int)dataset.Count).Select(i => dataset.GetTensor(i)["anchor"].data<float>()[0])];
    }
}
