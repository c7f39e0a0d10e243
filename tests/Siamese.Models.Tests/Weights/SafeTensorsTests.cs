using System.Text;
using TorchSharp.Siamese.Models.Weights;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Weights;

public class SafeTensorsTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    // 1.5 as bfloat16 is 0x3FC0, as float16 0x3E00, -2 as int16 0xFFFE.
    [Test]
    public void Read_FileWrittenByHand_HasItsNumbers()
    {
        using var weights = WeightFile.Read(Write(
            """{"__metadata__":{"format":"pt"},"b":{"dtype":"BF16","shape":[1],"data_offsets":[8,10]},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"c":{"dtype":"F16","shape":[],"data_offsets":[10,12]},"d":{"dtype":"I16","shape":[1],"data_offsets":[12,14]},"e":{"dtype":"F32","shape":[0,7],"data_offsets":[14,14]}}""",
            [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0xC0, 0x3F, 0x00, 0x3E, 0xFE, 0xFF]));
        Assert.That((weights.Tensors["a"].shape, PyTorchFileTests.Numbers(weights.Tensors["a"])), Is.EqualTo((new long[] { 2, 1 }, new[] { 1.0, -2 })));
        Assert.That(PyTorchFileTests.Numbers(weights.Tensors["b"]), Is.EqualTo(new[] { 1.5 }));
        Assert.That((weights.Tensors["c"].dtype, weights.Tensors["c"].dim(), PyTorchFileTests.Numbers(weights.Tensors["c"])[0]), Is.EqualTo((ScalarType.Float16, 0L, 1.5)));
        Assert.That(PyTorchFileTests.Numbers(weights.Tensors["d"]), Is.EqualTo(new[] { -2.0 }));
        Assert.That(weights.Tensors["e"].shape, Is.EqualTo(new long[] { 0, 7 }));
    }

    [Test]
    public void Write_EveryKind_ComesBack()
    {
        using var kinds = WeightFile.Read(WeightFixtures.PathOf("kinds.pt"));
        WeightFile.WriteSafeTensors(_folder.File("kinds.safetensors"), kinds.Tensors);
        using var read = WeightFile.Read(_folder.File("kinds.safetensors"));
        Assert.That(read.Tensors.Keys, Is.EquivalentTo(kinds.Tensors.Keys));
        foreach (var (name, tensor) in kinds.Tensors)
            Assert.That((read.Tensors[name].dtype, read.Tensors[name].shape, PyTorchFileTests.Numbers(read.Tensors[name])), Is.EqualTo((tensor.dtype, tensor.shape, PyTorchFileTests.Numbers(tensor))), name);
        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(1));
    }

    // A reader of the format in a few lines of Python, which knows nothing of the writer.
    [Test]
    public void Write_File_IsWhatPythonReads()
    {
        using var kinds = WeightFile.Read(WeightFixtures.PathOf("kinds.pt"));
        var path = _folder.File("kinds.safetensors");
        WeightFile.WriteSafeTensors(path, kinds.Tensors);
        var output = WeightFixtures.Run("-c", """
            import json, struct, sys, torch
            data = open(sys.argv[1], "rb").read()
            length, = struct.unpack("<Q", data[:8])
            header = json.loads(data[8:8 + length])
            types = dict(F64=torch.float64, F32=torch.float32, F16=torch.float16, BF16=torch.bfloat16, I64=torch.int64, I32=torch.int32, I16=torch.int16, I8=torch.int8, U8=torch.uint8, BOOL=torch.bool)
            expected = {k: v for k, v in torch.load(sys.argv[2]).items() if isinstance(v, torch.Tensor)}
            assert header.pop("__metadata__") == {"format": "pt"} and length % 8 == 0
            assert header.keys() == expected.keys()
            for name, entry in header.items():
                begin, end = entry["data_offsets"]
                bytes = bytearray(data[8 + length + begin:8 + length + end])
                tensor = torch.frombuffer(bytes, dtype=types[entry["dtype"]]) if bytes else torch.zeros(0)
                tensor = tensor.reshape(entry["shape"])
                assert types[entry["dtype"]] == expected[name].dtype and torch.equal(tensor.to(expected[name].dtype), expected[name].detach()), name
            print(len(header), "tensors agree")
            """, path, WeightFixtures.PathOf("kinds.pt"));
        Assert.That(output.Trim(), Is.EqualTo("15 tensors agree"));
    }

    [Test]
    public void Write_TypeWithoutAPlace_IsRefusedAndLeavesNoFile()
    {
        using var complex = zeros([2], ScalarType.ComplexFloat32);
        var error = Assert.Throws<ArgumentException>(() => WeightFile.WriteSafeTensors(_folder.File("a.safetensors"), new Dictionary<string, Tensor> { ["w"] = complex }));
        Assert.That(error!.Message, Does.StartWith("Expected real numbers, whole ones or booleans, got ComplexFloat32 in 'w'."));
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "needs 8 bytes of numbers, got 7")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "needs 8 bytes of numbers, got 9")]
    [TestCase("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}""", 9, "needs 'a' at offset 0, where the tensor before it ends, got 1")]
    [TestCase("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "needs 'b' at offset 4, where the tensor before it ends, got 2")]
    [TestCase("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs F32 [3] of at most 2 GiB within its bytes, got offsets 0 to 8 for 'a'")]
    [TestCase("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", 8, "needs F32 [-1, -2] of at most")]
    [TestCase("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "needs F32 [4294967296, 4294967296] of at most")]
    [TestCase("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "needs numbers of a type that TorchSharp has, got F8_E4M3 in 'a'")]
    [TestCase("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "needs every name once")]
    [TestCase("""{"a":{"dtype":"U8","shape":[1]}}""", 1, "needs a header of names, types, shapes and offsets: ")]
    [TestCase("""{"a":3}""", 0, "needs a header of names, types, shapes and offsets: ")]
    [TestCase("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", 1, "needs a header of names, types, shapes and offsets: ")]
    [TestCase("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}}""", 1, "needs a header of names, types, shapes and offsets: ")]
    [TestCase("""{"a":""", 0, "needs a header of names, types, shapes and offsets: ")]
    [TestCase("{}", 0, "needs tensors, got none")]
    public void Read_DamagedFile_IsRefused(string header, int dataLength, string reason)
    {
        var path = Write(header, new byte[dataLength]);
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(path))!.Message, Does.StartWith($"'{path}': {reason}"));
    }

    [Test]
    public void Read_HeaderLongerThanTheFile_IsRefused()
    {
        var path = _folder.Write("a.safetensors", [.. BitConverter.GetBytes(1000L), .. "{}"u8]);
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(path))!.Message, Is.EqualTo($"'{path}': needs a header of at most 2 bytes, got one of 1000."));
        var huge = _folder.Write("b.safetensors", [.. BitConverter.GetBytes(-1L), .. "{}"u8]);
        Assert.Throws<InvalidDataException>(() => WeightFile.ReadSafeTensors(huge));
        Assert.Throws<InvalidDataException>(() => WeightFile.ReadSafeTensors(_folder.Write("c.safetensors", [1, 2])));
    }

    [Test]
    public void Read_AnEntry_IsRefused() =>
        Assert.That(Assert.Throws<ArgumentException>(() => WeightFile.Read(Write("{}", []), "model"))!.ParamName, Is.EqualTo("entry"));

    private string Write(string header, byte[] data) =>
        _folder.Write("a.safetensors", [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. data]);
}
