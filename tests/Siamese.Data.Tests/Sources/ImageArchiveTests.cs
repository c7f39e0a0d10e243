using System.IO.Compression;
using System.Text;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class ImageArchiveTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(CompressionLevel.NoCompression)]
    [TestCase(CompressionLevel.Optimal)]
    public async Task Open_AnArchive_ListsWhatTheUnpackedFolderLists(CompressionLevel level)
    {
        string[] names =
        [
            "b/2.png", "b/10.png", "b/x y/3.gif", "b/x/1.JPG", "b/x/a/5.jpeg", "B/1.png", "a/\U00010000.png", "a/\uFF5E.png", "a/with\nbreak.png",
            ".h/1.png", "0.png", "a/notes.txt", "empty/",
        ];
        var path = _folder.Write("x.zip", ZipFiles.Of(level, names));
        ZipFile.ExtractToDirectory(path, _folder.File("x"));
        using var archive = await ImageArchive.OpenAsync(path);
        var folder = await ImageFolder.OpenAsync(_folder.File("x"));

        Assert.That(archive.ClassNames, Is.EqualTo(folder.ClassNames).And.EqualTo(new[] { "B", "a", "b", "empty" }));
        Assert.That(archive.Labels, Is.EqualTo(folder.Labels));
        Assert.That(Entries(archive), Is.EqualTo(Enumerable.Range(0, folder.Count).Select(i => Path.GetRelativePath(_folder.File("x"), folder.NameOf(i)))));
        Assert.That(archive.Report.LeftOutCounts, Is.EquivalentTo(folder.Report.LeftOutCounts));
        for (var i = 0; i < archive.Count; i++)
        {
            using var bytes = archive.ReadBytes(i);
            Assert.That(Encoding.UTF8.GetString(bytes.Span), Is.EqualTo(archive.EntryOf(i)));
        }
    }

    [TestCase("", new[] { "a", "b" }, "a/1.png", "b/2.png")]
    [TestCase("data/train/", new[] { "a", "b" }, "data/train/a/1.png", "data/train/b/2.png", "data/README.md")]
    [TestCase("data/", new[] { "test", "train" }, "data/train/a/1.png", "data/test/b/2.png")]
    [TestCase("pets/", new[] { "cat" }, "pets/cat/1.png", "pets/cat/2.png")]
    [TestCase("", new[] { "cat" }, "cat/1.png", "cat/2.png")]
    [TestCase("", new[] { "cat" }, "cat/1.png", "cat/inner/2.png")]
    [TestCase("", new[] { "a" }, "0.png", "a/1.png")]
    public async Task Open_WithoutARoot_FindsIt(string root, string[] classes, params string[] names)
    {
        using var archive = await ImageArchive.OpenAsync(_folder.Write("x.zip", ZipFiles.Of(names)));
        Assert.That(archive.Root, Is.EqualTo(root));
        Assert.That(archive.ClassNames, Is.EqualTo(classes));
        Assert.That(archive.Report.Notes, Is.EqualTo(root.Length == 0 ? [] : new[] { $"The classes are the folders in '{root}'." }));
    }

    [Test]
    public async Task Open_WithARoot_TakesItsFolders()
    {
        var path = _folder.Write("x.zip", ZipFiles.Of("d/train/a/1.png", "d/train/b/2.png", "d/test/a/3.png"));
        using var archive = await ImageArchive.OpenAsync(path, new() { Root = "d/train" });
        Assert.That(Entries(archive), Is.EqualTo(new[] { "d/train/a/1.png", "d/train/b/2.png" }));
        Assert.That(archive.Report.LeftOut, Is.EqualTo(new[] { new LeftOut($"{path}!d/test/a/3.png", LeftOutReason.NotAskedFor) }));
        Assert.That(archive.NameOf(1), Is.EqualTo($"{path}!d/train/b/2.png"));
        using var whole = await ImageArchive.OpenAsync(path, new() { Root = "" });
        Assert.That(whole.ClassNames, Is.EqualTo(new[] { "d" }));
    }

    [Test]
    public async Task Open_OtherClassFolders_FollowTheRulesForFolders()
    {
        var path = _folder.Write("x.zip", ZipFiles.Of("b/k/1.png", "b/2.png", "a/3.png", "4.png"));
        using var innermost = await ImageArchive.OpenAsync(path, new() { ClassFolders = ClassFolders.Innermost });
        Assert.That(innermost.ClassNames, Is.EqualTo(new[] { "a", "b", "b/k" }));
        Assert.That(innermost.Labels, Is.EqualTo(new[] { 0, 1, 2 }));
        using var none = await ImageArchive.OpenAsync(path, new() { ClassFolders = ClassFolders.None });
        Assert.That(Entries(none), Is.EqualTo(new[] { "4.png", "a/3.png", "b/2.png", "b/k/1.png" }));
        Assert.That(none.ClassNames, Is.Empty);
        using var chosen = await ImageArchive.OpenAsync(path, new() { ClassNames = ["b", "a"] });
        Assert.That(Entries(chosen), Is.EqualTo(new[] { "b/2.png", "b/k/1.png", "a/3.png" }));
        var error = Assert.ThrowsAsync<ArgumentException>(() => ImageArchive.OpenAsync(path, new() { ClassNames = ["c"] }));
        Assert.That(error!.Message, Does.StartWith($"Needs ClassNames among the 2 class folders of '{path}' ('a', 'b'), got 'c'."));
        Assert.That(error.ParamName, Is.EqualTo("options"));
    }

    [Test]
    public async Task Open_PathsThatLeaveTheArchive_AreLeftOutAndNamed()
    {
        string[] bad = ["../1.png", "a/../../2.png", "/etc/3.png", "C:/4.png", "a/b/../5.png", "C:\\x\\6.png"];
        var path = _folder.Write("x.zip", ZipFiles.Of([.. bad, "a/ok.png", "./a//dot.png", "__MACOSX/a/._ok.png"]));
        using var archive = await ImageArchive.OpenAsync(path);
        Assert.That(Entries(archive), Is.EqualTo(new[] { "a/dot.png", "a/ok.png" }));
        Assert.That(archive.Report.LeftOutCounts[LeftOutReason.ClimbsOut], Is.EqualTo(bad.Length));
        Assert.That(archive.Report.LeftOut.Select(item => item.Name), Does.Contain($"{path}!../1.png").And.Contain($"{path}!/etc/3.png"));
        Assert.That(archive.Report.LeftOutCounts[LeftOutReason.HiddenFolder], Is.EqualTo(1));
    }

    [Test]
    public async Task Open_TwoEntriesOfOneName_TakesTheLast()
    {
        var content = ZipFiles.Of(CompressionLevel.NoCompression, ("a/1.png", [1]), ("a/1.png", [2]), ("a/2.png", [3]));
        using var archive = await ImageArchive.OpenAsync(_folder.Write("x.zip", content));
        Assert.That(archive.Count, Is.EqualTo(2));
        using var bytes = archive.ReadBytes(0);
        Assert.That(bytes.Span.ToArray(), Is.EqualTo(new byte[] { 2 }));
        Assert.That(archive.Report.LeftOutCounts[LeftOutReason.Duplicate], Is.EqualTo(1));
    }

    // Offsets as the format lays them down: flags at 8 of a directory record, method at 10, link bits in the upper half of 38.
    [TestCase(8, 0x01, LeftOutReason.Encrypted)]
    [TestCase(10, 12, LeftOutReason.UnknownMethod)]
    [TestCase(42, 0xFF, LeftOutReason.Damaged)]
    [TestCase(20, 0xFF, LeftOutReason.Damaged)]
    public async Task Open_EntryThatCannotBeRead_IsLeftOutAndNamed(int offset, byte value, LeftOutReason reason)
    {
        var content = ZipFiles.Of("a/1.png", "a/2.png");
        var record = ZipFiles.LastOf(content, "a/1.png") - 46;
        content[record + offset] |= value;
        content[record + offset + 1] |= offset >= 20 ? (byte)0xFF : (byte)0;
        using var archive = await ImageArchive.OpenAsync(_folder.Write("x.zip", content));
        Assert.That(Entries(archive), Is.EqualTo(new[] { "a/2.png" }));
        Assert.That(archive.Report.LeftOut.Single().Reason, Is.EqualTo(reason));
        Assert.That(archive.Report.LeftOut.Single().Name, Does.EndWith("x.zip!a/1.png"));
    }

    [Test]
    public void Open_AnythingElse_IsRefusedWithAReason()
    {
        Check<FileNotFoundException>(_folder.File("none.zip"), "found nothing");
        Check<FileNotFoundException>(_folder.Path, "found a folder");
        Check<InvalidDataException>(_folder.Write("1.zip", []), "needs the end record of a zip archive in the last 0 of 0 bytes");
        Check<InvalidDataException>(_folder.Write("2.zip", new byte[100_000]), "in the last 65557 of 100000 bytes, found none");
        Check<InvalidDataException>(_folder.Write("3.zip", ZipFiles.Of()), "found none.");
        Check<InvalidDataException>(_folder.Write("4.zip", ZipFiles.Of("a/1.tif", "2.png")), "found none; 2 left out");

        static void Check<T>(string path, string message)
            where T : Exception
        {
            var error = Assert.ThrowsAsync<T>(() => ImageArchive.OpenAsync(path));
            Assert.That(error!.Message, Does.Contain(path).And.Contain(message));
        }
    }

    // Whatever is cut off or changed: an exception that names the archive, or entries that are as they were.
    [Test]
    public async Task Read_DamagedAnywhere_IsRefusedOrRight()
    {
        var noise = new byte[300];
        new Random(3).NextBytes(noise);
        var contents = new Dictionary<string, byte[]> { ["a/1.png"] = noise, ["a/2.png"] = new byte[500], ["b/3.png"] = noise[..100] };
        var whole = ZipFiles.Of(CompressionLevel.Optimal, [.. contents.Select(pair => (pair.Key, pair.Value))]);
        var refused = 0;
        for (var i = 0; i < whole.Length; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[i] ^= (byte)(1 << (i % 8));
            refused += await IsRefused(changed, contents) ? 1 : 0;
            changed[i] ^= 0xFF;
            refused += await IsRefused(changed, contents) ? 1 : 0;
            refused += await IsRefused(whole[..i], contents) ? 1 : 0;
        }

        Assert.That(refused, Is.GreaterThan(whole.Length), "every cut and many changes");
    }

    [Test]
    public async Task Read_ChangedByte_NamesEntryAndChecksum()
    {
        var content = ZipFiles.Of("a/1.png", "a/2.png");
        content[content.AsSpan().IndexOf("a/1.pnga/1.png"u8) + 7] ^= 1;
        var path = _folder.Write("x.zip", content);
        using var archive = await ImageArchive.OpenAsync(path);
        var error = Assert.Throws<InvalidDataException>(() => archive.ReadBytes(0));
        Assert.That(error!.Message, Does.Match($"^'{path}!a/1.png': needs checksum [0-9A-F]{{8}}, came [0-9A-F]{{8}} \\(offset 0\\)\\.$"));
        using var other = archive.ReadBytes(1);
        Assert.That(other.Span.SequenceEqual("a/2.png"u8), Is.True);
    }

    // 42 KB that unpack to 43 MB are fine, a claim beyond what deflate can do is not believed, let alone allocated.
    [Test]
    public async Task Open_ClaimThatCannotBe_IsLeftOutBeforeMemoryIsTaken()
    {
        var content = ZipFiles.Of(CompressionLevel.Optimal, ("a/1.png", new byte[10_000]), ("a/2.png", [1]));
        var record = ZipFiles.LastOf(content, "a/1.png") - 46;
        BitConverter.TryWriteBytes(content.AsSpan(record + 24), 2_000_000_000);
        using var archive = await ImageArchive.OpenAsync(_folder.Write("x.zip", content));
        Assert.That(archive.Report.LeftOut.Single().Detail, Does.Contain("2000000000, more than they can"));
    }

    [Test]
    public async Task Open_BytesInFront_AreSkipped()
    {
        byte[] content = [.. new byte[1000], .. ZipFiles.Of("a/1.png", "a/2.png")];
        using var archive = await ImageArchive.OpenAsync(_folder.Write("x.zip", content));
        using var bytes = archive.ReadBytes(1);
        Assert.That(bytes.Span.SequenceEqual("a/2.png"u8), Is.True);
    }

    // The directory's place, size and count in 64 bits; in the old record only marks that say so.
    [TestCase(0)]
    [TestCase(500)]
    public async Task Open_Zip64_IsRead(int inFront)
    {
        var plain = ZipFiles.Of("a/1.png", "a/2.png");
        var end = plain.Length - 22;
        var (size, start) = (BitConverter.ToUInt32(plain, end + 12), BitConverter.ToUInt32(plain, end + 16));
        byte[] end64 =
        [
            .. "PK\x06\x06"u8, .. BitConverter.GetBytes(44L), 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            .. BitConverter.GetBytes(2L), .. BitConverter.GetBytes(2L), .. BitConverter.GetBytes((long)size), .. BitConverter.GetBytes((long)start),
        ];
        byte[] locator = [.. "PK\x06\x07"u8, 0, 0, 0, 0, .. BitConverter.GetBytes((long)end), 1, 0, 0, 0];
        var old = plain[end..];
        old.AsSpan(8, 12).Fill(0xFF);
        var path = _folder.Write("x.zip", [.. new byte[inFront], .. plain[..end], .. end64, .. locator, .. old]);
        using var archive = await ImageArchive.OpenAsync(path);
        using var bytes = archive.ReadBytes(1);
        Assert.That(bytes.Span.SequenceEqual("a/2.png"u8), Is.True);
        Assert.That(archive.Count, Is.EqualTo(2));

        var count = plain.Length + inFront - 22 + 32;      // of entries, in the new record
        var content = File.ReadAllBytes(path);
        content[count + 6] = 0x40;
        var error = Assert.ThrowsAsync<InvalidDataException>(() => ImageArchive.OpenAsync(_folder.Write("y.zip", content)));
        Assert.That(error!.Message, Does.Contain("needs a central directory before this end record, found one of 18014398509481986 entries"));
    }

    [Test]
    public async Task Read_FromManyThreads_GivesEachItsEntry()
    {
        var contents = Enumerable.Range(0, 200).Select(i => ($"c{i % 7}/{i:000}.png", Enumerable.Repeat((byte)i, 100 + (i * 37)).ToArray())).ToArray();
        using var archive = await ImageArchive.OpenAsync(_folder.Write("x.zip", ZipFiles.Of(CompressionLevel.Fastest, contents)));
        var byName = contents.ToDictionary(c => c.Item1, c => c.Item2);
        Parallel.For(0, 5000, n =>
        {
            var i = n % archive.Count;
            using var bytes = archive.ReadBytes(i);
            if (!bytes.Span.SequenceEqual(byName[archive.EntryOf(i)]))
                throw new InvalidOperationException($"Entry {i} differs.");
        });
    }

    [Test]
    public async Task Dispose_ThenRead_SaysSo()
    {
        var archive = await ImageArchive.OpenAsync(_folder.Write("x.zip", ZipFiles.Of("a/1.png")));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => archive.ReadBytes(1))!.Message, Does.StartWith("Needs 0 to 0, got 1."));
        archive.Dispose();
        archive.Dispose();
        Assert.Throws<ObjectDisposedException>(() => archive.ReadBytes(0));
        Assert.That(archive.EntryOf(0), Is.EqualTo("a/1.png"));
    }

    [Test]
    public async Task Fingerprint_IsOfTheContent()
    {
        async Task<string> Of(params (string, byte[])[] entries)
        {
            using var archive = await ImageArchive.OpenAsync(_folder.Write($"{Guid.NewGuid()}.zip", ZipFiles.Of(CompressionLevel.Optimal, entries)));
            return archive.Fingerprint;
        }

        var first = await Of(("a/1.png", [1, 2]));
        Assert.That(await Of(("a/1.png", [1, 2])), Is.EqualTo(first));
        Assert.That(await Of(("a/1.png", [1, 3])), Is.Not.EqualTo(first));
        Assert.That(await Of(("a/2.png", [1, 2])), Is.Not.EqualTo(first));
    }

    [TestCase("images_background.zip", 19_280, 30)]
    [TestCase("images_background_small1.zip", 2_720, 5)]
    public async Task Open_Omniglot_ReadsEveryEntry(string name, int count, int classes)
    {
        using var archive = await ImageArchive.OpenAsync(Path.Combine(SharedData.Folder("omniglot"), name));
        Assert.That((archive.Count, archive.ClassNames.Count), Is.EqualTo((count, classes)));
        for (var i = 0; i < archive.Count; i += 7)
        {
            using var bytes = archive.ReadBytes(i);
            Assert.That(bytes.Span[1..4].SequenceEqual("PNG"u8), Is.True);
        }
    }

    private static IEnumerable<string> Entries(ImageArchive archive) => Enumerable.Range(0, archive.Count).Select(archive.EntryOf);

    private async Task<bool> IsRefused(byte[] content, Dictionary<string, byte[]> contents)
    {
        var path = _folder.Write("damaged.zip", content);
        try
        {
            using var archive = await ImageArchive.OpenAsync(path);
            for (var i = 0; i < archive.Count; i++)
            {
                using var bytes = archive.ReadBytes(i);
                // A changed name is another name; the bytes are still those of one of the entries.
                Assert.That(contents.Values.Any(value => value.AsSpan().SequenceEqual(bytes.Span)), Is.True);
            }

            return archive.Count < contents.Count;
        }
        catch (InvalidDataException error)
        {
            Assert.That(error.Message, Does.Contain(path));
            return true;
        }
    }
}
