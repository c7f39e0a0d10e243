using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public partial class ImageFolderLinkTests
{
    private const int Nobody = 65_534;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        Make("root/a/1.png", "root/b/2.png", "elsewhere/x/3.png", "elsewhere/4.png");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // As os.walk does it: a class may be a link, a file may be one, a folder in a class is followed only when asked.
    [Test]
    public async Task Open_Links_AreFollowedWhereKerasDoes()
    {
        LinkFolder("root/c", "elsewhere");
        LinkFolder("root/a/deep", "elsewhere");
        LinkFile("root/a/0.png", "elsewhere/4.png");
        LinkFile("root/a/5.png", "elsewhere/none.png");
        LinkFile("root/a/6.png", "root/a/6.png");
        var files = await ImageFolder.OpenAsync(_folder.File("root"));
        Assert.That(Names(files), Is.EqualTo(new[] { "a/0.png", "a/1.png", "b/2.png", "c/4.png", "c/x/3.png" }));
        Assert.That(files.Report.LeftOut, Is.EquivalentTo(new LeftOut[]
        {
            new(_folder.File("root/a/deep"), LeftOutReason.LinkNotFollowed),
            new(_folder.File("root/a/5.png"), LeftOutReason.BrokenLink), new(_folder.File("root/a/6.png"), LeftOutReason.BrokenLink),
        }));
        var following = await ImageFolder.OpenAsync(_folder.File("root"), new() { FollowLinks = true });
        Assert.That(Names(following), Is.EqualTo(new[]
        {
            "a/0.png", "a/1.png", "a/deep/4.png", "a/deep/x/3.png", "b/2.png", "c/4.png", "c/x/3.png",
        }));
        using var bytes = following.ReadBytes(2);
        Assert.That(bytes.Span.SequenceEqual("4.png"u8), Is.True);
    }

    [TestCase("root/a/loop", "root/a", Description = "to where it lies")]
    [TestCase("root/a/loop", "root", Description = "to the root")]
    [TestCase("root/a/loop", "", Description = "to the folder that holds the root")]
    [TestCase("root/a/deep/er/loop", "root/a/deep", Description = "to a folder between")]
    public async Task Open_LinkThatLeadsBack_IsNotFollowed(string link, string target)
    {
        LinkFolder(link, target);
        var files = await ImageFolder.OpenAsync(_folder.File("root"), new() { FollowLinks = true });
        Assert.That(files.Report.LeftOutCounts[LeftOutReason.LinkCycle], Is.EqualTo(1));
        Assert.That(Names(files), Does.Contain("a/1.png").And.Contain("b/2.png"));
        Assert.That(files.Count, Is.LessThanOrEqualTo(4), "nothing is listed again and again");
    }

    [Test]
    public async Task Open_LinksThatLeadToEachOther_AreFollowedOnce()
    {
        LinkFolder("root/a/to-b", "root/b");
        LinkFolder("root/b/to-a", "root/a");
        var files = await ImageFolder.OpenAsync(_folder.File("root"), new() { FollowLinks = true });
        Assert.That(Names(files), Is.EqualTo(new[] { "a/1.png", "a/to-b/2.png", "b/2.png", "b/to-a/1.png" }));
        Assert.That(files.Report.LeftOut.Select(item => (Path.GetRelativePath(_folder.Path, item.Name), item.Reason, item.Detail)), Is.EqualTo(new[]
        {
            ("root/a/to-b/to-a", LeftOutReason.LinkCycle, $"leads to '{_folder.File("root/a")}'"),
            ("root/b/to-a/to-b", LeftOutReason.LinkCycle, $"leads to '{_folder.File("root/b")}'"),
        }));
    }

    [Test]
    public async Task Fingerprint_FollowsTheFileBehindALink()
    {
        LinkFile("root/a/0.png", "elsewhere/4.png");
        var before = (await ImageFolder.OpenAsync(_folder.File("root"))).Fingerprint;
        File.AppendAllText(_folder.File("elsewhere/4.png"), "more");
        Assert.That((await ImageFolder.OpenAsync(_folder.File("root"))).Fingerprint, Is.Not.EqualTo(before));
    }

    [Test]
    public void CanonicalPath_LinksOnTheWay_AreReplaced()
    {
        LinkFolder("one", "elsewhere");
        Directory.CreateSymbolicLink(_folder.File("root/two"), "../one/x");
        Assert.That(CanonicalPath.Of(_folder.File("root/two/3.png")), Is.EqualTo(_folder.File("elsewhere/x/3.png")));
        LinkFolder("round", "about");
        LinkFolder("about", "round");
        Assert.That(Assert.Throws<IOException>(() => CanonicalPath.Of(_folder.File("about")))!.Message, Does.StartWith("Needs a path of at most 40 links"));
    }

    [Test]
    [Platform("Linux", Reason = "a thread can do without its rights there")]
    [UnsupportedOSPlatform("windows")]
    public void Open_FolderThatMayNotBeRead_IsLeftOutAndNamed()
    {
        Make("root/secret/1.png", "root/b/secret/2.png");
        foreach (var folder in new[] { "root/secret", "root/b/secret" })
            File.SetUnixFileMode(_folder.File(folder), UnixFileMode.None);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        var files = AsNobody(() => ImageFolder.Open(_folder.File("root"), new(), null, default));
        Assert.That(files.ClassNames, Is.EqualTo(new[] { "a", "b", "secret" }));
        Assert.That(Names(files), Is.EqualTo(new[] { "a/1.png", "b/2.png" }));
        Assert.That(files.Report.LeftOutCounts, Is.EquivalentTo(new Dictionary<LeftOutReason, long> { [LeftOutReason.Unreadable] = 2 }));
        Assert.That(files.Report.ToString(), Does.Contain($"left out '{_folder.File("root/b/secret")}': cannot be read (Access to the path"));
        Assert.Throws<UnauthorizedAccessException>(
            () => AsNobody(() => ImageFolder.Open(_folder.File("root/secret"), new() { ClassFolders = ClassFolders.None }, null, default)));
        foreach (var folder in new[] { "root/secret", "root/b/secret" })
            File.SetUnixFileMode(_folder.File(folder), (UnixFileMode)0b111_101_101);
    }

    // Root may read everything; what this thread touches then is touched as somebody else.
    private static T AsNobody<T>(Func<T> action)
    {
        var before = SetFileUser(Nobody);
        try
        {
            return action();
        }
        finally
        {
            _ = SetFileUser(before);
        }
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(int user);

    private IEnumerable<string> Names(ImageFolder files) =>
        Enumerable.Range(0, files.Count).Select(i => Path.GetRelativePath(_folder.File("root"), files.NameOf(i)));

    private void LinkFolder(string link, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(link))!);
        Directory.CreateSymbolicLink(_folder.File(link), _folder.File(target));
    }

    private void LinkFile(string link, string target) => File.CreateSymbolicLink(_folder.File(link), _folder.File(target));

    private void Make(params string[] paths)
    {
        foreach (var path in paths)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(path))!);
            File.WriteAllText(_folder.File(path), Path.GetFileName(path));
        }
    }
}
