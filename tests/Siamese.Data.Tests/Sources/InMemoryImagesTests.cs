using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class InMemoryImagesTests
{
    private static readonly ImageShape OneByThree = new(1, 1, 3);

    // (0 - 0.5) / 0.25 = -2; 51 / 255 = 0.2, (0.2 - 0.5) / 0.25 = -1.2; (1 - 0.5) / 0.25 = 2.
    [Test]
    public void Read_MeanAndDeviation_AreApplied()
    {
        using var scope = NewDisposeScope();
        var images = new InMemoryImages(new byte[] { 0, 51, 255 }, OneByThree, [4], new() { Mean = [0.5f], Std = [0.25f] });
        var image = images.Read(0);
        Assert.That(image.shape, Is.EqualTo(new long[] { 1, 1, 3 }));
        Assert.That(image.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That(image.data<float>().ToArray(), Is.EqualTo(new[] { -2f, -1.2f, 2f }).Within(1e-6));
    }

    [Test]
    public void Read_ByDefault_IsZeroToOne()
    {
        using var scope = NewDisposeScope();
        var images = new InMemoryImages(new byte[] { 0, 51, 255 }, OneByThree, [4]);
        Assert.That(images.Read(0).data<float>().ToArray(), Is.EqualTo(new[] { 0f, 0.2f, 1f }).Within(1e-7));
    }

    [Test]
    public void Read_MaxPixel_BecomesOne()
    {
        using var scope = NewDisposeScope();
        var images = new InMemoryImages(new byte[] { 0, 4, 16 }, OneByThree, [4], new() { MaxPixel = 16 });
        Assert.That(images.Read(0).data<float>().ToArray(), Is.EqualTo(new[] { 0f, 0.25f, 1f }));
    }

    [Test]
    public void Read_NumbersPerChannel_GoToTheirChannels()
    {
        using var scope = NewDisposeScope();
        var images = new InMemoryImages(
            new byte[] { 0, 10, 0, 10 }, new ImageShape(2, 1, 2), [0], new() { MaxPixel = 10, Mean = [0, 1], Std = [1, 0.5f] });
        Assert.That(images.Read(0).data<float>().ToArray(), Is.EqualTo(new[] { 0f, 1f, -2f, 0f }).Within(1e-6));
    }

    [Test]
    public void ReadBatch_KeepsOrderAndRepeats()
    {
        using var scope = NewDisposeScope();
        var batch = Numbered(5).ReadBatch([3, 0, 3]);
        Assert.That(batch.shape, Is.EqualTo(new long[] { 3, 1, 1, 3 }));
        Assert.That(batch.data<float>().ToArray(), Is.EqualTo(new float[] { 9, 10, 11, 0, 1, 2, 9, 10, 11 }));
    }

    [Test]
    public void ReadBatch_NoIndex_IsEmptyWithTheShape()
    {
        using var scope = NewDisposeScope();
        Assert.That(Numbered(5).ReadBatch([]).shape, Is.EqualTo(new long[] { 0, 1, 1, 3 }));
    }

    [Test]
    public void Read_IsAFreshTensorEachTime()
    {
        using var scope = NewDisposeScope();
        var images = Numbered(2);
        images.Read(1).zero_();
        Assert.That(images.Read(1).data<float>().ToArray(), Is.EqualTo(new float[] { 3, 4, 5 }));
    }

    [Test]
    public void ValueOf_APixel_IsWhatReadGives()
    {
        using var scope = NewDisposeScope();
        var images = new InMemoryImages(new byte[] { 0, 51, 255 }, OneByThree, [4], new() { Mean = [0.1307f], Std = [0.3081f] });
        Assert.That(
            new[] { images.ValueOf(0), images.ValueOf(51), images.ValueOf(255) }, Is.EqualTo(images.Read(0).data<float>().ToArray()));
        Assert.That(images.ValueOf(0), Is.EqualTo(-0.1307 / 0.3081).Within(1e-6));
    }

    [Test]
    public void Transform_IsCalledOnEachImage()
    {
        using var scope = NewDisposeScope();
        var shapes = new List<long[]>();
        var images = Numbered(5, input =>
        {
            shapes.Add(input.shape);
            return cat([input, input + 100], dim: 2);
        });
        Assert.That(images.ReadBatch([2, 0]).data<float>().ToArray(), Is.EqualTo(new float[] { 6, 7, 8, 106, 107, 108, 0, 1, 2, 100, 101, 102 }));
        // Once more than there are images: when the source is made, to learn their size.
        Assert.That(shapes, Has.Count.EqualTo(3).And.All.EqualTo(new long[] { 1, 1, 1, 3 }));
        Assert.That(images.Read(1).shape, Is.EqualTo(new long[] { 1, 2, 3 }));
    }

    [Test]
    public void Transform_ThatReturnsNoImage_IsRefusedWithTheSample()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<InvalidOperationException>(() => Numbered(5, input => input.flatten()));
        Assert.That(error!.Message, Is.EqualTo("Needs a transform that returns [1, C, H, W], got [3] for sample 0."));
    }

    [Test]
    public void Transform_ThatReturnsAnotherSize_IsRefusedWithTheSample()
    {
        var images = Numbered(5, input => input.sum().item<float>() > 35 ? input.narrow(3, 0, 2) : input.alias());
        var error = Assert.Throws<InvalidOperationException>(() => images.ReadBatch([0, 4]));
        Assert.That(error!.Message, Is.EqualTo("Needs a transform that returns images of one size, first [1, 1, 1, 3], got [1, 1, 1, 2] for sample 4."));
    }

    [Test]
    public void Shape_IsThatAfterTheTransform()
    {
        var images = Numbered(5, input => cat([input, input], dim: 2));
        Assert.That((images.PixelShape, images.Shape), Is.EqualTo((OneByThree, new ImageShape(1, 2, 3))));
        Assert.That(Numbered(5).Shape, Is.EqualTo(OneByThree));
    }

    [Test]
    public void ReadInto_RoomForAnotherImage_NamesBothSizes()
    {
        var error = Assert.Throws<ArgumentException>(() => Numbered(5).ReadInto(0, new float[4]));
        Assert.That(error!.ParamName, Is.EqualTo("target"));
        Assert.That(error.Message, Does.StartWith("Needs room for an image [1, 1, 3], 3 values, got 4."));
    }

    [Test]
    public void NameOf_SaysWhichImage()
    {
        Assert.That(Numbered(5).NameOf(3), Is.EqualTo("memory[3]"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(5).NameOf(5))!.ParamName, Is.EqualTo("index"));
    }

    [Test]
    public void Read_LeavesExactlyItsResultAlive([Values] bool transformed)
    {
        var images = Numbered(5, transformed ? input => (input * 2).relu() : null);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var one = images.Read(1);
        using var batch = images.ReadBatch([1, 2, 3]);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(2));
    }

    [Test]
    public void Read_TransformThatThrows_LeavesNothingAlive()
    {
        var images = Numbered(5, input => input.sum().item<float>() > 10 ? throw new NotSupportedException("no") : input.alias());
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Assert.Throws<NotSupportedException>(() => images.ReadBatch([1, 2]));
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Read_FromManyThreads_GivesTheSame()
    {
        var images = Numbered(50);
        Parallel.For(0, 500, i =>
        {
            using var image = images.Read(i % 50);
            var first = i % 50 * 3;
            Assert.That(image.data<float>().ToArray(), Is.EqualTo(new float[] { first, first + 1, first + 2 }));
        });
    }

    [TestCase(-1)]
    [TestCase(5)]
    public void Read_IndexThatIsNoSample_NamesTheLimits(int index)
    {
        var images = Numbered(5);
        foreach (var (read, name) in new (Action, string)[] { (() => images.Read(index), "index"), (() => images.ReadBatch([0, index]), "indices") })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(read);
            Assert.That(error!.ParamName, Is.EqualTo(name));
            Assert.That(error.Message, Does.StartWith($"Needs 0 to 4, got {index}."));
        }
    }

    // A little over 2 GiB of floats; refused before anything is allocated.
    [Test]
    public void ReadBatch_OfTwoGiga_IsRefused()
    {
        var images = new InMemoryImages(new byte[1 << 20], new ImageShape(1, 1 << 10, 1 << 10), [0]);
        var error = Assert.Throws<ArgumentException>(() => images.ReadBatch(new int[513]));
        Assert.That(error!.Message, Does.StartWith("Needs at most 511 images [1, 1024, 1024] in a batch, got 513."));
    }

    [Test]
    public void Constructor_BytesThatDoNotFit_NamesBothCounts()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new InMemoryImages(new byte[5], OneByThree, [0, 1]));
        Assert.That(error!.ParamName, Is.EqualTo("pixels"));
        Assert.That(error.Message, Does.StartWith("Needs 6 bytes for 2 labels of images [1, 1, 3], got 5."));
    }

    [TestCase(0, 1, 1)]
    [TestCase(1, 0, 1)]
    [TestCase(1, 1, -1)]
    public void Constructor_SizeBelowOne_IsRefused(int channels, int height, int width) =>
        Assert.That(
            Assert.Throws<ArgumentOutOfRangeException>(
                () => _ = new InMemoryImages(Array.Empty<byte>(), new ImageShape(channels, height, width), []))!.ParamName,
            Is.EqualTo("shape"));

    [Test]
    public void Constructor_MeansForOtherChannels_NamesTheCounts()
    {
        var error = Assert.Throws<ArgumentException>(
            () => _ = new InMemoryImages(new byte[3], OneByThree, [0], new() { Mean = [0, 1, 2] }));
        Assert.That(error!.Message, Does.StartWith("Needs 1 Mean or one for each of 1 channels, got 3."));
    }

    [Test]
    public void Options_ThatMakeNoSense_NameThemselves()
    {
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new InMemoryImagesOptions { MaxPixel = 0 })!.ParamName, Is.EqualTo("MaxPixel"));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new InMemoryImagesOptions { Mean = [] })!.ParamName, Is.EqualTo("Mean"));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new InMemoryImagesOptions { Mean = [float.NaN] })!.ParamName, Is.EqualTo("Mean"));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new InMemoryImagesOptions { Std = [1, 0] })!.ParamName, Is.EqualTo("Std"));
    }

    // Images whose pixels count up: 0 1 2, 3 4 5, ...; labels count down.
    private static InMemoryImages Numbered(int count, Func<Tensor, Tensor>? transform = null) => new(
        Enumerable.Range(0, 3 * count).Select(i => (byte)i).ToArray(), OneByThree, [.. Enumerable.Range(0, count).Select(i => count - i)],
        new() { MaxPixel = 1, Transform = transform is null ? null : new FunctionTransform(transform) });
}
