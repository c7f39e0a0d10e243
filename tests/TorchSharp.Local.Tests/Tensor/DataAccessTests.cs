using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class DataAccessTests
{
    [Test]
    public void Data_WrongType_NamesBoth()
    {
        using var t = ones(2);
        Assert.That(Assert.Throws<ArgumentException>(() => t.data<long>())!.Message, Is.EqualTo("Int64 is not compatible with Float32"));
        Assert.That(Assert.Throws<ArgumentException>(() => t.item<float>())!.Message, Is.EqualTo("Number of elements in the tensor must be 1"));
        using var one = ones(1);
        Assert.Throws<ArgumentException>(() => one.item<double>());
    }

    [Test]
    public void Accessor_ReadsAndWritesInPlace()
    {
        using var scope = NewDisposeScope();
        var t = arange(6.0).reshape(2, 3);
        var data = t.data<float>();
        Assert.That((data.Count, data[4], data[1, 1]), Is.EqualTo((6L, 4f, 4f)));
        data[0, 2] = 20;
        data[0, 0] = 10;
        TensorAssert.Holds(t, [2, 3], [10, 1, 20, 3, 4, 5]);
        Assert.That(data.ToArray(), Is.EqualTo(new[] { 10f, 1, 20, 3, 4, 5 }));
        Assert.That(data, Is.EqualTo(new[] { 10f, 1, 20, 3, 4, 5 }));
        Assert.That(data.ToNDArray(), Is.EqualTo(new[,] { { 10f, 1, 20 }, { 3, 4, 5 } }));
    }

    [Test]
    public void Accessor_OfATransposedTensor_GoesRowByRow()
    {
        using var scope = NewDisposeScope();
        var data = arange(6).reshape(2, 3).T.data<long>();
        Assert.That(data.ToArray(), Is.EqualTo(new long[] { 0, 3, 1, 4, 2, 5 }));
        Assert.That((data[1], data[2, 0]), Is.EqualTo((3L, 2L)));
        Assert.That(data, Is.EqualTo(new long[] { 0, 3, 1, 4, 2, 5 }));
        var part = new long[3];
        data.CopyTo(part, 1, 4);
        Assert.That(part, Is.EqualTo(new long[] { 0, 2, 5 }));
        data.CopyFrom(new long[] { 7, 8, 9 });
        Assert.That(data.ToNDArray(), Is.EqualTo(new long[,] { { 7, 8 }, { 9, 4 }, { 2, 5 } }));
    }

    [Test]
    public void Accessor_OfAnExpandedTensor_RepeatsTheElements()
    {
        using var scope = NewDisposeScope();
        Assert.That(tensor(new[] { 1, 2 }).unsqueeze(1).expand(2, 2).data<int>().ToArray(), Is.EqualTo(new[] { 1, 1, 2, 2 }));
    }

    [Test]
    public void Accessor_LongTensors_AreEnumeratedWhole()
    {
        using var scope = NewDisposeScope();
        Assert.That(arange(5000).data<long>().Sum(), Is.EqualTo(12_497_500));
        Assert.That(arange(5000).reshape(50, 100).T.data<long>().Select(v => v).Count(), Is.EqualTo(5000));
        Assert.That(zeros(0).data<float>(), Is.Empty);
    }

    [Test]
    public void Accessor_IndexOutOfRange_Throws()
    {
        using var t = zeros(2, 3);
        var data = t.data<float>();
        Assert.Throws<IndexOutOfRangeException>(() => _ = data[6]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = data[-1]);
        Assert.Throws<IndexOutOfRangeException>(() => _ = data[0, 3]);
        Assert.Throws<IndexOutOfRangeException>(() => _ = data[2, 0]);
        Assert.Throws<IndexOutOfRangeException>(() => data[0, -1] = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.CopyTo(new float[1], 0, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => t.ReadCpuSingle(6));
    }

    [Test]
    public void Bytes_OfContiguousTensors_GoBothWays()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 1, 256 });
        Assert.That(t.bytes.ToArray(), Is.EqualTo(new byte[] { 1, 0, 0, 0, 0, 1, 0, 0 }));
        t.bytes = new byte[] { 2, 0, 0, 0, 3, 0, 0, 0 };
        TensorAssert.Holds(t, 2, 3);
        Assert.Throws<ArgumentException>(() => t.bytes = new byte[3]);
        var transposed = arange(4).reshape(2, 2).T;
        Assert.Throws<InvalidOperationException>(() => _ = transposed.bytes.Length);
        Assert.Throws<InvalidOperationException>(() => transposed.bytes = new byte[32]);
    }

    [Test]
    public void Streams_HoldTheBytes()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        var t = arange(1000.0);
        t.WriteBytesToStream(stream, 7);
        Assert.That(stream.Length, Is.EqualTo(4000));
        stream.Position = 0;
        var read = zeros(1000);
        read.ReadBytesFromStream(stream);
        Assert.That(read.Equals(t), Is.True);
        stream.Position = 1;
        Assert.Throws<EndOfStreamException>(() => read.ReadBytesFromStream(stream));
    }

    [Test]
    public void Item_And_ReadCpu_OfEachType()
    {
        using var scope = NewDisposeScope();
        Assert.That(tensor((byte)7).item<byte>(), Is.EqualTo(7));
        Assert.That(tensor(true).item<bool>(), Is.True);
        Assert.That(tensor(new[] { (Half)1.5 })[0].item<Half>(), Is.EqualTo((Half)1.5));
        Assert.That(tensor(new[] { new BFloat16(1.5f) }).ReadCpuBFloat16(0), Is.EqualTo(1.5f));
        Assert.That(tensor(new Complex(1, 2)).item<Complex>(), Is.EqualTo(new Complex(1, 2)));
        Assert.That(tensor(new[] { (1f, 2f) }).data<(float, float)>()[0], Is.EqualTo((1f, 2f)));
        Assert.That(tensor(new[,] { { 1, 2 }, { 3, 4 } }).T.ReadCpuInt32(1), Is.EqualTo(3));
        Assert.That(ones(1, 1, 1).item<float>(), Is.EqualTo(1));
    }

    [Test]
    public void Scalars_ConvertWithinTheirRange()
    {
        using var scope = NewDisposeScope();
        Assert.That((tensor(2.9).ToInt32(), tensor(3).ToSingle(), tensor(2).ToBoolean()), Is.EqualTo((2, 3f, true)));
        Assert.That(tensor(3L).ToScalar().Type, Is.EqualTo(ScalarType.Int64));
        Assert.That(tensor(3f).ToScalar().Type, Is.EqualTo(ScalarType.Float64));
        Assert.That(tensor(1f, 2f).ToComplexFloat32(), Is.EqualTo((1f, 2f)));
        Assert.That((1.5).ToScalar().ToDouble(), Is.EqualTo(1.5));
        Assert.That(tensor(true).ToScalar().ToInt64(), Is.EqualTo(1));
    }

    [Test]
    public void SaveAndLoad_OneTensor_InTheFormatOfModules()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        tensor(new[,] { { 1, 2, 3 } }).Save(writer);
        // Int32 is type 3; rank 2; sizes 1 and 3; then 12 bytes.
        Assert.That(stream.ToArray(), Is.EqualTo(new byte[] { 3, 2, 1, 3, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0 }));
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        TensorAssert.Holds(Tensor.Load(reader), [1, 3], [1, 2, 3]);
        stream.Position = 0;
        Assert.Throws<ArgumentException>(() => zeros(1, 3).Load(reader));
    }
}
