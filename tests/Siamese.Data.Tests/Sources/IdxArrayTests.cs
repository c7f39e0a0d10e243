using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class IdxArrayTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Read_UnsignedBytes_GivesThem() =>
        Assert.That(Read([.. IdxFiles.Header(0x08, 3), 0x00, 0x7F, 0xFF]).Values<byte>().ToArray(), Is.EqualTo(new byte[] { 0, 127, 255 }));

    [Test]
    public void Read_SignedBytes_GivesThem() =>
        Assert.That(Read([.. IdxFiles.Header(0x09, 3), 0x00, 0x7F, 0xFF]).Values<sbyte>().ToArray(), Is.EqualTo(new sbyte[] { 0, 127, -1 }));

    [Test]
    public void Read_Shorts_TurnsBigEndianIntoNumbers() =>
        Assert.That(Read([.. IdxFiles.Header(0x0B, 2), 0x01, 0x02, 0xFF, 0xFE]).Values<short>().ToArray(), Is.EqualTo(new short[] { 258, -2 }));

    [Test]
    public void Read_Ints_TurnsBigEndianIntoNumbers() =>
        Assert.That(
            Read([.. IdxFiles.Header(0x0C, 2), 0x00, 0x01, 0x00, 0x02, 0xFF, 0xFF, 0xFF, 0xFD]).Values<int>().ToArray(),
            Is.EqualTo(new[] { 65538, -3 }));

    // 0x3FC00000 is 1.5, 0xC0490FDB the float nearest to -pi.
    [Test]
    public void Read_Floats_TurnsBigEndianIntoNumbers() =>
        Assert.That(
            Read([.. IdxFiles.Header(0x0D, 2), 0x3F, 0xC0, 0x00, 0x00, 0xC0, 0x49, 0x0F, 0xDB]).Values<float>().ToArray(),
            Is.EqualTo(new[] { 1.5f, -MathF.PI }));

    // 0x3FF8000000000000 is 1.5.
    [Test]
    public void Read_Doubles_TurnsBigEndianIntoNumbers() =>
        Assert.That(
            Read([.. IdxFiles.Header(0x0E, 1), 0x3F, 0xF8, 0, 0, 0, 0, 0, 0]).Values<double>().ToArray(),
            Is.EqualTo(new[] { 1.5 }));

    [TestCase(new int[0], 1, TestName = "Read_RankZero_IsOneNumber")]
    [TestCase(new[] { 5 }, 5, TestName = "Read_RankOne_HasItsLength")]
    [TestCase(new[] { 2, 3, 2, 2 }, 24, TestName = "Read_RankFour_HasTheProduct")]
    [TestCase(new[] { 4, 0, 3 }, 0, TestName = "Read_AnEmptyDimension_HasNoElement")]
    [TestCase(new[] { int.MaxValue, int.MaxValue, int.MaxValue, 0 }, 0, TestName = "Read_AnEmptyDimensionBesideHugeOnes_HasNoElement")]
    public void Read_Shapes(int[] shape, int length)
    {
        byte[] content = [.. IdxFiles.Header(0x08, shape), .. Enumerable.Range(0, length).Select(i => (byte)i)];
        var array = Read(content);
        Assert.That(array.Shape, Is.EqualTo(shape));
        Assert.That(array.Length, Is.EqualTo(length));
        Assert.That(array.Bytes.ToArray(), Is.EqualTo(Enumerable.Range(0, length)));
    }

    [Test]
    public void Read_HighestRank_Works()
    {
        var shape = Enumerable.Repeat(1, 255).ToArray();
        Assert.That(Read([.. IdxFiles.Header(0x08, shape), 42]).Values<byte>().ToArray(), Is.EqualTo(new byte[] { 42 }));
    }

    [TestCase("packed.gz")]
    [TestCase("packed-without-ending")]
    public void Read_Gzip_IsSeenFromTheContent(string name)
    {
        var path = _folder.Write(name, IdxFiles.Gzip(IdxFiles.Counting(7, 5)));
        Assert.That(IdxArray.Read(path).Bytes.ToArray(), Is.EqualTo(Enumerable.Range(0, 35)));
    }

    [Test]
    public void Read_PlainFileCalledGz_IsReadAsItIs()
    {
        var path = _folder.Write("plain.gz", IdxFiles.Counting(4));
        Assert.That(IdxArray.Read(path).Bytes.ToArray(), Is.EqualTo(Enumerable.Range(0, 4)));
    }

    // More than one block of a megabyte, and no multiple of one: the buffer grows on the way.
    [TestCase(false)]
    [TestCase(true)]
    public void Read_SeveralMegabytes_ComesWhole(bool packed)
    {
        var content = IdxFiles.Counting(3, 1234567);
        var array = Read(packed ? IdxFiles.Gzip(content) : content);
        Assert.That(array.Bytes.Span.SequenceEqual(content.AsSpan(12)), Is.True);
    }

    [Test]
    public void Read_WithProgress_ReportsUpToTheTotal()
    {
        var reports = new List<FileProgress>();
        var path = _folder.Write("x", IdxFiles.Counting(2_500_000));
        IdxArray.Read(path, new Collector<FileProgress>(reports));
        Assert.That(reports.Select(r => r.Bytes), Is.EqualTo(new long[] { 1 << 20, 2 << 20, 2_500_000 }));
        Assert.That(reports, Is.All.Matches<FileProgress>(r => r.TotalBytes == 2_500_000 && r.File == path));
    }

    [Test]
    public void Read_Cancelled_Throws()
    {
        var path = _folder.Write("x", IdxFiles.Counting(10));
        Assert.Throws<OperationCanceledException>(() => IdxArray.Read(path, null, new CancellationToken(true)));
    }

    [Test]
    public void Values_OfAnotherType_NamesBoth()
    {
        var array = Read(IdxFiles.Counting(8));
        var error = Assert.Throws<InvalidOperationException>(() => array.Values<int>());
        Assert.That(error!.Message, Does.Contain("needs Values<Byte>, got Values<Int32>").And.Contain(array.Path));
    }

    [Test]
    public void ToInt32_EveryIntegerType_Converts()
    {
        Assert.That(Read([.. IdxFiles.Header(0x08, 1), 0xFF]).ToInt32(), Is.EqualTo(new[] { 255 }));
        Assert.That(Read([.. IdxFiles.Header(0x09, 1), 0xFF]).ToInt32(), Is.EqualTo(new[] { -1 }));
        Assert.That(Read([.. IdxFiles.Header(0x0B, 1), 0x80, 0x00]).ToInt32(), Is.EqualTo(new[] { -32768 }));
        Assert.That(Read([.. IdxFiles.Header(0x0C, 1), 0x7F, 0xFF, 0xFF, 0xFF]).ToInt32(), Is.EqualTo(new[] { int.MaxValue }));
    }

    [Test]
    public void ToInt32_Floats_AreRefused()
    {
        var array = Read([.. IdxFiles.Header(0x0D, 1), 0, 0, 0, 0]);
        Assert.That(Assert.Throws<InvalidDataException>(() => array.ToInt32())!.Message, Does.Contain("needs integers, came Float32"));
    }

    private IdxArray Read(byte[] content) => IdxArray.Read(_folder.Write("file", content));
}
