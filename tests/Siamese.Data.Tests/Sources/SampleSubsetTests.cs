using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class SampleSubsetTests
{
    private static readonly InMemoryImages Four = new(new byte[] { 10, 11, 12, 13 }, new ImageShape(1, 1, 1), [5, 6, 7, 8], new() { MaxPixel = 1 });

    [Test]
    public void Subset_HasTheLabelsInItsOwnOrder()
    {
        var subset = new SampleSubset(Four, [3, 0, 3]);
        Assert.That(subset.Count, Is.EqualTo(3));
        Assert.That(subset.Labels, Is.EqualTo(new[] { 8, 5, 8 }));
        Assert.That(subset.Indices, Is.EqualTo(new[] { 3, 0, 3 }));
    }

    [Test]
    public void Read_GivesTheSamplesOfTheSource()
    {
        using var scope = NewDisposeScope();
        var subset = new SampleSubset(Four, [3, 0, 2]);
        Assert.That(subset.Read(1).item<float>(), Is.EqualTo(10));
        Assert.That(subset.ReadBatch([2, 0]).data<float>().ToArray(), Is.EqualTo(new float[] { 12, 13 }));
    }

    [Test]
    public void Constructor_IndexThatIsNoSample_NamesTheLimits()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new SampleSubset(Four, [0, 4]));
        Assert.That(error!.ParamName, Is.EqualTo("indices"));
        Assert.That(error.Message, Does.StartWith("Needs 0 to 3, got 4."));
    }

    [Test]
    public void Read_IndexOutsideOfTheSubset_IsRefusedThoughTheSourceHasIt()
    {
        var subset = new SampleSubset(Four, [3, 0]);
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => subset.Read(2))!.ParamName, Is.EqualTo("index"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => subset.ReadBatch([0, -1]))!.ParamName, Is.EqualTo("indices"));
    }
}
