using System.Text;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Training;

public class CheckpointFileTests
{
    private TemporaryFolder _folder = null!;

    private string Path => _folder.File("run.ckpt");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DropFolder() => _folder.Dispose();

    [Test]
    public void Open_WhatWasSaved_GivesEverySectionBack()
    {
        var writer = new CheckpointWriter("training", 3);
        writer.Add("empty", _ => { });
        writer.Add("größe", "some bytes"u8.ToArray());
        writer.Add("large", stream =>
        {
            using (stream)      // closing it is allowed
            {
                for (var i = 0; i < 300_000; i++)
                    stream.Write([(byte)(i & 255), (byte)(i >> 8 & 255), (byte)(i >> 16), 7]);
            }
        });
        writer.Save(Path);
        using var file = CheckpointFile.Open(Path, "training", 3);
        Assert.That((file.Kind, file.Version, file.FullPath), Is.EqualTo(("training", 3, Path)));
        Assert.That(file.Names, Is.EqualTo(new[] { "empty", "größe", "large" }));
        Assert.That((file.Contains("empty"), file.Contains("none")), Is.EqualTo((true, false)));
        Assert.That(file.ReadAll("empty"), Is.Empty);
        Assert.That(file.ReadAll("größe"), Is.EqualTo("some bytes"u8.ToArray()));
        using var large = file.Section("large");
        using var other = file.Section("größe");      // two at a time, each with its own place
        Assert.That(large.Length, Is.EqualTo(1_200_000));
        large.Seek(-4, SeekOrigin.End);
        Assert.That(other.ReadByte(), Is.EqualTo('s'));
        // 299,999 = 0x0493DF.
        Assert.That(new[] { large.ReadByte(), large.ReadByte(), large.ReadByte(), large.ReadByte(), large.ReadByte() }, Is.EqualTo(new[] { 0xDF, 0x93, 0x04, 7, -1 }));
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "run.ckpt" }));
    }

    [Test]
    public void Section_ThatIsNotThere_NamesThoseThatAre()
    {
        using var file = Saved();
        var error = Assert.Throws<InvalidDataException>(() => file.Section("queue"));
        Assert.That(error!.Message, Is.EqualTo($"'{Path}': needs a section 'queue', found 'model', 'rates'."));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Section("model"));
    }

    [Test]
    public void Open_FileCutAnywhere_IsRefusedByName()
    {
        Saved().Dispose();
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = _folder.Write("cut.ckpt", whole.AsSpan(0, length));
            var error = Assert.Throws<InvalidDataException>(() => CheckpointFile.Open(cut).Dispose(), $"{length} of {whole.Length} bytes");
            Assert.That(error!.Message, Does.StartWith($"'{cut}': the checkpoint is damaged: it is {(length == 0 ? "empty" : "cut off")}"));
        }
    }

    [Test]
    public void Open_AnyByteFlipped_IsRefusedByName()
    {
        Saved().Dispose();
        var bytes = File.ReadAllBytes(Path);
        var reasons = new HashSet<string>();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= (byte)(1 << i % 8);
            var flipped = _folder.Write("flipped.ckpt", bytes);
            var error = Assert.Throws<InvalidDataException>(() => CheckpointFile.Open(flipped).Dispose(), $"byte {i}");
            Assert.That(error!.Message, Does.StartWith($"'{flipped}': "));
            reasons.Add(error.Message);
            bytes[i] ^= (byte)(1 << i % 8);
        }
        Assert.That(reasons, Has.Some.Contains("the checksum of section 'model' differs"));
        Assert.That(reasons, Has.Some.Contains("the checksum of its header and directory differs"));
        Assert.That(reasons, Has.Some.Contains("found a file of another kind"));
        Assert.That(reasons, Has.Some.Contains("its end says"));
    }

    [Test]
    public void Open_BytesAppended_IsRefused()
    {
        Saved().Dispose();
        File.AppendAllText(Path, "more");
        Assert.That(Assert.Throws<InvalidDataException>(() => CheckpointFile.Open(Path).Dispose())!.Message, Does.Contain("its end was changed"));
        Saved().Dispose();
        var bytes = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, [.. bytes[..40], .. bytes]);       // the end is in order, and too far away
        Assert.That(
            Assert.Throws<InvalidDataException>(() => CheckpointFile.Open(Path).Dispose())!.Message,
            Is.EqualTo($"'{Path}': the checkpoint is damaged: it has {bytes.Length + 40} bytes, its end says {bytes.Length}."));
    }

    [Test]
    public void Open_OtherKindOrNewerVersion_SaysWhatCame()
    {
        Saved().Dispose();
        Assert.That(
            Assert.Throws<InvalidDataException>(() => CheckpointFile.Open(Path, "model").Dispose())!.Message,
            Is.EqualTo($"'{Path}': needs a file of kind 'model', got one of kind 'training'."));
        Assert.That(
            Assert.Throws<InvalidDataException>(() => CheckpointFile.Open(Path, "training", 1).Dispose())!.Message,
            Is.EqualTo($"'{Path}': needs version 1 or older of kind 'training', got version 2; a newer release of this library wrote it."));
        var bytes = File.ReadAllBytes(Path);
        bytes[8] = 2;       // the version of the container stands behind the mark of 8 bytes
        File.WriteAllBytes(Path, bytes);
        Assert.That(
            Assert.Throws<InvalidDataException>(() => CheckpointFile.Open(Path).Dispose())!.Message,
            Does.StartWith($"'{Path}': needs a checkpoint of format 1, got format 2; a newer release of this library wrote it"));
    }

    [Test]
    public void Open_NothingOrFolderOrPicture_SaysWhatIsThere()
    {
        var missing = Assert.Throws<FileNotFoundException>(() => CheckpointFile.Open(Path).Dispose());
        Assert.That((missing!.Message, missing.FileName), Is.EqualTo(($"Needs a checkpoint at '{Path}', found nothing.", Path)));
        Assert.That(Assert.Throws<FileNotFoundException>(() => CheckpointFile.Open(_folder.Path).Dispose())!.Message, Does.EndWith("found a folder."));
        _folder.Write("run.ckpt", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0]);
        Assert.That(
            Assert.Throws<InvalidDataException>(() => CheckpointFile.Open(Path).Dispose())!.Message,
            Is.EqualTo($"'{Path}': needs a checkpoint, found a file of another kind."));
    }

    [Test]
    public void Save_SectionThatFails_LeavesTheLastFileAndNoOther()
    {
        Saved().Dispose();
        var before = File.ReadAllBytes(Path);
        var writer = new CheckpointWriter("training", 2);
        writer.Add("model", stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new IOException("No space left on device");
        });
        var error = Assert.Throws<IOException>(() => writer.Save(Path));
        Assert.That(error!.Message, Is.EqualTo($"Could not write '{Path}'; what was saved there before is not touched. No space left on device"));
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "run.ckpt" }));
        Assert.That(File.ReadAllBytes(Path), Is.EqualTo(before));
    }

    [Test]
    public void Save_LeftoverOfAKilledProcess_IsWrittenOver()
    {
        _folder.Write("run.ckpt.part", new byte[1 << 20]);
        Saved().Dispose();
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "run.ckpt" }));
        _folder.Write("run.ckpt.part", new byte[10]);
        CheckpointWriter.CheckWritable(Path);
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "run.ckpt" }));
    }

    [Test]
    public void Save_PlaceOfAnotherFile_IsRefusedAndLosesNothing()
    {
        File.WriteAllText(Path, "my only copy");
        foreach (var attempt in (Action[])[() => Writer().Save(Path), () => CheckpointWriter.CheckWritable(Path)])
            Assert.That(Assert.Throws<IOException>(() => attempt())!.Message, Does.Contain(Path).And.Contain("There is a file of another kind, which would be lost."));
        Assert.That(File.ReadAllText(Path), Is.EqualTo("my only copy"));
        Assert.That(Assert.Throws<IOException>(() => Writer().Save(_folder.Path))!.Message, Does.Contain("There is a folder of that name."));
        Assert.That(Assert.Throws<IOException>(() => CheckpointWriter.CheckWritable("/dev/null"))!.Message, Does.Contain("'/dev/null': It is a device."));
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "run.ckpt" }));
    }

    [Test]
    public void Save_WhileAnotherProcessSavesThere_IsRefused()
    {
        using var other = new FileStream(Path + ".part", FileMode.Create, FileAccess.Write, FileShare.None);
        Assert.That(Assert.Throws<IOException>(() => Writer().Save(Path))!.Message, Does.StartWith($"Could not write '{Path}'"));
        Assert.That(File.Exists(Path + ".part"));
    }

    [Test]
    public void Save_ThroughALink_KeepsTheLink()
    {
        var link = _folder.File("latest");
        Saved().Dispose();
        File.CreateSymbolicLink(link, Path);
        Writer().Save(link);
        Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(Path));
        CheckpointFile.Open(link).Dispose();
        Assert.That(_folder.Names(), Is.EqualTo(new[] { "latest", "run.ckpt" }));
    }

    [Test]
    public void Save_NewerFileWhileOneIsRead_LeavesTheReaderItsOwn()
    {
        using var old = Saved();
        var writer = new CheckpointWriter("training", 2);
        writer.Add("model", "newer"u8.ToArray());
        writer.Save(Path);
        Assert.That(Encoding.UTF8.GetString(old.ReadAll("model")), Is.EqualTo("weights of a network"));
        using var now = CheckpointFile.Open(Path);
        Assert.That(Encoding.UTF8.GetString(now.ReadAll("model")), Is.EqualTo("newer"));
    }

    [Test]
    public void Add_NameTakenOrEmptyOrLong_IsNamed()
    {
        var writer = Writer();
        Assert.That(Assert.Throws<ArgumentException>(() => writer.Add("model", new byte[1]))!.Message, Does.StartWith("Needs a name of its own for each section, got 'model' twice."));
        Assert.That(Assert.Throws<ArgumentException>(() => writer.Add("", new byte[1]))!.Message, Does.StartWith("Needs a name of 1 to 200 bytes, got one of 0."));
        Assert.That(Assert.Throws<ArgumentException>(() => new CheckpointWriter(new string('ö', 101)))!.ParamName, Is.EqualTo("kind"));
    }

    private CheckpointFile Saved()
    {
        Writer().Save(Path);
        return CheckpointFile.Open(Path);
    }

    private static CheckpointWriter Writer()
    {
        var writer = new CheckpointWriter("training", 2);
        writer.Add("model", "weights of a network"u8.ToArray());
        writer.Add("rates", new byte[] { 1, 2, 3 });
        return writer;
    }
}
