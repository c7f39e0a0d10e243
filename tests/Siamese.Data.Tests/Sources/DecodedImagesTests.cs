using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class DecodedImagesTests
{
    private static readonly DecodedImagesOptions Gray = new() { Decode = new DecodeOptions { Color = ColorMode.Grayscale } };

    [Test]
    public void ReadInto_OfTheSameSize_IsThePixelsFrom0To255()
    {
        var images = new DecodedImages(FakeImageFiles.Gray(5), new ResizeOptions(3, 4), Gray);
        Assert.That((images.Count, images.Shape), Is.EqualTo((5, new ImageShape(1, 3, 4))));
        Assert.That(images.Labels, Is.EqualTo(new[] { 0, 1, 2, 0, 1 }));
        Assert.That(Read(images, 3), Is.EqualTo(FakeImageFiles.Pixels(3).Select(pixel => (float)pixel)));
        Assert.That(images.NameOf(3), Is.EqualTo("fake/3.png"));
    }

    // One pixel, 51 102 255: (p / 255 - mean) / std = (0.2 - 0.2) / 1, (0.4 - 0.2) / 0.5, (1 - 0.5) / 0.25.
    [Test]
    public void ReadInto_MeanAndDeviation_AreAppliedChannelByChannel()
    {
        var options = new DecodedImagesOptions { MaxPixel = 255, Mean = [0.2f, 0.2f, 0.5f], Std = [1, 0.5f, 0.25f] };
        var images = new DecodedImages(new FakeImageFiles(PngFile.Write(1, 1, 3, [51, 102, 255])), new ResizeOptions(1, 1), options);
        Assert.That(Read(images, 0), Is.EqualTo(new[] { 0f, 0.4f, 2f }).Within(1e-6));
    }

    // Two columns of 0 and 100 become four: with half-pixel centres, 0 25 75 100.
    [Test]
    public void ReadInto_OfAnotherSize_IsResized()
    {
        var images = new DecodedImages(new FakeImageFiles(PngFile.Write(2, 1, 1, [0, 100])), new ResizeOptions(1, 4), Gray);
        Assert.That(Read(images, 0), Is.EqualTo(new[] { 0f, 25f, 75f, 100f }).Within(1e-4));
    }

    [Test]
    public void ReadInto_FromManyThreads_GivesTheSame()
    {
        var images = new DecodedImages(FakeImageFiles.Gray(7), new ResizeOptions(5, 9), Gray);
        var alone = Enumerable.Range(0, 7).Select(i => Read(images, i)).ToArray();
        Parallel.For(0, 500, i => Assert.That(Read(images, i % 7), Is.EqualTo(alone[i % 7])));
    }

    [Test]
    public void ReadInto_AFileThatIsNoImage_SaysSo()
    {
        var images = new DecodedImages(new FakeImageFiles("not an image"u8.ToArray()), new ResizeOptions(1, 4), Gray);
        Assert.Throws<ImageDecodeException>(() => Read(images, 0));
    }

    [Test]
    public void ReadInto_ArgumentsOutsideTheirRange_AreNamed()
    {
        var images = new DecodedImages(FakeImageFiles.Gray(2), new ResizeOptions(3, 4), Gray);
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => Read(images, 2))!.ParamName, Is.EqualTo("index"));
        Assert.That(Assert.Throws<ArgumentException>(() => images.ReadInto(0, new float[11]))!.ParamName, Is.EqualTo("target"));
    }

    [Test]
    public void Constructor_MeansForOtherChannels_NamesTheCounts()
    {
        var error = Assert.Throws<ArgumentException>(
            () => _ = new DecodedImages(FakeImageFiles.Gray(2), new ResizeOptions(3, 4), Gray with { Mean = [0, 1, 2] }));
        Assert.That(error!.Message, Does.StartWith("Needs 1 Mean or one for each of 1 channels, got 3."));
    }

    // 30,000 x 20,000 = 6 · 10^8 floats, 2.4 GB.
    [Test]
    public void Constructor_ImagesOf2GiB_AreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new DecodedImages(FakeImageFiles.Gray(2), new ResizeOptions(20_000, 30_000), Gray));
        Assert.That(error!.ParamName, Is.EqualTo("resize"));
        Assert.That(error.Message, Does.StartWith("Needs images of at most 536870911 values, got [1, 20000, 30000]."));
    }

    // After the first images, which fill the pools. An ImageBytes takes 40 bytes; a second object an image would show.
    [Test]
    public void ReadInto_InSteadyState_AllocatesOneObjectAFile()
    {
        var images = new DecodedImages(FakeImageFiles.Gray(4), new ResizeOptions(8, 8), Gray);
        var target = new float[64];
        for (var i = 0; i < 100; i++)
            images.ReadInto(i % 4, target);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            images.ReadInto(i % 4, target);
        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 1000.0, Is.LessThan(60));
    }

    internal static float[] Read(ISampleSource source, int index)
    {
        var image = new float[source.Shape.Length];
        source.ReadInto(index, image);
        return image;
    }
}
