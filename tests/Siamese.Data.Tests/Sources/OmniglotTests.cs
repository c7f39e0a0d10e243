using System.IO.Compression;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class OmniglotTests
{
    // Facts of the published set: alphabets, their characters, 20 drawings of each.
    private static readonly (string Name, int Characters)[] Small1 = [("Balinese", 24), ("Early_Aramaic", 22), ("Greek", 24), ("Korean", 40), ("Latin", 26)];
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("images_background.zip", OmniglotSet.Background, 30, 964)]
    [TestCase("images_evaluation.zip", OmniglotSet.Evaluation, 20, 659)]
    [TestCase("images_background_small1.zip", OmniglotSet.BackgroundSmall1, 5, 136)]
    public async Task Open_RealArchive_HasAllDrawings(string name, OmniglotSet set, int alphabets, int characters)
    {
        using var omniglot = await Omniglot.OpenAsync(Path.Combine(SharedData.Folder("omniglot"), name));
        Assert.That(omniglot.Set, Is.EqualTo(set));
        Assert.That((omniglot.AlphabetNames.Count, omniglot.ClassNames.Count, omniglot.Count), Is.EqualTo((alphabets, characters, characters * 20)));
        Assert.That(omniglot.Labels, Is.EqualTo(Enumerable.Range(0, characters).SelectMany(c => Enumerable.Repeat(c, 20))));
        Assert.That(omniglot.Drawers, Is.EqualTo(Enumerable.Range(0, characters).SelectMany(_ => Enumerable.Range(1, 20))));
        Assert.That(omniglot.ClassNames, Is.Ordered.Using<string>((x, y) => Pair(x).CompareTo(Pair(y))));
        for (var i = 0; i < omniglot.Count; i += 997)
        {
            Assert.That(omniglot.NameOf(i), Does.Contain($"/{omniglot.ClassNames[omniglot.Labels[i]]}/").And.EndWith($"_{omniglot.Drawers[i]:00}.png"));
            Assert.That(omniglot.ClassNames[omniglot.Labels[i]], Does.StartWith(omniglot.AlphabetNames[omniglot.Alphabets[i]] + "/"));
            using var bytes = omniglot.ReadBytes(i);
            Assert.That(bytes.Span[1..4].SequenceEqual("PNG"u8), Is.True);
        }

        static (CodePoints, CodePoints) Pair(string name) => (new(name[..name.LastIndexOf('/')]), new(name[(name.LastIndexOf('/') + 1)..]));
    }

    [Test]
    public async Task Open_FolderOfArchives_TakesTheSetAskedFor()
    {
        var folder = SharedData.Folder("omniglot");
        using var first = await Omniglot.OpenAsync(folder);
        Assert.That(first.Set, Is.EqualTo(OmniglotSet.Background));
        using var other = await Omniglot.OpenAsync(folder, new() { Set = OmniglotSet.Evaluation });
        Assert.That(other.ClassNames[0], Is.EqualTo("Angelic/character01"));
        var error = Assert.ThrowsAsync<InvalidDataException>(
            () => Omniglot.OpenAsync(Path.Combine(folder, "images_evaluation.zip"), new() { Set = OmniglotSet.Background }));
        Assert.That(error!.Message, Does.Contain("needs the set Background, found alphabets of Evaluation: Angelic, "));
    }

    [Test]
    public async Task Open_ArchiveOfAnotherSum_IsTakenForItsContentAndSaysSo()
    {
        var path = _folder.Write("any name.zip", ZipFiles.Of(Names("x/").ToArray()));
        using var omniglot = await Omniglot.OpenAsync(path);
        Assert.That(omniglot.Set, Is.EqualTo(OmniglotSet.BackgroundSmall1));
        Assert.That(omniglot.Report.Notes, Has.Count.EqualTo(2));
        Assert.That(omniglot.Report.Notes[0], Is.EqualTo("The set BackgroundSmall1 is whole: 5 alphabets, 136 characters, 20 drawings of each."));
        Assert.That(omniglot.Report.Notes[1], Does.Match("^The archive has MD5 [0-9a-f]{32}, the published one e704a628b5459e08445c13499850abc4; taken for its content\\.$"));
        var published = Path.Combine(SharedData.Folder("omniglot"), "images_background_small1.zip");
        using var original = await Omniglot.OpenAsync(published);
        Assert.That(original.Report.Notes, Has.Count.EqualTo(1), "the sum is the published one");
        Assert.That(original.ClassNames, Is.EqualTo(omniglot.ClassNames));
    }

    [Test]
    public async Task Open_UnpackedFolder_IsTheSame()
    {
        ZipFile.ExtractToDirectory(_folder.Write("x.zip", ZipFiles.Of(Names("images_background_small1/").ToArray())), _folder.Path);
        using var inside = await Omniglot.OpenAsync(_folder.File("images_background_small1"));
        using var above = await Omniglot.OpenAsync(_folder.Path, new() { Set = OmniglotSet.BackgroundSmall1 });
        Assert.That(inside.Count, Is.EqualTo(2720));
        Assert.That(above.ClassNames, Is.EqualTo(inside.ClassNames));
        Assert.That(above.NameOf(0), Is.EqualTo(_folder.File("images_background_small1/Balinese/character01/0001_01.png")));
        Assert.That(inside.Report.Notes, Has.Count.EqualTo(1), "a folder has no sum");
    }

    [Test]
    public async Task Open_SetWithGaps_IsRefusedUnlessAllowed()
    {
        var names = Names("x/").Where(name => !name.Contains("Greek/character03") && !name.EndsWith("Latin/character26/0001_20.png")).ToArray();
        var path = _folder.Write("x.zip", ZipFiles.Of([.. names, "x/Greek/notes.png", "x/Greek/character01/other.png"]));
        var error = Assert.ThrowsAsync<InvalidDataException>(() => Omniglot.OpenAsync(path));
        Assert.That(error!.Message, Does.StartWith($"'{path}': needs the whole set BackgroundSmall1").And.EndWith(
            "; 'Greek' needs 24 characters, found 23; 'Latin/character26' needs 20 drawings, found 19."));
        using var omniglot = await Omniglot.OpenAsync(path, new() { RequireWhole = false });
        Assert.That(omniglot.ClassNames, Has.Count.EqualTo(135));
        Assert.That(omniglot.Report.LeftOutCounts[LeftOutReason.NotAskedFor], Is.EqualTo(2));
        Assert.That(omniglot.Report.Notes[0], Does.StartWith("The set BackgroundSmall1 is not whole: 'Greek' needs"));
    }

    [Test]
    public void Open_SomethingElse_IsRefused()
    {
        var path = _folder.Write("x.zip", ZipFiles.Of("cat/1.png", "dog/2.png"));
        var error = Assert.ThrowsAsync<InvalidDataException>(() => Omniglot.OpenAsync(path));
        Assert.That(error!.Message, Does.Contain("needs images of Omniglot, found 2 others; its path is not like Greek/character01/0394_01.png."));
        File.Delete(path);     // nothing holds it open
        Assert.ThrowsAsync<FileNotFoundException>(() => Omniglot.OpenAsync(path));
        var set = Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Omniglot.OpenAsync(_folder.Path, new() { Set = (OmniglotSet)9 }));
        Assert.That(set!.Message, Does.StartWith("Needs one of Background, Evaluation, BackgroundSmall1, BackgroundSmall2, got 9."));
    }

    [Test]
    public async Task Splits_ByAlphabetAndDrawer_KeepThemWhole()
    {
        using var omniglot = await Omniglot.OpenAsync(_folder.Write("x.zip", ZipFiles.Of(Names("").ToArray())));
        var byAlphabet = SampleSplit.Create(omniglot.ByCharacter, new() { By = SplitBy.Group, Groups = omniglot.ByAlphabet, HeldOut = 0.2 });
        Assert.That(byAlphabet.HeldOut.Select(i => omniglot.Alphabets[i]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(byAlphabet.Report.SharedClasses, Is.Zero);
        var byDrawer = SampleSplit.Create(omniglot.ByCharacter, new() { By = SplitBy.Group, Groups = omniglot.ByDrawer, HeldOut = 0.25 });
        Assert.That(byDrawer.HeldOut.Select(i => omniglot.Drawers[i]).Distinct().Count(), Is.EqualTo(5));
        Assert.That(byDrawer.Report.SharedClasses, Is.EqualTo(136));
        Assert.That(omniglot.Relation.Between(0, 20), Is.EqualTo(PairRelation.HardNegative));
    }

    private static IEnumerable<string> Names(string root) =>
        from alphabet in Small1
        from character in Enumerable.Range(1, alphabet.Characters)
        from drawer in Enumerable.Range(1, 20)
        select $"{root}{alphabet.Name}/character{character:00}/0001_{drawer:00}.png";

    private readonly record struct CodePoints(string Text) : IComparable<CodePoints>
    {
        public int CompareTo(CodePoints other) => string.CompareOrdinal(Text, other.Text);
    }
}
