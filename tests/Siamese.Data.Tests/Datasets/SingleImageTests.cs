using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

/// <summary>With a learning size of 1: Keras' function itself, images with their classes.</summary>
public class SingleImageTests
{
    private static readonly TupletDirectoryOptions Single = new() { LearningSize = 1, ImageSize = (2, 3), BatchSize = 4, Shuffle = false };
    private ImageDirectory _images = null!;

    [SetUp]
    public void SetUp() => _images = new ImageDirectory(2, 3);       // images 0 and 1, 2 to 4

    [TearDown]
    public void TearDown() => _images.Dispose();

    [Test]
    public async Task Int_GivesClassNumbers()
    {
        using var batch = await First(Single);
        Assert.That(Shape(batch.Images), Is.EqualTo("[4, 2, 3, 3]"));
        Assert.That(batch.Images.data<float>().ToArray().Chunk(18).Select(image => image.Average()), Is.EqualTo(new float[] { 0, 1, 2, 3 }).Within(1e-4));
        Assert.That((batch.Labels!.dtype, Shape(batch.Labels)), Is.EqualTo((ScalarType.Int32, "[4]")));
        Assert.That(batch.Labels.data<int>().ToArray(), Is.EqualTo(new[] { 0, 0, 1, 1 }));
    }

    [Test]
    public async Task Binary_GivesAColumnOfTwoClasses()
    {
        using var batch = await First(Single with { LabelMode = LabelMode.Binary, DataFormat = DataFormat.ChannelsFirst });
        Assert.That((Shape(batch.Images), Shape(batch.Labels!)), Is.EqualTo(("[4, 3, 2, 3]", "[4, 1]")));
        Assert.That(batch.Labels!.data<float>().ToArray(), Is.EqualTo(new float[] { 0, 0, 1, 1 }));
    }

    [Test]
    public async Task Categorical_GivesOneHot()
    {
        _images.Add("c/1.png");
        using var batch = await First(Single with { LabelMode = LabelMode.Categorical });
        Assert.That(Shape(batch.Labels!), Is.EqualTo("[4, 3]"));
        Assert.That(batch.Labels!.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0 }));
    }

    [Test]
    public async Task None_GivesAllImagesOfTheDirectory()
    {
        _images.Add("0.png");
        foreach (var options in new[] { Single with { LabelMode = LabelMode.None }, Single with { Labels = DirectoryLabels.None } })
        {
            var dataset = await TupletDatasetFromDirectory.OpenAsync(_images.Path, options);
            Assert.That(_images.Relative(dataset.FilePaths), Is.EqualTo(new[] { "0.png", "a/000.png", "a/001.png", "b/000.png", "b/001.png", "b/002.png" }));
            Assert.That(dataset.ClassNames, Is.Empty);
            using var batch = dataset.Epoch(0).First();
            Assert.That(batch.Labels, Is.Null);
            Assert.That(batch.Images[0, 0, 0, 0].item<float>(), Is.EqualTo(5));
        }
    }

    [Test]
    public async Task Labels_GivenOneByOne_KeepTheirNumbers()
    {
        var options = Single with { Labels = DirectoryLabels.Of([30, 10, 10, 20, 30]), BatchSize = 5 };
        using var batch = await First(options);
        Assert.That(batch.Labels!.data<int>().ToArray(), Is.EqualTo(new[] { 30, 10, 10, 20, 30 }));
        var dataset = await TupletDatasetFromDirectory.OpenAsync(_images.Path, options);
        Assert.That(dataset.ClassNames, Is.EqualTo(new[] { "10", "20", "30" }));
        using var hot = await First(options with { LabelMode = LabelMode.Categorical });
        Assert.That(hot.Labels!.argmax(1).data<long>().ToArray(), Is.EqualTo(new long[] { 2, 0, 0, 1, 2 }));
        var triplets = await TupletDatasetFromDirectory.OpenAsync(_images.Path, options with { LearningSize = 3, EpochLength = 100 });
        foreach (var tuples in triplets.Tuplets!.Epoch(0))
        {
            using (tuples)
                Assert.That(tuples.Ids.data<long>().ToArray().Zip(tuples.Labels.data<long>().ToArray()), Is.SubsetOf(new[] { (0L, 2L), (1L, 0L), (2L, 0L), (3L, 1L), (4L, 2L) }));
        }
    }

    [Test]
    public async Task Shuffle_GivesEachImageOnceInAnotherOrderEachEpoch()
    {
        var dataset = await TupletDatasetFromDirectory.OpenAsync(_images.Path, Single with { Shuffle = true, Seed = 4, BatchSize = 2 });
        var orders = Enumerable.Range(0, 6).Select(epoch => string.Join(' ', Order(dataset, epoch))).ToArray();
        Assert.That(orders.Distinct().Count(), Is.GreaterThan(3));
        Assert.That(Order(dataset, 5), Is.EquivalentTo(new[] { 0, 1, 2, 3, 4 }));
        Assert.That(dataset.BatchesPerEpoch, Is.EqualTo(3));

        static List<int> Order(TupletDatasetFromDirectory dataset, int epoch)
        {
            var order = new List<int>();
            foreach (var batch in dataset.Epoch(epoch))
            {
                using (batch)
                    order.AddRange(batch.Images.mean([1, 2, 3]).data<float>().ToArray().Select(value => (int)Math.Round(value)));
            }

            return order;
        }
    }

    [Test]
    public async Task WithoutBatches_GivesOneImageAtATime()
    {
        using var one = await First(Single with { BatchSize = null });
        Assert.That((Shape(one.Images), Shape(one.Labels!)), Is.EqualTo(("[2, 3, 3]", "[]")));
    }

    // Left half 100, right half 200, 8 x 4: cut to the middle square, with borders, or squeezed.
    [Test]
    public async Task AspectRatio_IsCutPaddedOrStretched()
    {
        var pixels = Enumerable.Range(0, 32).SelectMany(i => Enumerable.Repeat((byte)(i % 8 < 4 ? 100 : 200), 3)).ToArray();
        _images.Write("z/1.png", PngFile.Write(8, 4, 3, pixels));
        var options = Single with { ClassNames = ["z"], ImageSize = 4, ColorMode = ColorMode.Grayscale, Interpolation = Interpolation.Nearest };
        float[] stretched = [100, 100, 200, 200];
        Assert.That(await Rows(options), Is.EqualTo(Enumerable.Repeat(stretched, 4)));
        Assert.That(await Rows(options with { CropToAspectRatio = true }), Is.EqualTo(Enumerable.Repeat(stretched, 4)));
        float[][] padded = [new float[4], stretched, stretched, new float[4]];
        Assert.That(await Rows(options with { PadToAspectRatio = true }), Is.EqualTo(padded));
        Assert.That(await Rows(options with { CropToAspectRatio = true, ImageSize = (4, 2) }), Is.EqualTo(Enumerable.Repeat(new float[] { 100, 200 }, 4)));
        Assert.That((await Rows(options with { ImageSize = 2, Interpolation = Interpolation.Area }))[0], Is.EqualTo(new float[] { 100, 200 }));

        async Task<float[][]> Rows(TupletDirectoryOptions o)
        {
            using var batch = await First(o);
            return [.. batch.Images.data<float>().ToArray().Chunk(o.ImageSize.Width)];
        }
    }

    [TestCase(ColorMode.Grayscale, 1)]
    [TestCase(ColorMode.Rgba, 4)]
    public async Task ColorMode_DecidesTheChannels(ColorMode mode, int channels)
    {
        using var batch = await First(Single with { ColorMode = mode });
        Assert.That(batch.Images.shape[3], Is.EqualTo(channels));
        if (mode == ColorMode.Rgba)
            Assert.That(batch.Images[3, 0, 0].data<float>().ToArray(), Is.EqualTo(new float[] { 3, 3, 3, 255 }));
    }

    [Test]
    public async Task Endings_MayBeMore()
    {
        _images.Write("a/x.ppm", [.. "P6 1 1 255\n"u8, 9, 9, 9]);
        var dataset = await TupletDatasetFromDirectory.OpenAsync(_images.Path, Single with { Endings = ImageEndings.All });
        Assert.That(dataset.FilePaths, Has.Count.EqualTo(6));
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    private async Task<LabelledImages> First(TupletDirectoryOptions options) =>
        (await TupletDatasetFromDirectory.OpenAsync(_images.Path, options)).Epoch(0).First();
}
