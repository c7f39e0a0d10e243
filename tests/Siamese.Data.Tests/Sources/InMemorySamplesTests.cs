using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class InMemorySamplesTests
{
    private static readonly InMemorySamples Three = new(new float[] { 1, -2, 3.5f, 4, 5, 6 }, new ImageShape(1, 1, 2), [7, 8, 7]);

    [Test]
    public void ReadInto_GivesTheNumbersAsTheyAre()
    {
        var target = new float[2];
        Three.ReadInto(1, target);
        Assert.That(target, Is.EqualTo(new float[] { 3.5f, 4 }));
        Assert.That(Three.Labels, Is.EqualTo(new[] { 7, 8, 7 }));
        Assert.That(Three.NameOf(2), Is.EqualTo("sample 2 in memory"));
    }

    [Test]
    public void Constructor_CountsThatDisagree_SayWhatIsNeeded()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new InMemorySamples(new float[5], new ImageShape(1, 1, 2), [1, 2, 3]));
        Assert.That(error!.Message, Does.StartWith("Needs 6 values for 3 labels of samples [1, 1, 2], got 5."));
        Assert.That(error.ParamName, Is.EqualTo("values"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new InMemorySamples(new float[5], new ImageShape(1, 0, 2), []))!.ParamName, Is.EqualTo("shape"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => Three.ReadInto(3, new float[2]))!.ParamName, Is.EqualTo("index"));
        Assert.That(Assert.Throws<ArgumentException>(() => Three.ReadInto(0, new float[3]))!.ParamName, Is.EqualTo("target"));
    }

    [Test]
    public void From_Tensors_CopiesThemInOrder()
    {
        InMemorySamples samples = null!;
        Assert.That(LeakCheck.LeftAlive(() =>
        {
            using var range = arange(24, ScalarType.Int32);
            using var images = range.view(2, 3, 2, 2);
            using var turned = images.permute(0, 1, 3, 2);
            using var labels = tensor(new long[] { 5, -1 });
            samples = InMemorySamples.From(turned, labels);
        }), Is.Zero);
        Assert.That(samples.Shape, Is.EqualTo(new ImageShape(3, 2, 2)));
        Assert.That(samples.Labels, Is.EqualTo(new[] { 5, -1 }));
        using var second = samples.Read(1);
        Assert.That(second.data<float>().ToArray(), Is.EqualTo(new float[] { 12, 14, 13, 15, 16, 18, 17, 19, 20, 22, 21, 23 }));
    }

    [Test]
    public void From_OtherShapes_AreRefused()
    {
        using var images = zeros(2, 3, 4);
        using var labels = zeros(2, ScalarType.Int64);
        Assert.That(Assert.Throws<ArgumentException>(() => InMemorySamples.From(images, labels))!.ParamName, Is.EqualTo("samples"));
        using var four = zeros(3, 1, 1, 1);
        Assert.That(Assert.Throws<ArgumentException>(() => InMemorySamples.From(four, labels))!.ParamName, Is.EqualTo("labels"));
        using var large = tensor(new[] { 1L, 1L << 40, 1L });
        Assert.Throws<OverflowException>(() => InMemorySamples.From(four, large));
    }

    [Test]
    public void Concat_ReadsOneSourceAfterTheOther()
    {
        var pair = new InMemorySamples(new float[] { 10, 11 }, new ImageShape(1, 1, 2), [9]);
        var all = new SampleConcat(Three, pair, Three);
        Assert.That(all.Labels, Is.EqualTo(new[] { 7, 8, 7, 9, 7, 8, 7 }));
        var target = new float[2];
        float[] firsts = [.. Enumerable.Range(0, all.Count).Select(i =>
        {
            all.ReadInto(i, target);
            return target[0];
        })];
        Assert.That(firsts, Is.EqualTo(new float[] { 1, 3.5f, 5, 10, 1, 3.5f, 5 }));
        Assert.That(all.NameOf(6), Is.EqualTo("sample 2 in memory"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => all.ReadInto(7, target))!.Message, Does.StartWith("Needs 0 to 6, got 7."));
    }

    [Test]
    public void Concat_SourcesThatDiffer_AreRefused()
    {
        var wide = new InMemorySamples(new float[3], new ImageShape(1, 1, 3), [0]);
        var error = Assert.Throws<ArgumentException>(() => _ = new SampleConcat(Three, wide));
        Assert.That(error!.Message, Does.StartWith("Needs sources of one image size, got [1, 1, 2] and, number 1, [1, 1, 3]."));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new SampleConcat())!.ParamName, Is.EqualTo("sources"));
    }

    [Test]
    public void Relabel_ChangesTheLabelsAlone()
    {
        var other = new SampleRelabel(Three, [0, 0, 1]);
        var target = new float[2];
        other.ReadInto(2, target);
        Assert.That(other.Labels, Is.EqualTo(new[] { 0, 0, 1 }));
        Assert.That((target[0], other.Count, other.Shape), Is.EqualTo((5f, 3, Three.Shape)));
        var error = Assert.Throws<ArgumentException>(() => _ = new SampleRelabel(Three, [1]));
        Assert.That(error!.Message, Does.StartWith("Needs 3 labels, as many as there are samples, got 1."));
    }
}
