using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Internals;

/// <summary>Where the accessor is safer or more exact than TorchSharp's own.</summary>
public class LocalAccessorTests
{
    [Test]
    public void Accessor_OfADisposedTensor_Throws()
    {
        var t = zeros(3);
        var data = t.data<float>();
        using var walk = data.GetEnumerator();
        t.Dispose();
        Assert.Throws<InvalidOperationException>(() => _ = data[0]);
        Assert.Throws<InvalidOperationException>(() => data.CopyTo(new float[3]));
        Assert.Throws<InvalidOperationException>(() => walk.MoveNext());
        Assert.Throws<InvalidOperationException>(() => t.data<float>());
    }

    [Test]
    public void Accessor_Equality_IsByValues()
    {
        using var scope = NewDisposeScope();
        TensorAccessor<float> a = ones(3).data<float>(), b = ones(3).data<float>(), c = zeros(3).data<float>();
        Assert.That((a == b, a != c, a.Equals(c)), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void Write_AtOneIndexOfAMatrix_CountsRowByRow()
    {
        using var t = zeros(2, 2);
        var data = t.T.data<float>();
        data[1] = 5;
        data.CopyFrom(new[] { 7f, 8 }, 0, 2);
        Assert.That(t.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 7, 5, 8 }));
    }

    [Test]
    public void Read_AfterTheTensorTookOtherMemory_SeesThat()
    {
        using var t = zeros(2);
        var data = t.data<float>();
        using (var other = full(2, 3.0)) t.set_(other);
        Assert.That(data[1], Is.EqualTo(3));
    }
}
