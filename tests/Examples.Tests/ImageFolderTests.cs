using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>Train, then all that can be done with the model, on made-up pictures.</summary>
[NonParallelizable]
public class ImageFolderTests
{
    private const int Classes = 6, PerClass = 10;
    private const string Program = "ImageFolder";

    private TemporaryFolder _folder = null!;
    private ProgramRun _training = null!;

    private string Photos => _folder.File("photos");

    private string Model => _folder.File("out");

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        PhotoFolder.Write(Photos, Classes, PerClass);
        PhotoFolder.Write(_folder.File("others"), Classes, 4, seed: 2);
        _training = ProgramRun.Of(Program, "train", "--data", Photos, "--out", Model, "--steps", "60", "--threads", "2", "--json", _folder.File("train.json"));
    }

    [OneTimeTearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Train_AFolder_LearnsSavesAndSaysHowGood()
    {
        Assert.That(_training.ExitCode, Is.Zero, _training.Errors);
        Assert.That(_training.Output, Does.Contain("60 images of 6 classes")
            .And.Contain("colour images, shorter side 24 pixels (median of 60)")
            .And.Contain("48 samples for training, 12 held out")
            .And.Contain("24 x 24 pixels, 6 classes x 4 images a batch")
            .And.Contain("step 60/60")
            .And.Contain("threshold: Euclidean distance of normalised rows at most "));
        var figures = Json("train.json");
        Assert.That(figures.GetProperty("train_images").GetInt32(), Is.EqualTo(48));
        Assert.That(figures.GetProperty("held_out_images").GetInt32(), Is.EqualTo(12));
        Assert.That(figures.GetProperty("steps").GetInt64(), Is.EqualTo(60));
        Assert.That(figures.GetProperty("images_trained").GetInt64(), Is.EqualTo(60 * 24));
        Assert.That(figures.GetProperty("validation").GetProperty("precision@1").GetDouble(), Is.InRange(0.9, 1.0));
        Assert.That(figures.GetProperty("validation").GetProperty("auc").GetDouble(), Is.InRange(0.95, 1.0));
        Assert.That(figures.GetProperty("cpu_seconds").GetDouble(), Is.GreaterThan(0));
        Assert.That(File.Exists(figures.GetProperty("model").GetString()));
    }

    [Test]
    public void Compare_SameAndDifferent_SaysSoWithAProbability()
    {
        var same = Compare(Path.Combine(_folder.File("others"), "kind 01", "0.png"), Path.Combine(_folder.File("others"), "kind 01", "1.png"));
        var different = Compare(Path.Combine(_folder.File("others"), "kind 01", "0.png"), Path.Combine(_folder.File("others"), "kind 02", "1.png"));
        Assert.That(same.GetProperty("same").GetBoolean(), Is.True);
        Assert.That(different.GetProperty("same").GetBoolean(), Is.False);
        Assert.That(same.GetProperty("score").GetDouble(), Is.LessThan(different.GetProperty("score").GetDouble()));
        Assert.That(same.GetProperty("probability_same").GetDouble(), Is.InRange(0.6, 1));
        Assert.That(different.GetProperty("probability_same").GetDouble(), Is.InRange(0, 0.4));

        // An image is itself: at distance 0, and as sure as this model ever is.
        var itself = Compare(Path.Combine(Photos, "kind 00", "0.png"), Path.Combine(Photos, "kind 00", "0.png"));
        Assert.That(itself.GetProperty("score").GetDouble(), Is.EqualTo(0).Within(1e-3));
    }

    [Test]
    public void Embed_CsvAndNpy_HoldTheSameRowsInTheOrderOfTheFiles()
    {
        var (csv, npy) = (_folder.File("rows.csv"), _folder.File("rows.npy"));
        Assert.That(Embed(csv).Output, Does.Contain("24 embeddings of 128 numbers"));
        Embed(npy);
        var lines = File.ReadAllLines(csv);
        Assert.That(lines, Has.Length.EqualTo(25));
        Assert.That(lines[0], Does.StartWith("path,e0,e1,").And.EndWith(",e127"));
        var paths = File.ReadAllLines(_folder.File("rows.paths.txt"));
        Assert.That(lines.Skip(1).Select(line => line.Split(',')[0]), Is.EqualTo(paths));
        Assert.That(paths[0], Is.EqualTo(Path.Combine(_folder.File("others"), "kind 00", "0.png")));

        // The NPY specification by hand: mark, version 1.0, two bytes of length, a header that ends the first block of 64, float32.
        var bytes = File.ReadAllBytes(npy);
        Assert.That(bytes[..8], Is.EqualTo(new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }));
        var header = BitConverter.ToUInt16(bytes, 8);
        Assert.That((10 + header) % 64, Is.Zero);
        Assert.That(System.Text.Encoding.ASCII.GetString(bytes, 10, header), Does.StartWith("{'descr': '<f4', 'fortran_order': False, 'shape': (24, 128), }").And.EndWith("\n"));
        Assert.That(bytes, Has.Length.EqualTo(10 + header + 24 * 128 * 4));
        for (var row = 0; row < 24; row++)
        {
            var values = lines[row + 1].Split(',').Skip(1).Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            Assert.That(values, Is.EqualTo(Enumerable.Range(0, 128).Select(d => BitConverter.ToSingle(bytes, 10 + header + (row * 128 + d) * 4))));
        }
    }

    [Test]
    public void Search_AFolder_FindsTheClassAndDrawsASheet()
    {
        var query = Path.Combine(_folder.File("others"), "kind 03", "0.png");
        var sheet = _folder.File("sheet.png");
        var run = Run("search", Model, Photos, query, "--count", "5", "--sheet", sheet, "--json", _folder.File("search.json"));
        Assert.That(run.Output, Does.Contain("gallery of 60 rows of 128 numbers").And.Contain($"Picture sheet saved to {sheet}"));
        var hits = Json("search.json")[0].GetProperty("hits").EnumerateArray().ToArray();
        Assert.That(hits, Has.Length.EqualTo(5));
        Assert.That(hits.Select(hit => hit.GetProperty("image").GetString()), Is.All.Contains("kind 03"));
        Assert.That(hits.Select(hit => hit.GetProperty("score").GetDouble()), Is.Ordered);
        using var image = ImageDecoder.Decode(File.ReadAllBytes(sheet));
        Assert.That((image.Width, image.Height), Is.EqualTo((768, 150)));      // 6 cells of 126 and margins; one row
        // The frame of the first hit is green: the threshold says same.
        var pixel = image.Pixels.Slice((8 * image.Width + 12 + 126 + 1) * 3, 3).ToArray();
        Assert.That(pixel, Is.EqualTo(new byte[] { 30, 150, 60 }));
    }

    [Test]
    public void Search_AGalleryFile_GivesWhatTheFolderGives_AndNoImageItself()
    {
        var gallery = _folder.File("photos.gallery");
        Run("embed", Model, Photos, "--out", gallery);
        var query = Path.Combine(Photos, "kind 02", "3.png");
        Run("search", Model, gallery, query, "--count", "4", "--json", _folder.File("one.json"));
        Run("search", Model, Photos, query, "--count", "4", "--json", _folder.File("two.json"));
        var (one, two) = (Images("one.json"), Images("two.json"));
        Assert.That(one, Is.EqualTo(two));
        Assert.That(one, Has.None.EqualTo(query));
        Assert.That(one, Has.Length.EqualTo(4).And.All.Contains("kind 02"));
    }

    [Test]
    public void Search_AnArchive_DrawsItsImagesOnTheSheet()
    {
        // A mark as between an archive and its content may be part of a folder's name.
        var folder = Directory.CreateDirectory(_folder.File("wow! zips")).FullName;
        var archive = Path.Combine(folder, "photos.zip");
        ZipFile.CreateFromDirectory(Photos, archive);
        var query = Path.Combine(_folder.File("others"), "kind 03", "0.png");
        byte[] Sheet(string gallery)
        {
            var sheet = _folder.File("archive.png");
            Run("search", Model, gallery, query, "--count", "5", "--sheet", sheet);
            return File.ReadAllBytes(sheet);
        }
        var ofFolder = Sheet(Photos);
        Assert.That(Sheet(archive), Is.EqualTo(ofFolder));
        var gallery = _folder.File("archive.gallery");
        Run("embed", Model, archive, "--out", gallery);
        Assert.That(Sheet(gallery), Is.EqualTo(ofFolder));
        File.Delete(archive);
        Assert.That(Sheet(gallery), Is.Not.EqualTo(ofFolder), "grey squares are left of images that are gone");
    }

    [Test]
    public void Evaluate_OtherImages_PrintsProtocolsIntervalsAndBaselines()
    {
        var run = Run("evaluate", Model, "--data", _folder.File("others"), "--gallery", Photos, "--baselines", "--json", _folder.File("evaluate.json"));
        Assert.That(run.Output, Does.Contain("6 of its 6 classes have the name of a class that the model was trained on.")
            .And.Contain("24 queries against a gallery of 60 rows")
            .And.Contain("95 % Wilson interval over 24 queries")
            .And.Contain("at the model's threshold: accuracy")
            .And.Contain("raw pixels: precision@1").And.Contain("colour histograms: precision@1"));
        var report = Json("evaluate.json");
        var found = report.GetProperty("precision_at1");
        Assert.That(found.GetProperty("value").GetDouble(), Is.InRange(0.9, 1.0));
        // 24 of 24 by hand: Wilson's lower end is n / (n + z²).
        if (found.GetProperty("value").GetDouble() == 1)
            Assert.That(found.GetProperty("low").GetDouble(), Is.EqualTo(24 / (24 + 3.8415)).Within(1e-3));
        Assert.That(report.GetProperty("known_classes").GetInt32(), Is.EqualTo(6));
        foreach (var baseline in report.GetProperty("baselines").EnumerateArray())
            Assert.That(baseline.GetProperty("precision_at1").GetDouble(), Is.InRange(0, 1));
    }

    [Test]
    public void Train_TableAndArchive_ListTheSameImages()
    {
        var table = _folder.File("list.csv");
        File.WriteAllLines(table, ["path,label", .. Directory.GetFiles(Photos, "*.png", SearchOption.AllDirectories).Select(path => $"{path},{Path.GetFileName(Path.GetDirectoryName(path))}")]);
        var archive = _folder.File("photos.zip");
        ZipFile.CreateFromDirectory(Photos, archive);
        foreach (var data in new[] { table, archive })
        {
            var run = ProgramRun.Of(Program, "train", "--data", data, "--out", _folder.File("short"), "--steps", "2", "--size", "16", "--threads", "1", "--held-out", "0");
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            Assert.That(run.Output, Does.Contain("60 images of 6 classes").And.Contain("16 x 16 pixels").And.Contain("there will be no threshold"));
        }
        var compared = Run("compare", _folder.File("short"), Path.Combine(Photos, "kind 00", "0.png"), Path.Combine(Photos, "kind 00", "1.png"));
        Assert.That(compared.Output, Does.Contain("threshold: none"));
    }

    private JsonElement Compare(string left, string right)
    {
        Run("compare", Model, left, right, "--json", _folder.File("compare.json"));
        return Json("compare.json");
    }

    private ProgramRun Embed(string file) => Run("embed", Model, _folder.File("others"), "--out", file);

    private string?[] Images(string file) => [.. Json(file)[0].GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("image").GetString())];

    private JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(_folder.File(file))).RootElement;

    private static ProgramRun Run(params string[] arguments)
    {
        var run = ProgramRun.Of(Program, [.. arguments, "--threads", "1"]);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        return run;
    }
}
