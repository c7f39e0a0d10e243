using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

public class TripletDatasetTests
{
    private static readonly string[] Keys = ["anchor", "positive", "negative", "anchor_label", "negative_label"];

    private static readonly RandomAffine Affine = new(new RandomAffineOptions { Rotation = ValueRange.PlusMinus(30) });

    [Test]
    public void GetTensor_EveryItem_IsTheTripletOfThePlan()
    {
        using var scope = NewDisposeScope();
        var source = new FakeSource(30);
        var plan = Plan(source);
        using var dataset = new TripletDataset(source, plan) { Epoch = 1 };
        Assert.That(dataset.Count, Is.EqualTo(plan.EpochLength));
        for (var i = 0; i < dataset.Count; i++)
        {
            var (triplet, item) = (plan.At(1, i), dataset.GetTensor(i));
            Assert.That(item.Keys, Is.EqualTo(Keys));
            Assert.That(item["anchor"].shape, Is.EqualTo(new long[] { 1, 4, 4 }));
            Assert.That(item["anchor"].data<float>().ToArray(), Is.EqualTo(FakeSource.Values(triplet.Anchor)));
            Assert.That(item["positive"].data<float>().ToArray(), Is.EqualTo(FakeSource.Values(triplet.Positive)));
            Assert.That(item["negative"].data<float>().ToArray(), Is.EqualTo(FakeSource.Values(triplet.Negative)));
            Assert.That(item["anchor_label"].item<long>(), Is.EqualTo(triplet.Anchor % 7).And.EqualTo(triplet.Positive % 7));
            Assert.That(item["negative_label"].item<long>(), Is.EqualTo(triplet.Negative % 7).And.Not.EqualTo(triplet.Anchor % 7));
        }
    }

    [Test]
    public void DataLoader_AnyWorkers_CollatesTheSameBatches([Values(1, 2, 4)] int workers)
    {
        var source = new FakeSource(30);
        var plan = Plan(source);
        using var loader = utils.data.DataLoader(new TripletDataset(source, plan), 8, num_worker: workers);
        var batches = 0;
        foreach (var batch in loader)
        {
            var triplets = Enumerable.Range(8 * batches++, 8).Where(i => i < 30).Select(i => plan.At(0, i)).ToArray();
            Assert.That(batch["positive"].shape, Is.EqualTo(new long[] { triplets.Length, 1, 4, 4 }));
            Assert.That(batch["anchor"].data<float>().ToArray(), Is.EqualTo(triplets.SelectMany(t => FakeSource.Values(t.Anchor))));
            Assert.That(batch["positive"].data<float>().ToArray(), Is.EqualTo(triplets.SelectMany(t => FakeSource.Values(t.Positive))));
            Assert.That(batch["negative"].data<float>().ToArray(), Is.EqualTo(triplets.SelectMany(t => FakeSource.Values(t.Negative))));
            Assert.That(batch["anchor_label"].data<long>().ToArray(), Is.EqualTo(triplets.Select(t => t.Anchor % 7)));
            Assert.That(batch["negative_label"].data<long>().ToArray(), Is.EqualTo(triplets.Select(t => t.Negative % 7)));
        }
        Assert.That(batches, Is.EqualTo(4));
        Assert.That(source.Reads, Is.EqualTo(90));
    }

    [Test]
    public void Augmentation_DrawsForEachRoleAnew()
    {
        using var scope = NewDisposeScope();
        var source = new FakeSource(30) { ConstantImages = true };
        using var dataset = new TripletDataset(source, Plan(source), new() { Augmentation = Affine, Seed = 3 });
        var images = Enumerable.Range(0, 30).Select(i => dataset.GetTensor(i))
            .SelectMany(item => new[] { item["anchor"], item["positive"], item["negative"] })
            .Select(image => string.Join(' ', image.data<float>().ToArray()));
        Assert.That(images, Is.Unique);
    }

    [Test]
    public void GetTensor_LeavesExactlyItsFiveTensorsAlive()
    {
        var source = new FakeSource(30);
        using var dataset = new TripletDataset(source, Plan(source));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var item = dataset.GetTensor(3);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(5));
        foreach (var tensor in item.Values)
            tensor.Dispose();
    }

    [Test]
    public void Epoch_Negative_IsRefused()
    {
        var source = new FakeSource(30);
        using var dataset = new TripletDataset(source, Plan(source));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Epoch = -1)!.ParamName, Is.EqualTo("value"));
    }

    [TestCase(-1)]
    [TestCase(30)]
    public void GetTensor_OutsideOfTheEpoch_IsRefused(int index)
    {
        var source = new FakeSource(30);
        using var dataset = new TripletDataset(source, Plan(source));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => dataset.GetTensor(index))!.ParamName, Is.EqualTo("index"));
    }

    [Test]
    public void Constructor_PlanOfOtherData_NamesBothCounts() =>
        Assert.That(
            Assert.Throws<ArgumentException>(() => _ = new TripletDataset(new FakeSource(31), Plan(new FakeSource(30))))!.Message,
            Does.StartWith("Needs a plan of 31 samples, as many as the source has, got one of 30."));

    private static TripletPlan Plan(FakeSource source) => new(ClassIndex.From([.. source.Labels]), new TripletPlanOptions { Seed = 11 });
}
