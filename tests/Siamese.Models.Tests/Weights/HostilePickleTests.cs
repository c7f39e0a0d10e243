using System.IO.Compression;
using System.Text;
using TorchSharp.Siamese.Models.Weights;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Weights;

public class HostilePickleTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // What pickles that run commands look like.
    [TestCase("\u0080\u0002cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "the pickle at offset 2 asks for 'os.system', which is not run; only tensors and plain values are read.")]
    [TestCase("\u0080\u0002cbuiltins\neval\nX\u0002\0\0\01)\u0085R.", "asks for 'builtins.eval', which is not run")]
    [TestCase("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093\u008c\u0002ls\u0085R.", "asks for 'posix.system', which is not run")]
    [TestCase("\u0080\u0002ctorch\nload\nX\u0002\0\0\0ab\u0085R.", "asks for 'torch.load', which is not run")]
    [TestCase("\u0080\u0002ctorch._utils\n_rebuild_tensor\n.", "asks for 'torch._utils._rebuild_tensor', which is not run")]
    [TestCase("\u0080\u0002ccollections\nOrderedDict\n)\u0081.", "needs an opcode of a state dict, got 0x81")]
    [TestCase("\u0080\u0002(ios\nsystem\n.", "needs an opcode of a state dict, got 0x69")]
    [TestCase("\u0080\u0002(X\u0002\0\0\0lsoos\nsystem\n.", "needs an opcode of a state dict, got 0x6F")]
    [TestCase("\u0080\u0002\u0082\u0001.", "needs an opcode of a state dict, got 0x82")]
    public void Read_PickleThatAsksForMore_IsRefused(string pickle, string reason) => Assert.That(Refused(pickle), Does.Contain(reason));

    [TestCase("", "ends early: needs 1 bytes at offset 0, came 0")]
    [TestCase("\u0080\u0002}", "ends early: needs 1 bytes at offset 3, came 0")]
    [TestCase("\u0080\u0002X\u00ff\u00ff\u00ff\u007f", "ends early: needs 2147483647 bytes at offset 7, came 0")]
    [TestCase("\u0080\u0002X\u00ff\u00ff\u00ff\u00ff", "needs a length or index of at most 2147483647, got 4294967295")]
    [TestCase("\u0080\u0002.", "needs a value on its stack")]
    [TestCase("\u0080\u0002(.", "needs a value on its stack")]
    [TestCase("\u0080\u0002u.", "needs a mark on its stack")]
    [TestCase("\u0080\u0002}(K\u0001u.", "needs pairs of keys and values")]
    [TestCase("\u0080\u0002]K\u0001K\u0002s.", "needs a dictionary to set items of")]
    [TestCase("\u0080\u0002}K\u0001a.", "needs a list to append to")]
    [TestCase("\u0080\u0002h\u0005.", "needs value 5 that it has not stored")]
    [TestCase("\u0080\u0002K\u0001)R.", "needs a function to call")]
    [TestCase("\u0080\u0002ccollections\nOrderedDict\nK\u0001R.", "needs a tuple of arguments")]
    [TestCase("\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n)R.", "calls 'torch._utils._rebuild_tensor_v2' with arguments that it does not take")]
    [TestCase("\u0080\u0002K\u0001Q.", "needs a reference to a storage")]
    [TestCase("\u0080\u0002\u008a\u0009\0\0\0\0\0\0\0\0\u0001.", "needs numbers of 64 bits, got 18446744073709551616")]
    [TestCase("\u0080\u0002ccollections", "ends within a name")]
    [TestCase("\u0080\u0002K\u0001.", "needs a dictionary of tensors, got another value")]
    [TestCase("\u0080\u0002}.", "needs a dictionary with tensors, got an empty dictionary")]
    [TestCase("\u0080\u0002}X\u0001\0\0\0aK\u0001s.", "needs a dictionary with tensors, got the names 'a'")]
    public void Read_DamagedPickle_IsRefused(string pickle, string reason) => Assert.That(Refused(pickle), Does.Contain(reason));

    // A storage of four floats, and tensors of it that it cannot hold.
    [TestCase(0, new long[] { 5 }, new long[] { 1 })]
    [TestCase(1, new long[] { 4 }, new long[] { 1 })]
    [TestCase(0, new long[] { 2 }, new long[] { 4 })]
    [TestCase(0, new long[] { 2, 2 }, new long[] { long.MaxValue, long.MaxValue })]
    [TestCase(long.MaxValue, new long[] { 1 }, new long[] { 1 })]
    public void Read_TensorBeyondItsStorage_IsRefused(long offset, long[] shape, long[] strides) =>
        Assert.That(Refused(OneTensor(offset, shape, strides), ("data/0", new byte[16])), Does.Contain("within its storage of 4 numbers"));

    // One number said to be many more than a file may become; and a list of pairs, named again and again, which would be a dictionary each time.
    [TestCase(new long[] { 1 << 30, 1 << 30, 1 << 30 }, new long[] { 0, 0, 0 })]
    [TestCase(new long[] { 1 << 16 }, new long[] { 0 })]
    public void Read_NumbersSharedByTooMuch_IsRefused(long[] shape, long[] strides) =>
        Assert.That(Refused(OneTensor(0, shape, strides), ("data/0", new byte[16])), Does.Contain("needs tensors of at most 64 times the file's ").And.Contain("they share their numbers"));

    [Test]
    public void Read_OneNumberForARow_IsReadAsThatRow()
    {
        using var weights = WeightFile.Read(Written(OneTensor(3, [2, 3], [0, 0]), ("data/0", [.. new[] { 1f, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)])));
        Assert.That((weights.Tensors["w"].shape, weights.Tensors["w"].data<float>().ToArray()), Is.EqualTo((new long[] { 2, 3 }, new[] { 4f, 4, 4, 4, 4, 4 })));
    }

    [Test]
    public void Read_PairsNamedAgainAndAgain_AreRefused()
    {
        var list = "](" + string.Concat(Enumerable.Repeat("K\u0001K\u0002\u0086", 100)) + "eq\u0000";      // [(1, 2), ...], remembered
        var again = string.Concat(Enumerable.Repeat("ccollections\nOrderedDict\nh\u0000\u0085R0", 40));
        Assert.That(Refused("\u0080\u0002" + list + again + "}."), Does.Contain("has more pairs than bytes"));
    }

    [TestCase(-1, new long[] { 1 }, new long[] { 1 })]
    [TestCase(0, new long[] { -1 }, new long[] { 1 })]
    [TestCase(0, new long[] { 1 }, new long[] { -1 })]
    [TestCase(0, new long[] { 1 }, new long[] { 1, 1 })]
    public void Read_TensorOfImpossibleShape_IsRefused(long offset, long[] shape, long[] strides) =>
        Assert.That(Refused(OneTensor(offset, shape, strides), ("data/0", new byte[16])), Does.Contain("needs sizes and strides of 0 or more for 'w'"));

    [Test]
    public void Read_GoodTensorMadeByHand_IsRead()
    {
        using var weights = WeightFile.Read(Written(OneTensor(1, [2], [2]), ("data/0", [.. new[] { 1f, 2, 3, 4 }.SelectMany(BitConverter.GetBytes)])));
        Assert.That(weights.Tensors["w"].data<float>().ToArray(), Is.EqualTo(new[] { 2f, 4 }));
    }

    [Test]
    public void Read_StorageThatIsMissingOrShortOrPacked_IsRefused()
    {
        Assert.That(Refused(OneTensor(0, [4], [1])), Does.Contain("needs an entry 'data/0'"));
        Assert.That(Refused(OneTensor(0, [4], [1]), ("data/0", new byte[15])), Does.Contain("needs 16 uncompressed bytes in 'data/0', got 15 that take 15"));
        var packed = WeightFixtures.Archive(CompressionLevel.Optimal, ("data.pkl", Latin(OneTensor(0, [4], [1]))), ("data/0", new byte[16]));
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(_folder.Write("a.pt", packed)))!.Message, Does.Contain("uncompressed bytes in 'archive/data.pkl'"));
    }

    [Test]
    public void Read_OtherArchives_SayWhatTheyAre()
    {
        Assert.That(Refused("\u0080\u0002}.", ("constants.pkl", [])), Does.Contain("got a TorchScript program"));
        Assert.That(Refused("\u0080\u0002}.", ("byteorder", "big"u8.ToArray())), Does.Contain("least significant byte first"));
        var zip = _folder.Write("a.zip", WeightFixtures.Archive(CompressionLevel.NoCompression, ("photo.png", [1, 2])));
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(zip))!.Message, Is.EqualTo($"'{zip}': needs an archive with data.pkl, as torch.save makes it, got 1 other entries."));
        var old = _folder.Write("old.pt", [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20]);
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(old))!.Message, Does.Contain("needs the zip format of PyTorch 1.6 and later"));
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(_folder.Write("empty.pt", [])))!.Message, Does.EndWith("wrote, got an empty one."));
        var text = _folder.Write("text.pt", "hello"u8);
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(text))!.Message, Does.Contain("got one that starts with 68656C6C6F (hexadecimal)"));
        Assert.That(Assert.Throws<FileNotFoundException>(() => WeightFile.Read(_folder.File("none")))!.Message, Does.Contain("found nothing"));
    }

    // Every byte of a real file, one after the other: refused, or read as it was written.
    [Test]
    public void Read_EveryByteFlipped_IsRefusedOrReadAsItWas()
    {
        var good = File.ReadAllBytes(WeightFixtures.PathOf("network.pt"));
        using var expected = WeightFile.Read(WeightFixtures.PathOf("network.pt"));
        var numbers = expected.Tensors.ToDictionary(pair => pair.Key, pair => PyTorchFileTests.Numbers(pair.Value));
        var refused = 0;
        for (var i = 0; i < good.Length; i++)
        {
            var bad = (byte[])good.Clone();
            bad[i] ^= 0xFF;
            var path = _folder.Write("bad.pt", bad);
            try
            {
                using var read = WeightFile.Read(path);
                Assert.That(read.Tensors.ToDictionary(pair => pair.Key, pair => PyTorchFileTests.Numbers(pair.Value)), Is.EqualTo(numbers), $"byte {i}");
            }
            catch (InvalidDataException error)
            {
                Assert.That(error.Message, Does.StartWith($"'{path}'"), $"byte {i}");
                refused++;
            }
        }
        Assert.That(refused, Is.GreaterThan(good.Length / 4));
    }

    [Test]
    public void Read_CutAtEveryLength_IsRefused()
    {
        var good = File.ReadAllBytes(WeightFixtures.PathOf("network.pt"));
        for (var length = 0; length < good.Length; length++)
        {
            var path = _folder.Write("cut.pt", good.AsSpan(0, length));
            Assert.Throws<InvalidDataException>(() => WeightFile.Read(path), $"{length} bytes");
        }
    }

    // {"w": torch._utils._rebuild_tensor_v2(("storage", torch.FloatStorage, "0", "cpu", 4), offset, shape, strides, False, OrderedDict())}
    private static string OneTensor(long offset, long[] shape, long[] strides)
    {
        static string Text(string text) => $"X{(char)text.Length}\0\0\0{text}";
        static string Number(long value) => "\u008a\u0008" + Encoding.Latin1.GetString(BitConverter.GetBytes(value));
        static string Tuple(long[] values) => $"({string.Concat(values.Select(Number))}t";
        return "\u0080\u0002}" + Text("w") + "ctorch._utils\n_rebuild_tensor_v2\n((" + Text("storage") + "ctorch\nFloatStorage\n" + Text("0") + Text("cpu") + "K\u0004tQ"
            + Number(offset) + Tuple(shape) + Tuple(strides) + "\u0089" + "ccollections\nOrderedDict\n)RtRs.";
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private string Written(string pickle, params (string Name, byte[] Content)[] others) => _folder.Write("a.pt", WeightFixtures.Archive(Latin(pickle), others));

    private string Refused(string pickle, params (string Name, byte[] Content)[] others)
    {
        var path = Written(pickle, others);
        var message = Assert.Throws<InvalidDataException>(() => WeightFile.Read(path))!.Message;
        Assert.That(message, Does.StartWith($"'{path}': "));
        return message;
    }
}
