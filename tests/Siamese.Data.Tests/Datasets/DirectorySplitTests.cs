using System.IO.Compression;
using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Tests.Datasets;

public class DirectorySplitTests
{
    private static readonly TupletDirectoryOptions Single = new() { LearningSize = 1, ImageSize = 2 };
    private ImageDirectory _images = null!;

    [SetUp]
    public void SetUp() => _images = new ImageDirectory(4, 5, 3);

    [TearDown]
    public void TearDown() => _images.Dispose();

    // numpy.random.RandomState(seed).shuffle(list(range(12))); the last int(0.3 * 12) = 3 are validation.
    [TestCase(0u, new[] { 6, 11, 4, 10, 2, 8, 1, 7, 9, 3, 0, 5 })]
    [TestCase(1u, new[] { 2, 3, 4, 10, 1, 6, 0, 7, 11, 9, 8, 5 })]
    [TestCase(42u, new[] { 10, 9, 0, 8, 5, 2, 1, 11, 4, 7, 3, 6 })]
    [TestCase(1337u, new[] { 5, 3, 1, 0, 4, 6, 10, 2, 9, 11, 8, 7 })]
    [TestCase(4294967295u, new[] { 11, 8, 5, 9, 1, 10, 6, 0, 4, 7, 2, 3 })]
    public async Task Open_WithASeed_HasTheFilesOfKeras(uint seed, int[] order)
    {
        var names = Enumerable.Range(0, 12).Select(i => i < 4 ? $"a/{i:000}.png" : i < 9 ? $"b/{i - 4:000}.png" : $"c/{i - 9:000}.png").ToArray();
        var expected = order.Select(i => names[i]).ToArray();
        Assert.That(await Files(Single with { Seed = seed }), Is.EqualTo(expected));
        var split = Single with { Seed = seed, ValidationSplit = 0.3 };
        Assert.That(await Files(split with { Subset = DirectorySubset.Training }), Is.EqualTo(expected[..9]));
        Assert.That(await Files(split with { Subset = DirectorySubset.Validation }), Is.EqualTo(expected[9..]));
        var (training, validation) = await TupletDatasetFromDirectory.OpenBothAsync(_images.Path, split);
        Assert.That(_images.Relative(training.FilePaths), Is.EqualTo(expected[..9]));
        Assert.That(_images.Relative(validation.FilePaths), Is.EqualTo(expected[9..]));
        Assert.That(training.Samples.Labels, Is.EqualTo(order[..9].Select(i => i < 4 ? 0 : i < 9 ? 1 : 2)));
    }

    // RandomState(seed).shuffle(list(range(1000))): both ends, and the sum of i * order[i] modulo 1000003.
    [TestCase(0u, new[] { 993, 859, 298, 553, 672, 971 }, new[] { 763, 835, 192, 629, 559, 684 }, 871_899)]
    [TestCase(123u, new[] { 131, 203, 50, 585, 138, 632 }, new[] { 98, 988, 322, 382, 365, 510 }, 981_290)]
    [TestCase(99_999u, new[] { 845, 850, 934, 715, 668, 333 }, new[] { 159, 494, 691, 492, 912, 331 }, 74_438)]
    public async Task Open_ThousandFiles_HasTheOrderOfKeras(uint seed, int[] first, int[] last, int sum)
    {
        for (var i = 0; i < 1000; i++)
            _images.Write($"big/x/{i:0000}.png", [1]);
        var dataset = await TupletDatasetFromDirectory.OpenAsync(Path.Combine(_images.Path, "big"), Single with { Seed = seed });
        int[] order = [.. dataset.FilePaths.Select(path => int.Parse(Path.GetFileNameWithoutExtension(path)))];
        Assert.That(order[..6], Is.EqualTo(first));
        Assert.That(order[^6..], Is.EqualTo(last));
        Assert.That(order.Index().Sum(item => (long)item.Index * item.Item % 1_000_003) % 1_000_003, Is.EqualTo(sum));
    }

    [Test]
    public async Task Open_WithoutShuffling_HoldsOutTheLastFiles()
    {
        var files = await Files(Single with { Shuffle = false, ValidationSplit = 0.25, Subset = DirectorySubset.Validation });
        Assert.That(files, Is.EqualTo(new[] { "c/000.png", "c/001.png", "c/002.png" }));
    }

    [Test]
    public async Task OpenBoth_OfTuples_TellsWhatItUsesAndKeepsValidation()
    {
        var messages = new List<string>();
        _images.Write("a/notes.txt", [1]);
        var options = new TupletDirectoryOptions
        {
            ImageSize = 2, BatchSize = 3, Seed = 7, ValidationSplit = 0.5, SplitBy = SplitBy.StratifiedSample, Messages = messages.Add,
        };
        var (training, validation) = await TupletDatasetFromDirectory.OpenBothAsync(_images.Path, options);
        Assert.That(messages, Is.EqualTo(new[]
        {
            "Found 12 images of 3 classes; 1 left out (1 other ending).", "Using 6 of them for training.", "Using 6 of them for validation.",
        }));
        Assert.That(training.FilePaths.Concat(validation.FilePaths), Is.Unique.And.Exactly(12).Items);
        Assert.That(validation.Split!.ToString(), Does.StartWith("By sample"));
        Assert.That(First(validation, 4), Is.EqualTo(First(validation, 0)), "every epoch of validation is the same");
        Assert.That(First(training, 4), Is.Not.EqualTo(First(training, 0)));
    }

    [Test]
    public async Task SplitBy_ClassAndGroup_KeepThemWhole()
    {
        var options = Single with { Seed = 3, ValidationSplit = 0.34 };
        var (training, validation) = await TupletDatasetFromDirectory.OpenBothAsync(_images.Path, options with { SplitBy = SplitBy.Class });
        Assert.That(validation.Samples.Labels.Distinct().Count(), Is.EqualTo(1));
        Assert.That(training.Samples.Labels.Intersect(validation.Samples.Labels), Is.Empty);

        static string Number(string path) => path[^7..];              // drawn by person 000, 001 ...
        var group = options with { SplitBy = SplitBy.Group, GroupOf = Number };
        (training, validation) = await TupletDatasetFromDirectory.OpenBothAsync(_images.Path, group);
        Assert.That(training.FilePaths.Select(Number).Intersect(validation.FilePaths.Select(Number)), Is.Empty);
        Assert.That(validation.FilePaths.Select(Number).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task Of_AnArchive_IsSplitAsTheFolderIs()
    {
        var path = _images.Path + ".zip";
        try
        {
            ZipFile.CreateFromDirectory(_images.Path, path);
            using var archive = await ImageArchive.OpenAsync(path);
            var options = Single with { Seed = 1, ValidationSplit = 0.3 };
            var (training, validation) = await TupletDatasetFromDirectory.OpenBothAsync(archive, options);
            var folder = await TupletDatasetFromDirectory.OpenBothAsync(_images.Path, options);
            Assert.That(training.FilePaths.Select(p => p.Split('!')[1]), Is.EqualTo(_images.Relative(folder.Training.FilePaths)));
            Assert.That(First(validation, 0), Is.EqualTo(First(folder.Validation, 0)));
            var triplets = await TupletDatasetFromDirectory.OpenAsync(archive, new() { ImageSize = 2 });
            Assert.That(triplets.FilePaths, Has.Count.EqualTo(12));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static float[] First(TupletDatasetFromDirectory dataset, int epoch)
    {
        using var batch = dataset.Epoch(epoch).First();
        return batch.Images.data<float>().ToArray();
    }

    private async Task<string[]> Files(TupletDirectoryOptions options) =>
        _images.Relative((await TupletDatasetFromDirectory.OpenAsync(_images.Path, options)).FilePaths);
}
