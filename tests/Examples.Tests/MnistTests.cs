using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace TorchSharp.Siamese.Examples.Tests;

[Parallelizable(ParallelScope.Children)]
public class MnistTests
{
    private const int TrainImages = 200;
    private const int TestImages = 60;

    [TestCase("own", "triplet")]
    [TestCase("own", "contrastive")]
    [TestCase("pml", "triplet")]
    [TestCase("pml", "contrastive")]
    [TestCase("best", "supcon")]
    [TestCase("best", "triplet")]
    public void Run_EveryRecipeAndLoss_LearnsFromGeneratedFiles(string recipe, string loss)
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        var run = ProgramRun.Of(
            "Mnist", "--data", folder.Path, "--recipe", recipe, "--loss", loss, "--epochs", "2", "--batch", "40", "--threads", "1",
            "--json", folder.File("figures.json"), "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var figures = JsonDocument.Parse(File.ReadAllText(folder.File("figures.json"))).RootElement;
        Assert.That(figures.EnumerateObject().Select(p => p.Name), Is.EqualTo(FigureKeys.Documented()));
        Assert.That(figures.GetProperty("recipe").GetString(), Is.EqualTo($"{recipe}-{loss}"));
        Assert.That(figures.GetProperty("knn_accuracy").GetDouble(), Is.GreaterThan(0.8));
        Assert.That(File.Exists(folder.File("model.dat")));
    }

    [TestCase("own")]
    [TestCase("pml")]
    [TestCase("best")]
    public void Run_KilledAndResumed_EqualsOneThatWasNot(string recipe)
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        string[] options = ["--data", folder.Path, "--recipe", recipe, "--epochs", "5", "--batch", "40", "--threads", "1"];
        string[] Files(string name) => ["--model", folder.File(name + ".dat"), "--checkpoint", folder.File(name + ".ckpt"), "--log", folder.File(name + ".log")];
        var whole = ProgramRun.Of("Mnist", [.. options, .. Files("whole")]);
        Assert.That(whole.ExitCode, Is.Zero, whole.Errors);

        string[] killed = [.. options, .. Files("killed"), "--resume", "--checkpoint-every", "0.001"];
        for (var kill = 0; kill < 3; kill++)
            ProgramRun.Killed("Mnist", folder.File("killed.ckpt"), TimeSpan.FromMilliseconds(10 * kill), killed);
        var last = ProgramRun.Of("Mnist", killed);
        Assert.That(last.ExitCode, Is.Zero, last.Errors);
        Assert.That(last.Output, Does.Contain("Going on after step "));
        foreach (var file in (string[])[".dat", ".log/steps.csv", ".log/epochs.csv"])
            Assert.That(File.ReadAllBytes(folder.File("killed" + file)), Is.EqualTo(File.ReadAllBytes(folder.File("whole" + file))), file);
        Assert.That(File.ReadAllLines(folder.File("whole.log/steps.csv")), Has.Length.EqualTo(26));

        var other = ProgramRun.Of("Mnist", [.. options, .. Files("killed"), "--resume", "--loss", recipe == "best" ? "triplet" : "contrastive"]);
        Assert.That(other.ExitCode, Is.EqualTo(1));
        Assert.That(other.Errors, Does.StartWith($"error: '{folder.File("killed.ckpt")}': needs a checkpoint of a training with the same options"));
    }

    [Test]
    public void Run_RealDigits_LearnsInSeconds()
    {
        var data = Repository.MnistOrSkip();
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of(
            "Mnist", "--data", data, "--epochs", "1", "--train-limit", "5000", "--test-limit", "1000", "--batch", "100",
            "--json", folder.File("figures.json"), "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var figures = JsonDocument.Parse(File.ReadAllText(folder.File("figures.json"))).RootElement;
        Assert.That(figures.GetProperty("train_images").GetInt32(), Is.EqualTo(5000));
        Assert.That(figures.GetProperty("test_images").GetInt32(), Is.EqualTo(1000));
        Assert.That(figures.GetProperty("knn_accuracy").GetDouble(), Is.GreaterThan(0.95));
    }

    [Test]
    public void Data_MissingFolder_IsNamed()
    {
        using var folder = new TemporaryFolder();
        AssertFails(folder, folder.File("nowhere"), $"'{folder.File("nowhere")}'");
    }

    [Test]
    public void Data_MissingFile_IsNamed()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        File.Delete(folder.File("t10k-labels-idx1-ubyte.gz"));
        AssertFails(folder, folder.Path, "t10k-labels-idx1-ubyte");
    }

    [Test]
    public void Data_FileThatIsCutOff_IsNamedWithOffset()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        var whole = Idx([TrainImages, 28, 28], new byte[TrainImages * 784]);
        File.WriteAllBytes(folder.File("train-images-idx3-ubyte"), whole[..1000]);
        AssertFails(folder, folder.Path, "train-images-idx3-ubyte", "1000");
    }

    [Test]
    public void Data_WrongMagicNumber_IsNamed()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        File.WriteAllBytes(folder.File("train-labels-idx1-ubyte"), "this is no idx file at all"u8.ToArray());
        AssertFails(folder, folder.Path, "train-labels-idx1-ubyte");
    }

    [Test]
    public void Data_CountsThatDisagree_AreBothSaid()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        Write(folder, "train-labels-idx1-ubyte.gz", [TrainImages - 1], new byte[TrainImages - 1]);
        AssertFails(folder, folder.Path, $"{TrainImages} images", $"{TrainImages - 1} labels");
    }

    [Test]
    public void Data_OneClassOnly_IsRefused()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        Write(folder, "train-labels-idx1-ubyte.gz", [TrainImages], new byte[TrainImages]);
        AssertFails(folder, folder.Path, $"Training needs images of at least 2 classes, got 1 in {TrainImages} images.");
    }

    [Test]
    public void Data_ClassWithOneImage_IsNamed()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        var labels = Labels(TrainImages);
        labels[0] = 42;
        Write(folder, "train-labels-idx1-ubyte.gz", [TrainImages], labels);
        AssertFails(folder, folder.Path, "Training needs at least 2 images of each class, got 1 of class 42.");
    }

    [Test]
    public void Data_NeitherThereNorReachable_SaysWhatToDo()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of(
            "Mnist",
            new Dictionary<string, string>
            {
                ["XDG_CACHE_HOME"] = folder.Path,
                ["HTTPS_PROXY"] = "http://127.0.0.1:9",        // nothing listens there
                ["HTTP_PROXY"] = "http://127.0.0.1:9",
                ["NO_PROXY"] = "",
            },
            "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain(folder.Path).And.Contain("train-images-idx3-ubyte.gz").And.Contain("./run.sh mnist --data DIR"));
        Assert.That(folder.Names(), Has.None.Contains("part").And.None.Contains("idx"));
    }

    [Test]
    public void Mirror_WithTheRealFiles_FillsTheCacheOnce()
    {
        var data = Repository.MnistOrSkip();
        using var folder = new TemporaryFolder();
        using var mirror = new Mirror(name => File.ReadAllBytes(Path.Combine(data, name)));
        var cache = Path.Combine(folder.Path, "torchsharp-siamese", "mnist");
        foreach (var round in (string[])["first", "second"])
        {
            var run = ProgramRun.Of(
                "Mnist", new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder.Path },
                "--mirror", mirror.Address, "--epochs", "1", "--train-limit", "400", "--test-limit", "100", "--threads", "1",
                "--model", folder.File("model.dat"));
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            Assert.That(run.Output, round == "first" ? Does.Contain("Downloading train-images-idx3-ubyte.gz") : Does.Not.Contain("Downloading"));
        }
        Assert.That(mirror.Asked, Has.Count.EqualTo(4));
        Assert.That(Directory.GetFiles(cache).Select(Path.GetFileName), Is.EquivalentTo(mirror.Asked));
    }

    [Test]
    public void Mirror_WithOtherBytes_NamesBothSumsAndKeepsNothing()
    {
        using var folder = new TemporaryFolder();
        using var mirror = new Mirror(_ => new byte[100]);
        var run = ProgramRun.Of(
            "Mnist", new Dictionary<string, string> { ["XDG_CACHE_HOME"] = folder.Path },
            "--mirror", mirror.Address, "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.Contain("f68b3c2dcbeaaa9fbdd348bbdeb94873").And.Contain("6d0bb00954ceb7fbee436bb55a8397a9"));   // of 100 zeros
        Assert.That(folder.Names(), Has.None.Contains("ubyte"));
    }

    [TestCase("own", "1", "--batch needs 20 to 200 images")]
    [TestCase("own", "201", "--batch needs 20 to 200 images")]
    [TestCase("pml", "201", "--batch needs 2 to 200 images")]
    public void Batch_ThatDoesNotFit_SaysWhatDoes(string recipe, string size, string message)
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder);
        var run = ProgramRun.Of("Mnist", "--data", folder.Path, "--recipe", recipe, "--batch", size, "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.StartWith($"error: {message}, as many as there are to train on, got {size}."));
    }

    private static void AssertFails(TemporaryFolder folder, string data, params string[] said)
    {
        var run = ProgramRun.Of("Mnist", "--data", data, "--model", folder.File("model.dat"));
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Errors, Does.StartWith("error: ").And.Not.Contain("   at "));
        foreach (var part in said)
            Assert.That(run.Errors, Does.Contain(part));
        Assert.That(folder.Names(), Has.None.StartsWith("model.dat"));
    }

    /// <summary>Ten classes: a bright square in a place of its own each, on grey noise.</summary>
    internal static void WriteAll(TemporaryFolder folder)
    {
        Write(folder, "train-images-idx3-ubyte.gz", [TrainImages, 28, 28], Squares(TrainImages, seed: 1));
        Write(folder, "train-labels-idx1-ubyte.gz", [TrainImages], Labels(TrainImages));
        Write(folder, "t10k-images-idx3-ubyte.gz", [TestImages, 28, 28], Squares(TestImages, seed: 2));
        Write(folder, "t10k-labels-idx1-ubyte.gz", [TestImages], Labels(TestImages));
    }

    private static byte[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];

    private static byte[] Squares(int count, uint seed)
    {
        var pixels = new byte[count * 784];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((seed = unchecked(seed * 1664525 + 1013904223)) >> 26);
        for (var image = 0; image < count; image++)
        {
            var (top, left) = (2 + image % 10 / 5 * 13, 1 + image % 5 * 5);
            for (var y = 0; y < 10; y++)
                pixels.AsSpan(image * 784 + (top + y) * 28 + left, 6).Fill(250);
        }
        return pixels;
    }

    private static void Write(TemporaryFolder folder, string name, int[] shape, byte[] data)
    {
        using var file = File.Create(folder.File(name));
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        gzip.Write(Idx(shape, data));
    }

    private static byte[] Idx(int[] shape, byte[] data)
    {
        var bytes = new byte[4 + 4 * shape.Length + data.Length];
        bytes[2] = 8;
        bytes[3] = (byte)shape.Length;
        for (var i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), shape[i]);
        data.CopyTo(bytes.AsSpan(4 + 4 * shape.Length));
        return bytes;
    }
}
