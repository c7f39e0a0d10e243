using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class IdxReaderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Open_ReadsTheHeaderOnly()
    {
        using var reader = IdxReader.Open(_folder.Write("x", [.. IdxFiles.Header(0x0B, 3, 2), .. new byte[12]]));
        Assert.That(reader.Type, Is.EqualTo(IdxType.Int16));
        Assert.That(reader.Shape, Is.EqualTo(new[] { 3, 2 }));
        Assert.That(reader.ByteCount, Is.EqualTo(12));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Read_BlockByBlock_GivesEverythingOnceThenNothing(bool packed)
    {
        var content = IdxFiles.Counting(10);
        using var reader = IdxReader.Open(_folder.Write("x", packed ? IdxFiles.Gzip(content) : content));
        var block = new byte[4];
        Assert.That(reader.Read(block), Is.EqualTo(4));
        Assert.That(block, Is.EqualTo(new byte[] { 0, 1, 2, 3 }));
        Assert.That(reader.Read(block), Is.EqualTo(4));
        Assert.That(block, Is.EqualTo(new byte[] { 4, 5, 6, 7 }));
        Assert.That(reader.Read(block), Is.EqualTo(2));
        Assert.That(block.AsSpan(0, 2).ToArray(), Is.EqualTo(new byte[] { 8, 9 }));
        Assert.That(reader.Read(block), Is.Zero);
    }

    [Test]
    public void Read_HalfAnElement_NamesTheSizes()
    {
        using var reader = IdxReader.Open(_folder.Write("x", [.. IdxFiles.Header(0x0C, 1), 0, 0, 0, 1]));
        var error = Assert.Throws<ArgumentException>(() => reader.Read(new byte[6]));
        Assert.That(error!.ParamName, Is.EqualTo("destination"));
        Assert.That(error.Message, Does.StartWith("Needs a multiple of 4 bytes for Int32 elements, got 6."));
    }

    [Test]
    public void Dispose_ReleasesTheFile()
    {
        var path = _folder.Write("x", IdxFiles.Counting(10));
        IdxReader.Open(path).Dispose();
        using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.That(exclusive.Length, Is.EqualTo(18));
    }

    [Test]
    public void Open_RefusedFile_IsReleased()
    {
        var path = _folder.Write("x", IdxFiles.Counting(10).AsSpan(0, 17));
        Assert.Throws<InvalidDataException>(() => IdxReader.Open(path));
        using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.That(exclusive.Length, Is.EqualTo(17));
    }
}
