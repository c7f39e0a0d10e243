using System.IO.Compression;
using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

/// <summary>From real files to batches: Omniglot's drawings and photos of groceries.</summary>
public class RealImagesTests
{
    [Test]
    public async Task Omniglot_FromTheArchive_GivesTripletsOfCharacters()
    {
        using var omniglot = await Omniglot.OpenAsync(Path.Combine(SharedData.Folder("omniglot"), "images_background_small1.zip"));
        var dataset = await TupletDatasetFromDirectory.OpenAsync(omniglot, new()
        {
            ImageSize = 28, ColorMode = ColorMode.Grayscale, DataFormat = DataFormat.ChannelsFirst, BatchSize = 64, EpochLength = 640,
            Interpolation = Interpolation.Area, Seed = 1,
        });
        var tuples = 0;
        foreach (var batch in dataset.Tuplets!.Epoch(0))
        {
            using (batch)
            {
                var (labels, anchors, positives, negatives) = (Longs(batch.Labels), Longs(batch.Anchor), Longs(batch.Positive), Longs(batch.Negative));
                for (var t = 0; t < batch.TupleCount; t++, tuples++)
                {
                    Assert.That(labels[positives[t]], Is.EqualTo(labels[anchors[t]]));
                    Assert.That(labels[negatives[t]], Is.Not.EqualTo(labels[anchors[t]]));
                }
            }
        }

        Assert.That(tuples, Is.EqualTo(640));
        using var dense = dataset.Epoch(0).First();
        Assert.That(dense.Images.shape, Is.EqualTo(new long[] { 64, 3, 1, 28, 28 }));
        var pixels = dense.Images.data<float>().ToArray();
        Assert.That(pixels.Average(), Is.InRange(200, 254), "mostly white paper");
        Assert.That(pixels.Min(), Is.InRange(0, 60), "some ink");
        Assert.That(pixels.Max(), Is.EqualTo(255).Within(1e-3));
    }

    [Test]
    public async Task Omniglot_AsAFolder_GivesTheTriplesOfTheArchive()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(SharedData.Folder("omniglot"), "images_background_small1.zip");
        ZipFile.ExtractToDirectory(path, folder.Path);
        var options = new TupletDirectoryOptions { ImageSize = 35, BatchSize = 16, EpochLength = 16, LearningSize = 5, Positives = 2 };
        using var archive = await ImageArchive.OpenAsync(path);
        var fromArchive = await TupletDatasetFromDirectory.OpenAsync(archive, options);
        var fromFolder = await TupletDatasetFromDirectory.OpenAsync(folder.File("images_background_small1"), options);
        Assert.That(fromFolder.ClassNames, Is.EqualTo(new[] { "Balinese", "Early_Aramaic", "Greek", "Korean", "Latin" }));
        using var x = fromArchive.Epoch(2).First();
        using var y = fromFolder.Epoch(2).First();
        Assert.That(x.Images.shape, Is.EqualTo(new long[] { 16, 5, 35, 35, 3 }));
        Assert.That(y.Images.data<float>().ToArray(), Is.EqualTo(x.Images.data<float>().ToArray()));
    }

    [Test]
    public async Task Photos_OfMixedDepth_AreSplitByClass()
    {
        var path = Path.Combine(SharedData.Folder("grocery"), "grocery_store_subset.zip");
        using var photos = await ImageArchive.OpenAsync(path, new() { Root = "GroceryStoreDataset-subset/dataset/train", ClassFolders = ClassFolders.Innermost });
        Assert.That((photos.Count, photos.ClassNames.Count), Is.EqualTo((810, 81)));
        Assert.That(photos.ClassNames, Does.Contain("Fruit/Apple/Golden-Delicious").And.Contain("Vegetables/Zucchini"));
        var options = new TupletDirectoryOptions
        {
            ImageSize = (64, 48), CropToAspectRatio = true, ValidationSplit = 0.2, Seed = 3, SplitBy = SplitBy.Class, BatchSize = 8,
        };
        var (training, validation) = await TupletDatasetFromDirectory.OpenBothAsync(photos, options);
        Assert.That((training.FilePaths.Count, validation.FilePaths.Count), Is.EqualTo((650, 160)));
        Assert.That(training.Split!.SharedClasses, Is.Zero);
        using var batch = validation.Epoch(0).First();
        Assert.That(batch.Images.shape, Is.EqualTo(new long[] { 8, 3, 64, 48, 3 }));
        var pixels = batch.Images.data<float>().ToArray();
        Assert.That((pixels.Min(), pixels.Max()), Is.EqualTo((0f, 255f)).Using<(float, float)>((a, b) => a.Item1 >= 0 && a.Item2 <= 255.001f && a.Item2 > 200));
        Assert.That(batch.Labels!.shape, Is.EqualTo(new long[] { 8, 2 }));
    }

    [Test]
    public async Task Photos_WithALabelTable_HaveItsClasses()
    {
        using var folder = new TemporaryFolder();
        ZipFile.ExtractToDirectory(Path.Combine(SharedData.Folder("grocery"), "grocery_store_subset.zip"), folder.Path);
        var table = folder.File("GroceryStoreDataset-subset/dataset/test.txt");
        var photos = await ImageCsv.OpenAsync(table, new() { HasHeader = false, TrimSpaces = true, LabelColumns = ["3", "2"] });
        Assert.That(photos.Count, Is.EqualTo(405));
        Assert.That(((HierarchyRelation)photos.Relation).Classes.ClassCount, Is.EqualTo(81));
        var pairs = await TupletDatasetFromDirectory.OpenAsync(photos, new() { ImageSize = 32, BatchSize = 4, LearningSize = 2 });
        using var batch = pairs.Epoch(0).First();
        Assert.That(batch.Images.shape, Is.EqualTo(new long[] { 4, 2, 32, 32, 3 }));
        Assert.That(batch.Labels!.sum().item<long>(), Is.EqualTo(2));
    }

    private static long[] Longs(Tensor tensor) => tensor.data<long>().ToArray();
}
