using System.Numerics;
using TorchSharp.Local.Tests.Tensors;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Internals;

/// <summary>What TorchSharp's own gets wrong or crashes at.</summary>
public class LocalValueTests
{
    [Test]
    public void Nanmean_LeavesNanOut()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 1f, float.NaN, 3 }, { 4, 6, 8 } });
        TensorAssert.IsScalar(t.nanmean(), 4.4);
        TensorAssert.Holds(t.nanmean(1), 2, 6);
    }

    [Test]
    public void BroadcastShapes_AlignsAtTheEnd() =>
        Assert.That(broadcast_shapes([2, 1], [3], [1, 1, 1]).Shape, Is.EqualTo(new long[] { 1, 2, 3 }));

    [Test]
    public void Tensordot_OverOneDimension_IsAMatrixProduct()
    {
        using var scope = NewDisposeScope();
        var m = arange(4.0).reshape(2, 2);
        Assert.That(m.tensordot(m, 1).Equals(m.mm(m)), Is.True);
        TensorAssert.IsScalar(m.tensordot(m), 14);
    }

    [Test]
    public void Randperm_IntoATensor_FillsIt()
    {
        using var target = empty(5, ScalarType.Int64);
        using var same = randperm(5, target);
        Assert.That(target.data<long>().Order(), Is.EqualTo(Enumerable.Range(0, 5)));
    }

    [Test]
    public void Complex_ShowsBothParts()
    {
        using var scope = NewDisposeScope();
        Assert.That(tensor(new Complex[] { new(1, 2), new(0, 3), new(4, 0) }).npstr(), Is.EqualTo("[1+2i, 3i, 4]"));
        Assert.That(tensor(new[] { (1f, -2f) }).npstr(), Is.EqualTo("[1+-2i]"));
    }

    [Test]
    public void Printing_LeavesNothingAlive()
    {
        using var t = rand(3, 3, 3);
        var before = Tensor.TotalCount;
        _ = t.npstr() + t.jlstr() + t.cstr();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }
}
