using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class MnistSourceTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("-", "")]
    [TestCase("-", ".gz")]
    [TestCase(".", "")]
    public async Task Open_Train_ReadsImagesAndLabels(string separator, string ending)
    {
        Write($"train-images{separator}idx3-ubyte{ending}", IdxFiles.Counting(3, 2, 4));
        Write($"train-labels{separator}idx1-ubyte{ending}", [.. IdxFiles.Header(0x08, 3), 7, 0, 9]);
        var images = await MnistSource.OpenAsync(_folder.Path, MnistSplit.Train);
        Assert.That(images.Shape, Is.EqualTo(new ImageShape(1, 2, 4)));
        Assert.That(images.Labels, Is.EqualTo(new[] { 7, 0, 9 }));
        Assert.That(images.Pixels.ToArray(), Is.EqualTo(Enumerable.Range(0, 24)));
    }

    [Test]
    public async Task Open_Test_ReadsTheOtherTwoFiles()
    {
        Write("train-images-idx3-ubyte", IdxFiles.Counting(1, 1, 1));
        Write("train-labels-idx1-ubyte", [.. IdxFiles.Header(0x08, 1), 1]);
        Write("t10k-images-idx3-ubyte.gz", IdxFiles.Counting(2, 1, 1));
        Write("t10k-labels-idx1-ubyte.gz", [.. IdxFiles.Header(0x08, 2), 5, 6]);
        var images = await MnistSource.OpenAsync(_folder.Path, MnistSplit.Test);
        Assert.That(images.Labels, Is.EqualTo(new[] { 5, 6 }));
    }

    [Test]
    public async Task Open_WithProgress_ReportsBothFiles()
    {
        var reports = new List<FileProgress>();
        Write("train-images-idx3-ubyte", IdxFiles.Counting(3, 2, 4));
        Write("train-labels-idx1-ubyte", [.. IdxFiles.Header(0x08, 3), 7, 0, 9]);
        await MnistSource.OpenAsync(_folder.Path, MnistSplit.Train, progress: new Collector<FileProgress>(reports));
        Assert.That(reports, Is.EquivalentTo(new[]
        {
            new FileProgress(_folder.File("train-labels-idx1-ubyte"), 3, 3), new FileProgress(_folder.File("train-images-idx3-ubyte"), 24, 24),
        }));
    }

    [Test]
    public void Open_CountsDisagree_NamesBothFilesAndCounts()
    {
        Write("train-images-idx3-ubyte.gz", IdxFiles.Counting(3, 2, 4));
        Write("train-labels-idx1-ubyte", [.. IdxFiles.Header(0x08, 2), 7, 0]);
        var error = Assert.ThrowsAsync<InvalidDataException>(() => MnistSource.OpenAsync(_folder.Path, MnistSplit.Train));
        Assert.That(error!.Message, Does.Contain($"'{_folder.File("train-images-idx3-ubyte.gz")}' has 3 images")
            .And.Contain($"'{_folder.File("train-labels-idx1-ubyte")}' has 2 labels"));
    }

    [Test]
    public void Open_ImagesOfAnotherRank_SaysWhatIsNeeded()
    {
        Write("train-images-idx3-ubyte", IdxFiles.Counting(3, 2));
        Write("train-labels-idx1-ubyte", [.. IdxFiles.Header(0x08, 3), 7, 0, 1]);
        var error = Assert.ThrowsAsync<InvalidDataException>(() => MnistSource.OpenAsync(_folder.Path, MnistSplit.Train));
        Assert.That(error!.Message, Does.Contain("needs images, [N, H, W] or [N, C, H, W] of UInt8, came [3, 2] of UInt8"));
    }

    [Test]
    public void Open_LabelsOfAnotherRank_SaysWhatIsNeeded()
    {
        Write("train-images-idx3-ubyte", IdxFiles.Counting(3, 2, 1));
        Write("train-labels-idx1-ubyte", IdxFiles.Counting(3, 1));
        var error = Assert.ThrowsAsync<InvalidDataException>(() => MnistSource.OpenAsync(_folder.Path, MnistSplit.Train));
        Assert.That(error!.Message, Does.Contain("needs labels, [N] of integers, came [3, 1] of UInt8"));
    }

    [Test]
    public void Open_AFileIsMissing_NamesItAndTheWayToGetIt()
    {
        Write("train-labels-idx1-ubyte", [.. IdxFiles.Header(0x08, 1), 7]);
        var error = Assert.ThrowsAsync<FileNotFoundException>(() => MnistSource.OpenAsync(_folder.Path, MnistSplit.Train));
        Assert.That(error!.Message, Does.Contain($"Needs 'train-images-idx3-ubyte' or 'train-images-idx3-ubyte.gz' in '{_folder.Path}'")
            .And.Contain("MnistDownload.EnsureAsync"));
        Assert.That(error.FileName, Is.EqualTo(_folder.File("train-images-idx3-ubyte")));
    }

    [Test]
    public void Open_FolderIsMissing_NamesIt() =>
        Assert.That(
            Assert.ThrowsAsync<DirectoryNotFoundException>(() => MnistSource.OpenAsync(_folder.File("none"), MnistSplit.Train))!.Message,
            Does.Contain(_folder.File("none")).And.Contain("found nothing"));

    [Test]
    public void Open_UnknownSplit_NamesTheArgument() =>
        Assert.That(
            Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MnistSource.OpenAsync(_folder.Path, (MnistSplit)5))!.ParamName,
            Is.EqualTo("split"));

    [Test]
    public void Open_Cancelled_Throws()
    {
        Write("train-images-idx3-ubyte", IdxFiles.Counting(3, 2, 4));
        Write("train-labels-idx1-ubyte", [.. IdxFiles.Header(0x08, 3), 7, 0, 9]);
        Assert.CatchAsync<OperationCanceledException>(
            () => MnistSource.OpenAsync(_folder.Path, MnistSplit.Train, cancellationToken: new CancellationToken(true)));
    }

    // Published: 60,000 images of 28x28, these class counts, mean 0.1307, deviation 0.3081.
    [Test]
    public async Task Open_RealMnist_HasThePublishedStatistics()
    {
        var images = await MnistSource.OpenAsync(SharedData.Folder("mnist"), MnistSplit.Train);
        var histogram = new int[10];
        foreach (var label in images.Labels)
            histogram[label]++;
        Assert.That(histogram, Is.EqualTo(new[] { 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 }));
        Assert.That(images.Shape, Is.EqualTo(new ImageShape(1, 28, 28)));

        double sum = 0, squares = 0;
        foreach (var pixel in images.Pixels.Span)
        {
            sum += pixel / 255.0;
            squares += pixel / 255.0 * (pixel / 255.0);
        }
        var mean = sum / images.Pixels.Length;
        Assert.That(mean, Is.EqualTo(0.1307).Within(5e-5));
        Assert.That(Math.Sqrt((squares / images.Pixels.Length) - (mean * mean)), Is.EqualTo(0.3081).Within(5e-5));
    }

    private void Write(string name, byte[] content) =>
        _folder.Write(name, name.EndsWith(".gz", StringComparison.Ordinal) ? IdxFiles.Gzip(content) : content);
}
