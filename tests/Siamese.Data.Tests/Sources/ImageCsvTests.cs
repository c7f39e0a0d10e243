using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class ImageCsvTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(_folder.File("img"));
        foreach (var name in new[] { "img/1.png", "img/2.png", "img/a, \"b\".png", "img/line\nbreak.png", "img/é 漢.png", "top.png" })
            File.WriteAllText(_folder.File(name), name);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // RFC 4180: delimiters, doubled quotes and line breaks inside quotes; any line ending; empty lines; a byte-order mark.
    [TestCase("\r\n")]
    [TestCase("\n")]
    [TestCase("\r")]
    public async Task Open_QuotedFields_AreReadAsWritten(string newLine)
    {
        string[] lines =
        [
            "id,path,label", "1,img/1.png,cat", "", "2,\"img/a, \"\"b\"\".png\",\"a \"\"dog\"\"\"", "3,\"img/line\nbreak.png\",cat",
            "\"4\",img/é 漢.png,\"\u00fcber\r\nall\"",
        ];
        var table = await Open("\uFEFF" + string.Join(newLine, lines) + newLine);
        Assert.That(Names(table), Is.EqualTo(new[] { "img/1.png", "img/a, \"b\".png", "img/line\nbreak.png", "img/é 漢.png" }));
        Assert.That(table.ClassNames, Is.EqualTo(new[] { "a \"dog\"", "cat", "\u00fcber\r\nall" }));
        Assert.That(table.Labels, Is.EqualTo(new[] { 1, 0, 1, 2 }));
        for (var i = 0; i < table.Count; i++)
        {
            using var bytes = table.ReadBytes(i);
            Assert.That(System.Text.Encoding.UTF8.GetString(bytes.Span), Is.EqualTo(Path.GetRelativePath(_folder.Path, table.NameOf(i))));
        }
    }

    [Test]
    public async Task Open_WithoutAHeader_NumbersTheColumns()
    {
        var table = await Open("img/1.png, 7, 70\nimg/2.png, 10, 80\ntop.png, 7, 90\n", new() { HasHeader = false, TrimSpaces = true });
        Assert.That(table.ClassNames, Is.EqualTo(new[] { "7", "10" }), "whole numbers in their order");
        Assert.That(table.Labels, Is.EqualTo(new[] { 0, 1, 0 }));
        table = await Open("7\timg/1.png\n8\timg/2.png\n", new() { HasHeader = false, PathColumn = "2", LabelColumns = ["1"] }, "x.tsv");
        Assert.That(Names(table), Is.EqualTo(new[] { "img/1.png", "img/2.png" }));
        table = await Open("a;img/1.png", new() { HasHeader = false, Delimiter = ';', PathColumn = "2", LabelColumns = [] });
        Assert.That(table.ClassNames, Is.Empty);
        Assert.That(table.Labels, Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public async Task Open_SeveralLabelColumns_AreAHierarchy()
    {
        var table = await Open("path,alphabet,character\nimg/1.png,Greek,1\nimg/2.png,Greek,2\ntop.png,Latin,1\n",
            new() { LabelColumns = ["alphabet", "character"] });
        Assert.That(table.ClassNames, Is.EqualTo(new[] { "Greek/1", "Greek/2", "Latin/1" }));
        Assert.That(table.LabelTexts[2], Is.EqualTo(new[] { "Latin", "1" }));
        Assert.That(table.Relation, Is.TypeOf<HierarchyRelation>());
        Assert.That(table.Relation.Between(0, 1), Is.EqualTo(PairRelation.HardNegative));
        Assert.That(table.Relation.Between(0, 2), Is.EqualTo(PairRelation.Negative));
    }

    [Test]
    public async Task Open_ListsOfLabels_AreComparedByOverlap()
    {
        var table = await Open("path,label\nimg/1.png,red;round\nimg/2.png,round; red\ntop.png,blue\nimg/é 漢.png,\n", new() { LabelSeparator = ';' });
        Assert.That(table.LabelTexts[1], Is.EqualTo(new[] { "round", "red" }));
        Assert.That(table.Labels[0], Is.EqualTo(table.Labels[1]));
        Assert.That(table.ClassNames, Is.EqualTo(new[] { "", "blue", "red;round" }));
        Assert.That(table.Relation.Between(0, 1), Is.EqualTo(PairRelation.Positive));
        Assert.That(table.Relation.Between(0, 2), Is.EqualTo(PairRelation.Negative));
    }

    [Test]
    public async Task Open_ClassNames_ChooseAndNumber()
    {
        var table = await Open("path,label\nimg/1.png,a\nimg/2.png,b\ntop.png,c\n", new() { ClassNames = ["c", "a"] });
        Assert.That(Names(table), Is.EqualTo(new[] { "img/1.png", "top.png" }));
        Assert.That(table.Labels, Is.EqualTo(new[] { 1, 0 }));
        Assert.That(table.Report.LeftOutCounts[LeftOutReason.NotAskedFor], Is.EqualTo(1));
    }

    [Test]
    public async Task Open_Paths_BeginAtTheTableOrTheRoot()
    {
        var table = await Open($"path,label\n{_folder.File("top.png")},a\n..\\img\\1.png,b\n", new() { Root = _folder.File("img") });
        Assert.That(Names(table), Is.EqualTo(new[] { "top.png", "img/1.png" }));
        using var first = table.ReadBytes(0);
        using var second = table.ReadBytes(1);
        Assert.That((first.Length, second.Length), Is.EqualTo((7, 9)));
    }

    [Test]
    public async Task Open_MissingFiles_AreAllNamed()
    {
        var rows = string.Concat(Enumerable.Range(0, 25).Select(i => $"none/{i}.png,a\n"));
        var error = Assert.ThrowsAsync<MissingFilesException>(() => Open($"path,label\nimg/1.png,a\n{rows}"));
        Assert.That(error!.Files, Is.EqualTo(Enumerable.Range(0, 25).Select(i => _folder.File($"none/{i}.png"))));
        Assert.That(error.Message, Does.StartWith($"'{_folder.File("table.csv")}': needs the files of all 26 rows, found nothing for 25 of them"));
        Assert.That(error.Message, Does.Contain("none/19.png'").And.Not.Contain("none/20.png").And.EndWith("and 5 more"));

        var table = await Open($"path,label\nimg/1.png,a\n{rows}", new() { MissingFiles = MissingFiles.LeaveOut });
        Assert.That(table.Count, Is.EqualTo(1));
        Assert.That(table.Report.LeftOutCounts[LeftOutReason.Missing], Is.EqualTo(25));
        Assert.That(table.Report.LeftOut[3], Is.EqualTo(new LeftOut(_folder.File("none/3.png"), LeftOutReason.Missing, "line 6")));
    }

    [Test]
    public async Task Open_FileThatComesTwice_CountsOnce()
    {
        var table = await Open("path,label\nimg/1.png,a\nimg/../img/1.png,a\n");
        Assert.That(table.Count, Is.EqualTo(1));
        Assert.That(table.Report.LeftOut.Single().Detail, Is.EqualTo("line 3, first on line 2"));
        AssertRefused("path,label\nimg/1.png,a\n\nimg/1.png,b\n", "line 4: needs the labels of line 2 for the same file 'img/1.png', found others.");
    }

    [TestCase("", "needs a table of paths and labels, found no row.")]
    [TestCase("path,label\n", "needs rows of images, found none.")]
    [TestCase("file,class\nimg/1.png,a", "line 1: needs the columns 'path', 'label', found 'file', 'class'; PathColumn and LabelColumns name them")]
    [TestCase("path,label,label\nimg/1.png,a,b", "line 1: needs one column 'label', found 2 of that name.")]
    [TestCase("path,label\nimg/1.png,a\nimg/2.png", "line 3: needs 2 fields, as in the first row, found 1.")]
    [TestCase("path,label\n\"img/\n1.png\",a\nimg/2.png,b,c", "line 4: needs 2 fields, as in the first row, found 3.")]
    [TestCase("path,label\n,a", "line 2: needs a path in column 'path', found none.")]
    [TestCase("path,label\na\0b,a", "line 2: needs a path in column 'path', found one with a zero in it.")]
    [TestCase("path,label\nimg/1.png,", "line 2: needs a label in column 'label', found none.")]
    [TestCase("path,label\nimg/1.png,\"a\nb", "line 2: needs a closing quote, found the end of the file.")]
    [TestCase("path,label\nimg/1.png,\"a\"b", "line 2: needs the end of the field after a closing quote, found 'b'")]
    public void Open_TableThatIsWrong_NamesTheLine(string content, string message) => AssertRefused(content, message);

    [Test]
    public void Open_OptionsThatCannotBe_SayWhatIsNeeded()
    {
        const string content = "path,label\nimg/1.png,a\n";
        Check(new() { Delimiter = '"' }, "Needs a Delimiter that is no quote and no line break.");
        Check(new() { LabelSeparator = ';', LabelColumns = ["a", "b"] }, "Needs one of the LabelColumns where there is a LabelSeparator, got 2.");
        Check(new() { ClassNames = [] }, "Needs at least one of the ClassNames");
        Check(new() { ClassNames = ["a", "a"] }, "Needs each of the ClassNames once");
        Check(new() { ClassNames = ["a", "z"] }, "Needs ClassNames among the 1 classes of the table, got 'z'.");
        Check(new() { MissingFiles = (MissingFiles)5 }, "Needs MissingFiles to be Throw or LeaveOut, got 5.");
        Assert.ThrowsAsync<FileNotFoundException>(() => ImageCsv.OpenAsync(_folder.File("none.csv")));

        void Check(ImageCsvOptions options, string message)
        {
            var error = Assert.ThrowsAsync<ArgumentException>(() => Open(content, options));
            Assert.That(error!.ParamName, Is.EqualTo("options"));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }

    [Test]
    public async Task Fingerprint_TellsFilesAndLabels()
    {
        var first = (await Open("path,label\nimg/1.png,a\nimg/2.png,b\n")).Fingerprint;
        Assert.That((await Open("label,path\na,img/1.png\nb,img/2.png\n")).Fingerprint, Is.EqualTo(first));
        Assert.That((await Open("path,label\nimg/1.png,b\nimg/2.png,a\n")).Fingerprint, Is.Not.EqualTo(first));
        Assert.That((await Open("path,label\nimg/2.png,b\nimg/1.png,a\n")).Fingerprint, Is.Not.EqualTo(first));
        File.AppendAllText(_folder.File("img/2.png"), "x");
        Assert.That((await Open("path,label\nimg/1.png,a\nimg/2.png,b\n")).Fingerprint, Is.Not.EqualTo(first));
    }

    // Cut anywhere, any character changed to one that means something: a table, or an error that names it.
    [Test]
    public async Task Open_DamagedAnywhere_IsATableOrAClearError()
    {
        const string whole = "path,label\r\n\"img/a, \"\"b\"\".png\",x\r\nimg/1.png,\"y\nz\"\r\ntop.png,x\r\n";
        var (tables, errors) = (0, 0);
        for (var i = 0; i < whole.Length; i++)
        {
            string[] variants = [whole[..i], .. "\",\r\n\0\uFFFDé".Select(letter => whole.Remove(i, 1).Insert(i, letter.ToString()))];
            foreach (var variant in variants)
            {
                try
                {
                    Assert.That((await Open(variant)).Count, Is.InRange(1, 3));
                    tables++;
                }
                catch (Exception error) when (error is InvalidDataException or MissingFilesException)
                {
                    Assert.That(error.Message, Does.Contain(_folder.File("table.csv")));
                    errors++;
                }
            }
        }

        Assert.That(tables, Is.GreaterThan(50));
        Assert.That(errors, Is.GreaterThan(200));
    }

    private Task<ImageCsv> Open(string content, ImageCsvOptions? options = null, string name = "table.csv")
    {
        File.WriteAllText(_folder.File(name), content);
        return ImageCsv.OpenAsync(_folder.File(name), options);
    }

    private void AssertRefused(string content, string message)
    {
        var error = Assert.ThrowsAsync<InvalidDataException>(() => Open(content));
        Assert.That(error!.Message, Does.Contain(_folder.File("table.csv")).And.Contain(message));
    }

    private IEnumerable<string> Names(ImageCsv table) =>
        Enumerable.Range(0, table.Count).Select(i => Path.GetRelativePath(_folder.Path, table.NameOf(i)));
}
