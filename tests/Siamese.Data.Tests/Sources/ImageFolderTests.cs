using System.Diagnostics;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class ImageFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // As os.walk and sorted give it in Python: 'b/x y' comes after 'b/x' and before 'b/x/a', since a space is below a slash.
    // U+10000 is above U+FF5E by code point, but below it by UTF-16 unit.
    [Test]
    public async Task Open_Folder_ListsInTheOrderOfKeras()
    {
        Make("b/2.png", "b/10.png", "b/x/1.JPG", "b/x y/3.gif", "b/x-y/4.bmp", "b/x/a/5.jpeg", "B/1.png", "a/\U00010000.png", "a/\uFF5E.png");
        var files = await ImageFolder.OpenAsync(_folder.Path);
        Assert.That(files.ClassNames, Is.EqualTo(new[] { "B", "a", "b" }));
        Assert.That(Relative(files), Is.EqualTo(new[]
        {
            "B/1.png", "a/\uFF5E.png", "a/\U00010000.png", "b/10.png", "b/2.png", "b/x/1.JPG", "b/x y/3.gif", "b/x-y/4.bmp", "b/x/a/5.jpeg",
        }));
        Assert.That(files.Labels, Is.EqualTo(new[] { 0, 1, 1, 2, 2, 2, 2, 2, 2 }));
    }

    [Test]
    public async Task Open_WhatKerasLeavesOut_IsLeftOutAndNamed()
    {
        Make("a/1.png", "a/.2.png", "a/.hidden/3.png", "a/notes.txt", "a/x.tif", ".b/4.png", "5.png", "README");
        Directory.CreateDirectory(_folder.File("empty"));
        var files = await ImageFolder.OpenAsync(_folder.Path);
        Assert.That(Relative(files), Is.EqualTo(new[] { "a/.2.png", "a/1.png", "a/.hidden/3.png" }));
        Assert.That(files.ClassNames, Is.EqualTo(new[] { "a", "empty" }));
        var left = files.Report.LeftOut.Select(item => (Path.GetRelativePath(_folder.Path, item.Name), item.Reason));
        Assert.That(left, Is.EquivalentTo(new[]
        {
            ("a/notes.txt", LeftOutReason.OtherEnding), ("a/x.tif", LeftOutReason.OtherEnding), (".b", LeftOutReason.HiddenFolder),
            ("5.png", LeftOutReason.OutsideClassFolders), ("README", LeftOutReason.OtherEnding),
        }));
        Assert.That(files.Report.LeftOutCount, Is.EqualTo(5));
        Assert.That(files.Report.ToString(), Does.StartWith(
            $"'{_folder.Path}': 3 images of 2 classes; 5 left out (3 other ending, 1 outside the class folders, 1 hidden folder)."));
        Assert.That(files.Report.ToString(), Does.Contain($"left out '{_folder.File(".b")}': hidden folder").And.Not.Contain("notes.txt"));
    }

    [Test]
    public async Task Open_WithoutClasses_ListsFromTheRootDown()
    {
        Make("b/1.png", "2.png", ".c/3.png");
        var files = await ImageFolder.OpenAsync(_folder.Path, new() { ClassFolders = ClassFolders.None });
        Assert.That(Relative(files), Is.EqualTo(new[] { "2.png", ".c/3.png", "b/1.png" }));
        Assert.That(files.Labels, Is.EqualTo(new[] { 0, 0, 0 }));
        Assert.That(files.ClassNames, Is.Empty);
    }

    [Test]
    public async Task Open_InnermostFolders_AreClassesByPath()
    {
        Make("fruit/apple/red/1.png", "fruit/apple/2.png", "fruit/kiwi/3.png", "milk/4.png", ".x/y/5.png", "6.png");
        var files = await ImageFolder.OpenAsync(_folder.Path, new() { ClassFolders = ClassFolders.Innermost });
        Assert.That(files.ClassNames, Is.EqualTo(new[] { "fruit/apple", "fruit/apple/red", "fruit/kiwi", "milk" }));
        Assert.That(Relative(files), Is.EqualTo(new[] { "fruit/apple/2.png", "fruit/apple/red/1.png", "fruit/kiwi/3.png", "milk/4.png" }));
        Assert.That(files.Labels, Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(files.Report.LeftOutCount, Is.EqualTo(2));
    }

    [Test]
    public async Task Open_ClassNames_ChooseAndNumberTheClasses()
    {
        Make("a/1.png", "b/1.png", "c/1.png");
        var files = await ImageFolder.OpenAsync(_folder.Path, new() { ClassNames = ["c", "a"] });
        Assert.That(Relative(files), Is.EqualTo(new[] { "c/1.png", "a/1.png" }));
        Assert.That(files.Labels, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(files.Report.LeftOut, Is.EqualTo(new[] { new LeftOut(_folder.File("b"), LeftOutReason.NotAskedFor) }));
    }

    [Test]
    public void Open_BadOptions_SayWhatIsNeeded()
    {
        Make("a/1.png", "b/1.png");
        Check(new() { ClassNames = ["a", "x", "B"] },
            $"Needs ClassNames among the 2 class folders of '{_folder.Path}' ('a', 'b'), got 'x', 'B'.");
        Check(new() { ClassNames = [] }, "Needs at least one of the ClassNames, or null for all classes, got an empty list.");
        Check(new() { ClassNames = ["a", "b", "a"] }, "Needs each of the ClassNames once, got 'a' 2 times.");
        Check(new() { ClassNames = ["a"], ClassFolders = ClassFolders.None }, "Needs ClassNames only where ClassFolders is Top, got 'a' for None.");
        Check(new() { ClassFolders = (ClassFolders)7 }, "Needs ClassFolders to be Top or Innermost or None, got 7.");
        Check(new() { Endings = [] }, "Needs at least one ending, such as .png, got none.");
        Check(new() { Endings = [".png", ""] }, "Needs endings such as .png, got an empty one");

        void Check(ImageFolderOptions options, string message)
        {
            var error = Assert.ThrowsAsync<ArgumentException>(() => ImageFolder.OpenAsync(_folder.Path, options));
            Assert.That(error!.ParamName, Is.EqualTo("options"));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }

    [Test]
    public async Task Open_MoreEndings_FindsMore()
    {
        Make("a/1.png", "a/2.TIF", "a/3.webp");
        Assert.That((await ImageFolder.OpenAsync(_folder.Path, new() { Endings = ImageEndings.All })).Count, Is.EqualTo(3));
        Assert.That((await ImageFolder.OpenAsync(_folder.Path, new() { Endings = [".tif"] })).Count, Is.EqualTo(1));
    }

    [Test]
    public void Open_NoFolder_SaysWhatIsThere()
    {
        var error = Assert.ThrowsAsync<DirectoryNotFoundException>(() => ImageFolder.OpenAsync(_folder.File("none")));
        Assert.That(error!.Message, Is.EqualTo($"Needs a folder of images at '{_folder.File("none")}', found nothing."));
        Make("file");
        error = Assert.ThrowsAsync<DirectoryNotFoundException>(() => ImageFolder.OpenAsync(_folder.File("file")));
        Assert.That(error!.Message, Does.EndWith("found a file."));
        Assert.That(Assert.ThrowsAsync<ArgumentException>(() => ImageFolder.OpenAsync(""))!.ParamName, Is.EqualTo("folder"));
    }

    [Test]
    public void Open_NoImages_SaysWhatThereWas()
    {
        Make("a/1.tif", "a/2.txt", "3.png");
        var error = Assert.ThrowsAsync<InvalidDataException>(() => ImageFolder.OpenAsync(_folder.Path));
        Assert.That(error!.Message, Is.EqualTo(
            $"Needs images (.bmp, .gif, .jpeg, .jpg, .png) in the 1 class folders of '{_folder.Path}', found none; "
            + "3 left out (2 other ending, 1 outside the class folders)."));
        error = Assert.ThrowsAsync<InvalidDataException>(() => ImageFolder.OpenAsync(_folder.File("a"), new() { ClassFolders = ClassFolders.None }));
        Assert.That(error!.Message, Does.Contain($"in '{_folder.File("a")}', found none; 2 left out"));
    }

    [TestCase("with space.png")]
    [TestCase("line\nbreak.png")]
    [TestCase("quote\"'`$.png")]
    [TestCase("Ελληνικά 漢字 \U0001F600.png")]
    [TestCase("-rf.png")]
    public async Task ReadBytes_AnyName_GivesTheFile(string name)
    {
        Make($"class {name}/{name}");
        File.WriteAllBytes(_folder.File($"class {name}/{name}"), [1, 2, 3]);
        var files = await ImageFolder.OpenAsync(_folder.Path);
        using var bytes = files.ReadBytes(0);
        Assert.That(bytes.Span.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(files.NameOf(0), Is.EqualTo(_folder.File($"class {name}/{name}")));
    }

    [Test]
    public async Task Open_NameThatIsNotUtf8_IsNamed()
    {
        Make("a/1.png");
        Bash("touch \"$1\"/a/$'x\\xff.png'");
        var files = await ImageFolder.OpenAsync(_folder.Path);
        Assert.That(files.Count, Is.EqualTo(1));
        Assert.That(files.Report.LeftOut.Single().Reason, Is.EqualTo(LeftOutReason.UnusableName));
        Bash("rm -r \"$1\"/a");       // .NET cannot
    }

    [Test]
    public async Task ReadBytes_LargeAndEmptyAndDeepFiles_GivesThem()
    {
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 200), 6));     // longer than the short way holds
        Make($"a/{deep}/deep.png");
        _folder.Write("a/empty.png", []);
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        _folder.Write("a/large.png", content);
        var files = await ImageFolder.OpenAsync(_folder.Path);
        using var empty = files.ReadBytes(0);
        using var large = files.ReadBytes(1);
        using var last = files.ReadBytes(2);
        Assert.That(empty.Length, Is.Zero);
        Assert.That(large.Span.SequenceEqual(content), Is.True);
        Assert.That(last.Span.SequenceEqual("deep.png"u8), Is.True);
        large.Dispose();
        large.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _ = large.Span);
    }

    [Test]
    public async Task ReadBytes_FileGoneOrNoFile_SaysSo()
    {
        Make("a/1.png", "a/3.png");
        Bash("mkfifo \"$1/a/2.png\"");
        var files = await ImageFolder.OpenAsync(_folder.Path);
        File.Delete(_folder.File("a/1.png"));
        Assert.That(Assert.Throws<FileNotFoundException>(() => files.ReadBytes(0))!.Message, Does.Contain(_folder.File("a/1.png")));
        Assert.That(Assert.Throws<IOException>(() => files.ReadBytes(1))!.Message,
            Is.EqualTo($"'{_folder.File("a/2.png")}': needs a file, got a pipe or a device."));
        File.Delete(_folder.File("a/3.png"));
        Directory.CreateDirectory(_folder.File("a/3.png"));
        Assert.Throws<UnauthorizedAccessException>(() => files.ReadBytes(2));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => files.ReadBytes(3))!.Message, Does.StartWith("Needs 0 to 2, got 3."));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => files.NameOf(-1))!.ParamName, Is.EqualTo("index"));
    }

    [Test]
    public void Read_WithoutTheShortWay_GivesTheSame()
    {
        Make("x.png");
        using var bytes = FileReader.Read(_folder.File("x.png"));
        Assert.That(bytes.Span.SequenceEqual("x.png"u8), Is.True);
    }

    [Test]
    public async Task Fingerprint_TellsWhatMatters()
    {
        Make("a/1.png", "b/2.png");
        var first = (await ImageFolder.OpenAsync(_folder.Path)).Fingerprint;
        Assert.That(first, Does.StartWith("2 files, "));
        Assert.That((await ImageFolder.OpenAsync(_folder.Path)).Fingerprint, Is.EqualTo(first));
        Assert.That((await ImageFolder.OpenAsync(_folder.Path, new() { ClassNames = ["b", "a"] })).Fingerprint, Is.Not.EqualTo(first));

        var stamp = File.GetLastWriteTimeUtc(_folder.File("a/1.png"));
        File.SetLastWriteTimeUtc(_folder.File("a/1.png"), stamp.AddSeconds(1));
        Assert.That((await ImageFolder.OpenAsync(_folder.Path)).Fingerprint, Is.Not.EqualTo(first), "time");
        File.AppendAllText(_folder.File("a/1.png"), "x");
        File.SetLastWriteTimeUtc(_folder.File("a/1.png"), stamp);
        Assert.That((await ImageFolder.OpenAsync(_folder.Path)).Fingerprint, Is.Not.EqualTo(first), "size");
        File.WriteAllText(_folder.File("a/1.png"), "1.png");
        File.SetLastWriteTimeUtc(_folder.File("a/1.png"), stamp);
        Assert.That((await ImageFolder.OpenAsync(_folder.Path)).Fingerprint, Is.EqualTo(first), "as before");
        Directory.Move(_folder.File("a"), _folder.File("aa"));
        Assert.That((await ImageFolder.OpenAsync(_folder.Path)).Fingerprint, Is.Not.EqualTo(first), "name");
    }

    [Test]
    public async Task Open_ManyFiles_ReportsProgressAndCanBeStopped()
    {
        foreach (var c in Enumerable.Range(0, 3))
            Make([.. Enumerable.Range(0, 1000).Select(i => $"{c}/{i}.png")]);
        var reports = new List<ListProgress>();
        var files = await ImageFolder.OpenAsync(_folder.Path, null, new Collector<ListProgress>(reports));
        Assert.That(files.Count, Is.EqualTo(3000));
        Assert.That(reports.Select(r => r.Seen), Is.Ordered);
        Assert.That(reports, Has.Count.GreaterThan(4));
        Assert.That(reports[^1], Is.EqualTo(new ListProgress(_folder.Path, 3000, 3000, null)));

        using var stop = new CancellationTokenSource();
        var first = new StopAt(1024, stop);
        Assert.ThrowsAsync<OperationCanceledException>(() => ImageFolder.OpenAsync(_folder.Path, null, first, stop.Token));
        Assert.That(first.Last, Is.LessThan(3000));
    }

    private static IEnumerable<string> RelativeTo(string root, ImageFolder files) =>
        Enumerable.Range(0, files.Count).Select(i => Path.GetRelativePath(root, files.NameOf(i)));

    private IEnumerable<string> Relative(ImageFolder files) => RelativeTo(_folder.Path, files);

    // Each file holds its own name.
    private void Make(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
            File.WriteAllText(_folder.File(path), Path.GetFileName(path));
        }
    }

    private void Bash(string command)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Needs a bash, which Windows lacks.");
        using var process = Process.Start("bash", ["-c", command, "bash", _folder.Path]);
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
    }

    private sealed class StopAt(long seen, CancellationTokenSource source) : IProgress<ListProgress>
    {
        public long Last { get; private set; }

        public void Report(ListProgress value)
        {
            Last = value.Seen;
            if (value.Seen >= seen)
                source.Cancel();
        }
    }
}
