using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class ImageFilesCombiningTests
{
    private TemporaryFolder _folder = null!;
    private ImageFolder _animals = null!;      // cat/1 cat/2 dog/3, and a file that is left out
    private ImageFolder _more = null!;         // cow/4 dog/5
    private ImageFolder _plain = null!;        // the animals without classes

    [SetUp]
    public async Task SetUp()
    {
        _folder = new TemporaryFolder();
        foreach (var name in new[] { "a/cat/1.png", "a/cat/2.png", "a/dog/3.png", "a/dog/x.txt", "b/cow/4.png", "b/dog/5.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            File.WriteAllText(_folder.File(name), name);
        }

        _animals = await ImageFolder.OpenAsync(_folder.File("a"));
        _more = await ImageFolder.OpenAsync(_folder.File("b"));
        _plain = await ImageFolder.OpenAsync(_folder.File("a"), new() { ClassFolders = ClassFolders.None });
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Concat_ByName_MergesClasses()
    {
        var all = _animals.Concat(_more);
        Assert.That(all.ClassNames, Is.EqualTo(new[] { "cat", "dog", "cow" }));
        Assert.That(all.Labels, Is.EqualTo(new[] { 0, 0, 1, 2, 1 }));
        AssertHolds(all, "a/cat/1.png", "a/cat/2.png", "a/dog/3.png", "b/cow/4.png", "b/dog/5.png");
        Assert.That(all.Report.LeftOutCount, Is.EqualTo(1));
        Assert.That(all.Report.ToString(), Does.StartWith($"'{_folder.File("a")} + {_folder.File("b")}': 5 images of 3 classes; 1 left out"));
        AssertHolds(_animals.Concat(_more, _animals), "a/cat/1.png", "a/cat/2.png", "a/dog/3.png", "b/cow/4.png", "b/dog/5.png", "a/cat/1.png", "a/cat/2.png", "a/dog/3.png");
    }

    [Test]
    public void Concat_KeptApart_NamesClassesBySource()
    {
        var all = _animals.Concat(SharedClasses.KeepApart, _more);
        Assert.That(all.ClassNames, Is.EqualTo(new[] { "0/cat", "0/dog", "1/cow", "1/dog" }));
        Assert.That(all.Labels, Is.EqualTo(new[] { 0, 0, 1, 2, 3 }));
    }

    [Test]
    public void Concat_WithoutClasses_HasNone()
    {
        Assert.That(_plain.Concat(_plain).ClassNames, Is.Empty);
        Assert.That(_plain.Concat(_plain).Labels, Is.EqualTo(new int[6]));
        var error = Assert.Throws<ArgumentException>(() => _plain.Concat(_animals));
        Assert.That(error!.Message, Does.StartWith("Needs sources that all have classes, or none of which has, got both kinds."));
        Assert.That(error.ParamName, Is.EqualTo("others"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _animals.Concat((SharedClasses)4, _more))!.ParamName, Is.EqualTo("classes"));
    }

    [Test]
    public void Subset_KeepsOrderAndClasses()
    {
        var some = _animals.Subset([2, 0]);
        AssertHolds(some, "a/dog/3.png", "a/cat/1.png");
        Assert.That(some.Labels, Is.EqualTo(new[] { 1, 0 }));
        Assert.That(some.ClassNames, Is.EqualTo(_animals.ClassNames));
        Assert.That(some.Report.Notes, Is.EqualTo(new[] { "Of 3 images 2 were chosen." }));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _animals.Subset([3]))!.Message, Does.StartWith("Needs 0 to 2, got 3."));
        Assert.That(Assert.Throws<ArgumentException>(() => _animals.Subset([]))!.ParamName, Is.EqualTo("indices"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => some.NameOf(2))!.ParamName, Is.EqualTo("index"));
    }

    [Test]
    public void Where_TakesWhatTheConditionHoldsFor()
    {
        var dogs = _animals.Concat(_more).Where(i => i is 2 or 4);
        AssertHolds(dogs, "a/dog/3.png", "b/dog/5.png");
        var error = Assert.Throws<ArgumentException>(() => dogs.Where(_ => false));
        Assert.That(error!.Message, Does.StartWith("Needs a condition that holds for at least 1 of 2 images"));
    }

    [Test]
    public void Relabel_NumbersTheNewClassesByCodePoint()
    {
        var odd = _animals.Relabel(i => i % 2 == 0 ? "z" : "b");
        Assert.That(odd.ClassNames, Is.EqualTo(new[] { "b", "z" }));
        Assert.That(odd.Labels, Is.EqualTo(new[] { 1, 0, 1 }));
        AssertHolds(odd, "a/cat/1.png", "a/cat/2.png", "a/dog/3.png");
        var error = Assert.Throws<ArgumentException>(() => _animals.Relabel(i => i == 1 ? "" : "x"));
        Assert.That(error!.Message, Does.StartWith($"Needs a name for the class of every image, got none for image 1 ('{_animals.NameOf(1)}')."));
    }

    [Test]
    public void Fingerprint_TellsEachCombination()
    {
        string[] prints =
        [
            _animals.Fingerprint, _animals.Concat(_more).Fingerprint, _more.Concat(_animals).Fingerprint,
            _animals.Concat(SharedClasses.KeepApart, _more).Fingerprint, _animals.Subset([0, 1]).Fingerprint, _animals.Subset([1, 0]).Fingerprint,
            _animals.Relabel(_ => "x").Fingerprint, _animals.Relabel(_ => "y").Fingerprint,
        ];
        Assert.That(prints, Is.Unique);
        Assert.That(_animals.Concat(_more).Fingerprint, Is.EqualTo(prints[1]));
    }

    private void AssertHolds(IImageFiles files, params string[] names)
    {
        Assert.That(Enumerable.Range(0, files.Count).Select(i => Path.GetRelativePath(_folder.Path, files.NameOf(i))), Is.EqualTo(names));
        for (var i = 0; i < names.Length; i++)
        {
            using var bytes = files.ReadBytes(i);
            Assert.That(System.Text.Encoding.UTF8.GetString(bytes.Span), Is.EqualTo(names[i]));
        }
    }
}
