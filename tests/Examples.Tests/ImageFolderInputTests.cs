using System.Text;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>What train and its companions say to what they cannot take.</summary>
[NonParallelizable]
public class ImageFolderInputTests
{
    private const string Program = "ImageFolder";

    private TemporaryFolder _folder = null!;

    private string Photos => _folder.File("photos");

    private string Model => _folder.File("out/model.siamese");

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        PhotoFolder.Write(Photos, classes: 4, perClass: 5);
        var run = ProgramRun.Of(Program, "train", "--data", Photos, "--out", _folder.File("out"), "--steps", "2", "--threads", "1");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
    }

    [OneTimeTearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("train", "--data <DIR|ZIP|CSV>", "--resume", "--minutes <N>", "--seed <N>", "--json <FILE>")]
    [TestCase("compare", "<MODEL>", "<A>", "<B>", "--json <FILE>")]
    [TestCase("embed", "<MODEL>", "<IMAGES>", "--out <FILE>")]
    [TestCase("search", "<GALLERY>", "<QUERY>", "--sheet <FILE>", "--count <N>")]
    [TestCase("evaluate", "--gallery <DIR|ZIP|CSV>", "--baselines", "--data <DIR|ZIP|CSV>")]
    [TestCase("diagnose", "<MODEL>", "--data <DIR|ZIP|CSV>")]
    public void Help_ListsUsageAndOptions(string command, params string[] options)
    {
        var run = ProgramRun.Of(Program, command, "--help");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain($"./run.sh {command} "));
        foreach (var option in options)
            Assert.That(run.Output.Replace("<X>", "<N>"), Does.Contain(option));
    }

    [Test]
    public void FirstWord_ThatIsNone_IsAWrongCommandLine()
    {
        foreach (var arguments in new string[][] { [], ["learn"] })
        {
            var run = ProgramRun.Of(Program, arguments);
            Assert.That(run.ExitCode, Is.EqualTo(2));
            Assert.That(run.Errors, Does.Contain("needs one of train, compare, embed, search, evaluate, diagnose"));
        }
    }

    [TestCase("train", "--steps=0", "--steps needs a whole number from 1 to")]
    [TestCase("train", "--minutes=soon", "--minutes needs a number from 0.01 to 100000, got 'soon'.")]
    [TestCase("train", "--held-out=0.9", "--held-out needs a number from 0 to 0.5, got '0.9'.")]
    [TestCase("train", "--validate=people", "'people'")]
    [TestCase("search", "--count=0", "--count needs a whole number from 1 to 1000, got '0'.")]
    [TestCase("embed", "--out=rows.txt", "--out needs a file that ends in .csv, .npy or .gallery, got 'rows.txt'.")]
    public void Option_ThatCannotBe_IsNamedAndEndsWithCode2(string command, string option, string message)
    {
        var run = ProgramRun.Of(Program, command, option);
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain(message).And.Contain($"./run.sh {command} --help lists the options."));
    }

    [Test]
    public void Model_MissingForeignCutOrFlipped_IsNamedWithTheReason()
    {
        var bytes = File.ReadAllBytes(Model);
        var flipped = (byte[])bytes.Clone();
        flipped[bytes.Length / 2] ^= 1;
        var picture = Path.Combine(Photos, "kind 00", "0.png");
        foreach (var (name, content, reason) in new (string, byte[]?, string)[]
        {
            ("missing", null, "which is not there"), ("text", Encoding.UTF8.GetBytes("no model"), ""), ("cut", bytes[..(bytes.Length / 2)], ""),
            ("flipped", flipped, ""), ("picture", File.ReadAllBytes(picture), ""),
        })
        {
            var file = _folder.File(name);
            if (content is not null)
                File.WriteAllBytes(file, content);
            AssertFails([file, reason], "compare", file, picture, picture);
        }
        AssertFails([_folder.File("out/training.checkpoint"), "'model'", "'training'"], "compare", _folder.File("out/training.checkpoint"), picture, picture);
    }

    [Test]
    public void Model_OfAnEncoderThatIsUnknownHere_IsNamed()
    {
        var writer = new CheckpointWriter("model");
        writer.Add("model", Encoding.UTF8.GetBytes("{\"Encoder\":{\"Kind\":\"Their.Encoder\",\"Options\":null},\"Distance\":{\"Kind\":\"Lp\",\"P\":2,\"Power\":1,\"Normalize\":true},\"Images\":{\"Height\":24,\"Width\":24},\"ClassNames\":[],\"Protocol\":\"\",\"Figures\":{},\"Training\":{}}"));
        writer.Add("weights", Array.Empty<byte>());
        var file = _folder.File("theirs.siamese");
        writer.Save(file);
        AssertFails([file, "its encoder Their.Encoder is none of this library's"], "evaluate", file, "--data", Photos);
    }

    [Test]
    public void Argument_ThatIsMissing_IsNamedAndEndsWithCode2()
    {
        var run = ProgramRun.Of(Program, "compare", Model, "one.png");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors.ReplaceLineEndings("\n"), Is.EqualTo("error: B is missing: Another one.\n./run.sh compare --help lists the options.\n"));
        AssertFails([$"got '{Photos}', in which there is no model.siamese."], "compare", Photos, "one.png", "two.png");
    }

    // What the library calls its options is nothing that was typed here.
    [Test]
    public void Table_WithOtherColumnsOrMissingFiles_NamesTheToolsOptions()
    {
        var table = _folder.File("table.csv");
        File.WriteAllText(table, "file,kind\nnot-there.png,a\n");
        AssertFails(["needs the columns 'path', 'label', found 'file', 'kind'; --name-column and --label-column name them, and --no-header numbers them."], "train", "--data", table, "--out", _folder.File("none"));
        AssertFails(["found nothing for 1 of them (--root is where their paths begin):", "not-there.png"], "train", "--data", table, "--name-column", "file", "--label-column", "kind", "--out", _folder.File("none"));
    }

    [Test]
    public void Image_MissingOrNone_IsNamed()
    {
        var picture = Path.Combine(Photos, "kind 00", "0.png");
        var (missing, text) = (_folder.File("missing.png"), _folder.File("text.png"));
        File.WriteAllText(text, "no picture");
        AssertFails([$"Needs an image at '{missing}', found nothing."], "compare", Model, picture, missing);
        AssertFails([$"Needs an image at '{Photos}', found a folder."], "compare", Model, Photos, picture);
        AssertFails([$"error: '{text}' cannot be read: "], "compare", Model, text, picture);
        AssertFails([missing, "IMAGES"], "embed", Model, missing, "--out", _folder.File("rows.csv"));
        AssertFails([missing, "QUERY"], "search", Model, Photos, missing);
        AssertFails([missing, "--data"], "evaluate", Model, "--data", missing);
    }

    [Test]
    public void Data_WithoutImagesOrClassesToTellApart_SaysWhatIsNeeded()
    {
        Directory.CreateDirectory(_folder.File("empty/kind"));
        AssertFails(["Needs images", _folder.File("empty"), "found none"], "train", "--data", _folder.File("empty"), "--out", _folder.File("none"));
        AssertFails(["--data needs a folder of images, a zip archive of one or a table", "nowhere"], "train", "--data", _folder.File("nowhere"), "--out", _folder.File("none"));

        PhotoFolder.Write(_folder.File("one"), classes: 1, perClass: 4);
        AssertFails(["Training needs images of at least 2 classes, got 1 ('kind 00') in 4 images."], "train", "--data", _folder.File("one"), "--out", _folder.File("none"));
        AssertFails(["Comparing needs images of at least 2 classes, got 1 in 4 images."], "evaluate", Model, "--data", _folder.File("one"));

        PhotoFolder.Write(_folder.File("lone"), classes: 4, perClass: 1);
        AssertFails(["Training needs a class with at least 2 images, got 4 classes of one image each."], "train", "--data", _folder.File("lone"), "--out", _folder.File("none"));
        AssertFails(["Comparing needs two images of one class, got 4 images of as many classes."], "evaluate", Model, "--data", _folder.File("lone"));
        Assert.That(Directory.Exists(_folder.File("none")) ? Directory.GetFiles(_folder.File("none")) : [], Is.Empty);
    }

    // A class of one image among others is learnt from, augmented; it is never held out.
    [Test]
    public void Data_WithOneClassOfOneImage_Trains()
    {
        PhotoFolder.Write(_folder.File("few"), classes: 4, perClass: 5);
        foreach (var file in Directory.GetFiles(_folder.File("few/kind 03")).Skip(1))
            File.Delete(file);
        var run = ProgramRun.Of(Program, "train", "--data", _folder.File("few"), "--out", _folder.File("few-out"), "--steps", "2", "--threads", "1");
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("16 images of 4 classes").And.Contain("4 and 3 classes, 3 on both sides"));
    }

    [Test]
    public void Data_DamagedImage_IsNamedBeforeTheTraining()
    {
        PhotoFolder.Write(_folder.File("damaged"), classes: 3, perClass: 4);
        var bad = Path.Combine(_folder.File("damaged"), "kind 01", "2.png");
        File.WriteAllBytes(bad, File.ReadAllBytes(bad)[..100]);
        AssertFails(["1 of 12 images cannot be read", bad], "train", "--data", _folder.File("damaged"), "--out", _folder.File("none"), "--steps", "2");
    }

    [Test]
    public void Data_TableWithOtherColumns_NamesThoseWantedAndFound()
    {
        var table = _folder.File("table.csv");
        File.WriteAllText(table, $"file,kind\n{Path.Combine(Photos, "kind 00", "0.png")},a\n");
        AssertFails([table, "needs the columns 'path', 'label', found 'file', 'kind'"], "train", "--data", table, "--out", _folder.File("none"));
        var run = ProgramRun.Of(Program, "evaluate", Model, "--data", table, "--name-column", "file", "--label-column", "kind");
        Assert.That(run.Errors, Does.Contain("Comparing needs images of at least 2 classes"));      // the columns were found
    }

    [Test]
    public void Gallery_OfAnotherDimension_NamesBoth()
    {
        var file = _folder.File("narrow.gallery");
        using (var gallery = new GalleryIndex(5))
        using (var rows = ones(1, 5))
        {
            gallery.Add(["a.png"], rows);
            gallery.Save(file);
        }
        AssertFails([$"'{file}': needs a gallery of embeddings of 128 numbers, got one of 5."], "search", Model, file, Path.Combine(Photos, "kind 00", "0.png"));
    }

    [Test]
    public void Output_ThatCannotBeWritten_IsSaidBeforeTheWork()
    {
        var file = _folder.File("a-file");
        File.WriteAllText(file, "");
        var inside = Path.Combine(file, "x");
        var picture = Path.Combine(Photos, "kind 00", "0.png");
        AssertFails(["--out needs a file that can be written"], "train", "--data", Photos, "--out", inside);
        AssertFails(["--out needs a file that can be written"], "embed", Model, Photos, "--out", inside + ".csv");
        AssertFails(["--sheet needs a file that can be written"], "search", Model, Photos, picture, "--sheet", inside);
        AssertFails(["--json needs a file that can be written"], "compare", Model, picture, picture, "--json", inside);
        Assert.That(File.ReadAllText(file), Is.Empty);
    }

    private static void AssertFails(string[] said, params string[] arguments)
    {
        var run = ProgramRun.Of(Program, arguments);
        Assert.That(run.ExitCode, Is.EqualTo(1), $"{run.Output}{run.Errors}");
        Assert.That(run.Errors, Does.StartWith("error: ").And.Not.Contain("   at "));
        foreach (var part in said)
            Assert.That(run.Errors, Does.Contain(part));
    }
}
