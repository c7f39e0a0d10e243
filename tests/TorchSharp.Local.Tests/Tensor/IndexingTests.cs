using System.Runtime.InteropServices;
using static TorchSharp.torch;
using static TorchSharp.torch.TensorIndex;

namespace TorchSharp.Local.Tests.Tensors;

public class IndexingTests
{
    // [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    private static Tensor Twelve() => arange(12).reshape(3, 4);

    [Test]
    public void Get_Numbers_GivesRowsAndElements()
    {
        using var scope = NewDisposeScope();
        var t = Twelve();
        TensorAssert.Holds(t[1], 4, 5, 6, 7);
        TensorAssert.Holds(t[-1], 8, 9, 10, 11);
        TensorAssert.IsScalar(t[2, 3], 11);
        TensorAssert.IsScalar(t[^1, ^4], 8);
        TensorAssert.IsScalar(arange(24).reshape(2, 3, 4)[1, 2, 3], 23);
        TensorAssert.IsScalar(arange(64).reshape(2, 2, 2, 2, 2, 2)[1, 1, 1, 1, 1, 1], 63);
        TensorAssert.IsScalar(arange(16).reshape(2, 2, 2, 2)[0, 1, 1, 1], 7);
        TensorAssert.IsScalar(arange(32).reshape(2, 2, 2, 2, 2)[0, 1, 1, 1, 0], 14);
        TensorAssert.IsScalar(arange(128).reshape(2, 2, 2, 2, 2, 2, 2)[[1, 1, 1, 1, 1, 1, 0L]], 126);
    }

    [Test]
    public void Get_Slices_AreViews()
    {
        using var scope = NewDisposeScope();
        var t = Twelve();
        TensorAssert.Holds(t[1..], [2, 4], [4, 5, 6, 7, 8, 9, 10, 11]);
        TensorAssert.Holds(t[..^1, 1..3], [2, 2], [1, 2, 5, 6]);
        TensorAssert.Holds(t[.., Slice(0, null, 2)], [3, 2], [0, 2, 4, 6, 8, 10]);
        TensorAssert.Holds(t[Slice(-2, -1)], [1, 4], [4, 5, 6, 7]);
        TensorAssert.Holds(t[(0, 1), Colon], [1, 4], [0, 1, 2, 3]);
        TensorAssert.Holds(t[5..], [0, 4], []);
        t[1..2][0, 0] = 40;
        TensorAssert.IsScalar(t[1, 0], 40);
    }

    [Test]
    public void Get_EllipsisNoneAndBool_MakeAndSkipDimensions()
    {
        using var scope = NewDisposeScope();
        var t = arange(8).reshape(2, 2, 2);
        TensorAssert.Holds(t[Ellipsis, 1], [2, 2], [1, 3, 5, 7]);
        TensorAssert.Holds(t[1, Ellipsis, 0], 4, 6);
        TensorAssert.Holds(t[None, 1, 1], [1, 2], [6, 7]);
        TensorAssert.Holds(t[0, None, 0], [1, 2], [0, 1]);
        Assert.That(t[Bool(true)].shape, Is.EqualTo(new long[] { 1, 2, 2, 2 }));
        Assert.That(t[Bool(false)].shape, Is.EqualTo(new long[] { 0, 2, 2, 2 }));
    }

    [Test]
    public void Get_IndexTensors_CopyInTheirOrder()
    {
        using var scope = NewDisposeScope();
        var t = Twelve();
        TensorAssert.Holds(t[tensor(new[] { 2L, 0 })], [2, 4], [8, 9, 10, 11, 0, 1, 2, 3]);
        TensorAssert.Holds(t[tensor(new[] { 2L, 0 }), tensor(new[] { 1L, 3 })], 9, 3);
        TensorAssert.Holds(t[Colon, TensorIndex.Tensor(tensor(new[] { 3L, 3 }))], [3, 2], [3, 3, 7, 7, 11, 11]);
        TensorAssert.Holds(t[1, TensorIndex.Tensor(tensor(new[] { 3L, 0 }))], 7, 4);
        TensorAssert.Holds(t[tensor(new[] { 1, 2 })][.., 0], 4, 8);
        TensorAssert.Holds(t[tensor(1L)], 4, 5, 6, 7);
    }

    [Test]
    public void Get_Masks_PickInRowMajorOrder()
    {
        using var scope = NewDisposeScope();
        var t = Twelve();
        TensorAssert.Holds(t[t % 5 == 0], 0, 5, 10);
        TensorAssert.Holds(t[tensor(new[] { true, false, true })], [2, 4], [0, 1, 2, 3, 8, 9, 10, 11]);
        TensorAssert.Holds(t[Colon, TensorIndex.Tensor(tensor(new[] { true, false, false, true }))], [3, 2], [0, 3, 4, 7, 8, 11]);
        TensorAssert.Holds(t[t > 100], []);
    }

    [Test]
    public void Set_EachKindOfIndex_ChangesThatPartOnly()
    {
        using var scope = NewDisposeScope();
        var t = zeros(3, 4);
        t[0] = 1;
        t[1, 2] = 2f;
        t[2, ..2] = tensor(new[] { 3f, 4 });
        t[.., 3] = tensor(new[] { 5f, 6, 7 });
        TensorAssert.Holds(t, [3, 4], [1, 1, 1, 5, 0, 0, 2, 6, 3, 4, 0, 7]);
        t[t == 0] = -1f;
        TensorAssert.Holds(t, [3, 4], [1, 1, 1, 5, -1, -1, 2, 6, 3, 4, -1, 7]);
        t[tensor(new[] { 0L, 2 }), tensor(new[] { 0L, 3 })] = tensor(new[] { 8f, 9 });
        TensorAssert.Holds(t, [3, 4], [8, 1, 1, 5, -1, -1, 2, 6, 3, 4, -1, 9]);
        t[Ellipsis] = zeros(1, 1, 4);
        TensorAssert.Holds(t, [3, 4], new double[12]);
    }

    [Test]
    public void Set_ManyNumbers_ReachesTheElement()
    {
        using var scope = NewDisposeScope();
        var t = zeros([2L, 2, 2, 2, 2, 2]);
        t[1, 1, 1, 1, 1, 1] = 1f;
        t[[0L, 0, 0, 0, 0, 1]] = 2f;
        Assert.That((t.sum().item<float>(), t[0, 0, 0, 0, 0, 1].item<float>()), Is.EqualTo((3f, 2f)));
    }

    [Test]
    public void IndexPut_Accumulating_AddsWhereAnIndexRepeats()
    {
        using var scope = NewDisposeScope();
        var t = zeros(3);
        t.index_put_(ones(3), [TensorIndex.Tensor(tensor(new[] { 1L, 1, 2 }))], accumulate: true);
        TensorAssert.Holds(t, 0, 2, 1);
        t.index_put_(7, tensor(new[] { 0L }));
        TensorAssert.Holds(t, 7, 2, 1);
        Assert.That(t.index_put_(tensor(1f), TensorIndex.Single(0)), Is.SameAs(t));
    }

    [Test]
    public void Set_InsideAGraph_GivesGradientsToWhatWasPutIn()
    {
        using var scope = NewDisposeScope();
        var source = ones(2, requires_grad: true);
        var t = zeros(2, 2);
        t[0] = source * 3;
        t.sum().backward();
        TensorAssert.Holds(source.grad!, 3, 3);
    }

    [Test]
    public void Index_OutOfRange_IsAnErrorOfLibtorch()
    {
        using var scope = NewDisposeScope();
        var t = Twelve();
        Assert.Throws<ExternalException>(() => _ = t[3]);
        Assert.Throws<ExternalException>(() => _ = t[0, -5]);
        Assert.Throws<ExternalException>(() => _ = t[0, 0, 0]);
        Assert.Throws<ExternalException>(() => _ = t[.., .., 0]);
        Assert.Throws<ExternalException>(() => _ = t[tensor(new[] { 3L })]);
        Assert.Throws<ExternalException>(() => _ = t[tensor(new[] { true, false })]);
        Assert.Throws<ExternalException>(() => _ = t[tensor(new[] { 0f })]);
        Assert.Throws<ExternalException>(() => t[0] = ones(3, ScalarType.Int64));
        Assert.Throws<ExternalException>(() => _ = tensor(1f)[0]);
    }

    [Test]
    public void Index_LeavesOnlyItsResultAlive()
    {
        using var t = Twelve();
        using var rows = tensor(new[] { 0L, 2 });
        using var value = tensor(5L);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (t[1.., ^1])
        using (t[rows])
        using (t[Bool(true), TensorIndex.Tensor(rows), 0])
            Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(3));
        t[1..] = value;
        t[0, 0] = value;
        t[rows] = value;
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Slice_And_Select_AreAsTheIndexer()
    {
        using var scope = NewDisposeScope();
        var t = Twelve();
        TensorAssert.Holds(t.slice(1, 0, 4, 3), [3, 2], [0, 3, 4, 7, 8, 11]);
        TensorAssert.Holds(t.select(1, 2), 2, 6, 10);
        TensorAssert.Holds(t.narrow(0, 1, 1), [1, 4], [4, 5, 6, 7]);
        Assert.Throws<ArgumentException>(() => t.slice(0, 0, 1, 0));
        Assert.Throws<ExternalException>(() => t.narrow(0, 2, 2));
    }
}
