using System.Buffers.Binary;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class IdxArrayBadFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Read_MissingFile_NamesThePath()
    {
        var error = Assert.Throws<FileNotFoundException>(() => IdxArray.Read(_folder.File("none")));
        Assert.That(error!.FileName, Is.EqualTo(_folder.File("none")));
        Assert.That(error.Message, Does.Contain(_folder.File("none")).And.Contain("found nothing"));
    }

    [Test]
    public void Read_AFolder_SaysSo() =>
        Assert.That(Assert.Throws<FileNotFoundException>(() => IdxArray.Read(_folder.Path))!.Message, Does.Contain("found a folder"));

    [TestCase(0, "needs 4 bytes at offset 0 for a magic number, came 0")]
    [TestCase(3, "needs 4 bytes at offset 0 for a magic number, came 3")]
    [TestCase(4, "needs 8 bytes at offset 4 for 2 dimension sizes, came 0")]
    [TestCase(11, "needs 8 bytes at offset 4 for 2 dimension sizes, came 7")]
    [TestCase(12, "[2, 3] of UInt8 needs 6 bytes from offset 12, came 0, then the data ends at offset 12")]
    [TestCase(17, "[2, 3] of UInt8 needs 6 bytes from offset 12, came 5, then the data ends at offset 17")]
    public void Read_CutOff_SaysWhatWasNeededAndWhatCame(int length, string message)
    {
        var content = IdxFiles.Counting(2, 3)[..length];
        AssertRefused(content, message);
        AssertRefused(IdxFiles.Gzip(content), message);
    }

    [Test]
    public void Read_TrailingBytes_SaysWhere()
    {
        byte[] content = [.. IdxFiles.Counting(2, 3), 1, 2, 3];
        AssertRefused(content, "[2, 3] of UInt8 needs 6 bytes from offset 12, came 3 more at offset 18");
        AssertRefused(IdxFiles.Gzip(content), "[2, 3] of UInt8 needs 6 bytes from offset 12, came more at offset 18");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Read_TrailingBytesAfterNoElement_AreSeenToo(bool packed)
    {
        byte[] content = [.. IdxFiles.Header(0x08, 0), 9];
        AssertRefused(packed ? IdxFiles.Gzip(content) : content, "needs 0 bytes from offset 8, came");
    }

    [Test]
    public void Read_AnotherFormat_ShowsItsFirstBytes() =>
        AssertRefused([0x89, 0x50, 0x4E, 0x47, 0x0D], "needs bytes 00 00 at offset 0, came 89 50");

    [Test]
    public void Read_UnknownType_ShowsIt() =>
        AssertRefused(IdxFiles.Header(0x0A, 1), "needs an element type of 08, 09, 0B, 0C, 0D or 0E at offset 2, came 0A");

    [Test]
    public void Read_SizeAboveTwoGiga_NamesTheDimension()
    {
        var content = IdxFiles.Header(0x08, 1, 1);
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(8), 0x80000000);
        AssertRefused(content, "size of dimension 1 at offset 8 needs to be 0 to 2147483647, came 2147483648");
    }

    [Test]
    public void Read_SizesThatOverflow_AreRefused() =>
        AssertRefused(
            IdxFiles.Header(0x0E, int.MaxValue, int.MaxValue, int.MaxValue),
            "[2147483647, 2147483647, 2147483647] of 8-byte elements, need more than 9223372036854775807 bytes");

    // Header only: a plain file is refused by its length, a packed one by the size of an array.
    [Test]
    public void Read_MoreThanAnArrayHolds_PointsToTheReader()
    {
        var content = IdxFiles.Header(0x0C, 1 << 30, 4);
        AssertRefused(content, "needs 17179869184 bytes from offset 12, came 0");
        AssertRefused(IdxFiles.Gzip(content), "needs 17179869184 bytes; an array holds at most 2147483591. IdxReader");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Read_ALittleDataBehindAHugeClaim_AllocatesLittle(bool packed)
    {
        byte[] content = [.. IdxFiles.Header(0x08, 2_000_000_000), 1, 2, 3];
        var path = _folder.Write("huge", packed ? IdxFiles.Gzip(content) : content);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => IdxArray.Read(path));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 << 20));
    }

    // .NET does not miss a gzip trailer (8 bytes) that is not there at all; all the data is, in that case.
    [Test]
    public void Read_PackedFileCutAnywhere_IsRefusedUnlessAllDataIsThere()
    {
        var content = Noise(10, 20);
        var packed = IdxFiles.Gzip(content);
        for (var length = 2; length < packed.Length; length++)
        {
            var refused = IsRefusedOrSame(packed[..length], content);
            Assert.That(refused || length >= packed.Length - 8, Is.True, $"cut to {length} of {packed.Length} bytes");
        }
    }

    // Some bytes of a gzip header (time, system) mean nothing for the data; no other change may go unseen.
    [Test]
    public void Read_PackedFileWithAnyByteChanged_IsRefusedOrTheSame()
    {
        var content = Noise(10, 20);
        var packed = IdxFiles.Gzip(content);
        var same = 0;
        for (var i = 2; i < packed.Length; i++)
        {
            var changed = (byte[])packed.Clone();
            changed[i] ^= 0x55;
            if (!IsRefusedOrSame(changed, content))
                same++;
        }
        Assert.That(same, Is.LessThanOrEqualTo(8));
    }

    [Test]
    public void Read_EmptyPath_NamesTheArgument() =>
        Assert.That(Assert.Throws<ArgumentException>(() => IdxArray.Read(""))!.ParamName, Is.EqualTo("path"));

    private static byte[] Noise(int rows, int columns)
    {
        var noise = new byte[rows * columns];
        new Random(7).NextBytes(noise);
        return [.. IdxFiles.Header(0x08, rows, columns), .. noise];
    }

    // True where it was refused, with its path; false where it was read and is what it was before.
    private bool IsRefusedOrSame(byte[] packed, byte[] content)
    {
        try
        {
            Assert.That(IdxArray.Read(_folder.Write("file", packed)).Bytes.ToArray(), Is.EqualTo(content[12..]));
            return false;
        }
        catch (InvalidDataException e)
        {
            Assert.That(e.Message, Does.Contain(_folder.File("file")));
            return true;
        }
    }

    private void AssertRefused(byte[] content, string message)
    {
        var path = _folder.Write("file", content);
        var error = Assert.Throws<InvalidDataException>(() => IdxArray.Read(path), $"{content.Length} bytes");
        Assert.That(error!.Message, Does.Contain(path).And.Contain(message));
    }
}
