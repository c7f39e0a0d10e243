using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class MovingTests
{
    [Test]
    public void To_TheSameTypeAndDevice_SharesMemoryUnlessACopyIsAskedFor()
    {
        using var scope = NewDisposeScope();
        var t = ones(2);
        var same = t.to(float32);
        var copy = t.to(float32, copy: true);
        t[0] = 5;
        TensorAssert.Holds(same, 5, 1);
        TensorAssert.Holds(copy, 1, 1);
        Assert.That(same, Is.Not.SameAs(t));
        TensorAssert.Holds(t.cpu(), 5, 1);
        TensorAssert.Holds(t.to("cpu"), 5, 1);
        TensorAssert.Holds(t.to(DeviceType.CPU), 5, 1);
    }

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Convert, ScalarType Type)> Types = new()
    {
        ["bool"] = (t => t.@bool(), ScalarType.Bool),
        ["byte"] = (t => t.@byte(), ScalarType.Byte),
        ["char"] = (t => t.@char(), ScalarType.Int8),
        ["short"] = (t => t.@short(), ScalarType.Int16),
        ["int"] = (t => t.@int(), ScalarType.Int32),
        ["long"] = (t => t.@long(), ScalarType.Int64),
        ["half"] = (t => t.half(), ScalarType.Float16),
        ["bfloat16"] = (t => t.bfloat16(), ScalarType.BFloat16),
        ["float"] = (t => t.@float(), ScalarType.Float32),
        ["double"] = (t => t.@double(), ScalarType.Float64),
        ["type_as"] = (t => t.type_as(zeros(1, int64)), ScalarType.Int64),
        ["to tensor"] = (t => t.to(zeros(1, int16)), ScalarType.Int16),
        ["to type and device"] = (t => t.to(int8, CPU), ScalarType.Int8),
        ["type"] = (t => t.type(int32), ScalarType.Int32),
        ["type function"] = (t => t.type(LongTensor), ScalarType.Int64),
    };

    private static string[] Names => [.. Types.Keys];

    [TestCaseSource(nameof(Names))]
    public void Conversion_ChangesTheTypeAndKeepsTheValues(string name)
    {
        using var scope = NewDisposeScope();
        var (convert, type) = Types[name];
        var converted = convert(tensor(new[] { 0f, 1 }));
        Assert.That(converted.dtype, Is.EqualTo(type));
        TensorAssert.Holds(converted, 0, 1);
    }

    [Test]
    public void To_DisposingAfter_DisposesTheSource()
    {
        var t = ones(2);
        using var converted = t.to(float64, disposeAfter: true);
        Assert.That((t.IsInvalid, converted.IsInvalid), Is.EqualTo((true, false)));
    }

    [Test]
    public void Cuda_WithoutADevice_IsRefusedByName()
    {
        if (cuda.is_available()) Assert.Ignore("This machine has CUDA.");
        using var t = ones(2);
        Assert.That(Assert.Throws<InvalidOperationException>(() => t.cuda())!.Message, Does.Contain("CUDA"));
        Assert.Throws<ArgumentException>(() => t.cuda(CPU));
        Assert.That(t.is_pinned(), Is.False);
    }

    [Test]
    public void Clone_And_Detach()
    {
        using var scope = NewDisposeScope();
        var leaf = ones(2, requires_grad: true);
        var copy = leaf.clone();
        Assert.That((copy.requires_grad, copy.is_leaf), Is.EqualTo((true, false)));
        var detached = leaf.detach();
        Assert.That(detached.requires_grad, Is.False);
        detached[0] = 7;
        TensorAssert.Holds(leaf, 7, 1);
        TensorAssert.Holds(copy, 1, 1);
    }

    [Test]
    public void Set_TakesOverTheStorage()
    {
        using var scope = NewDisposeScope();
        Tensor a = zeros(2), b = arange(3.0);
        Assert.That(a.set_(b), Is.SameAs(a));
        b[0] = 9;
        TensorAssert.Holds(a, 9, 1, 2);
    }

    [Test]
    public void Meta_HasAShapeAndNoValues()
    {
        using var t = zeros([2L, 3], device: META);
        Assert.That((t.is_meta, t.shape), Is.EqualTo((true, new long[] { 2, 3 })));
        Assert.That(t.ToString(TensorStringStyle.Julia), Is.EqualTo("[2x3], type = Float32, device = meta"));
        Assert.Throws(Is.InstanceOf<Exception>(), () => t.data<float>());
        Assert.Throws<InvalidOperationException>(() => _ = t.bytes.Length);
    }
}
