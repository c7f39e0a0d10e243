using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class GatheringTests
{
    // [[1, 2], [3, 4]]
    private static Tensor Four() => tensor(new[,] { { 1f, 2 }, { 3, 4 } });

    [Test]
    public void Select_ByIndexAndMask()
    {
        using var scope = NewDisposeScope();
        var t = Four();
        TensorAssert.Holds(t.index_select(1, tensor(new[] { 1L, 1 })), [2, 2], [2, 2, 4, 4]);
        TensorAssert.Holds(t.masked_select(t > 2), 3, 4);
        TensorAssert.Holds(t.masked_fill(t > 2, 0), [2, 2], [1, 2, 0, 0]);
        TensorAssert.Holds(t.masked_scatter(t > 2, tensor(new[] { 8f, 9 })), [2, 2], [1, 2, 8, 9]);
        TensorAssert.Holds(t.take(tensor(new[] { 3L, 0 })), 4, 1);
        TensorAssert.Holds(t.take_along_dim(tensor(new[,] { { 1L }, { 0 } }), 1), [2, 1], [2, 3]);
        TensorAssert.Holds(t.where(t > 2, zeros(2, 2)), [2, 2], [0, 0, 3, 4]);
        Assert.Throws<ArgumentException>(() => t.masked_select(t));
        Assert.Throws<ArgumentException>(() => t.where(t, t));
        Assert.Throws<ExternalException>(() => t.index_select(0, tensor(new[] { 2L })));
    }

    [Test]
    public void Gather_And_Scatter_AreEachOthersInverse()
    {
        using var scope = NewDisposeScope();
        var t = Four();
        var index = tensor(new[,] { { 1L, 0 }, { 0, 1 } });
        var gathered = t.gather(1, index);
        TensorAssert.Holds(gathered, [2, 2], [2, 1, 3, 4]);
        Assert.That(zeros(2, 2).scatter(1, index, gathered).Equals(t), Is.True);
        TensorAssert.Holds(zeros(3).scatter_add(0, tensor(new[] { 0L, 2, 2 }), ones(3)), 1, 0, 2);
        Assert.Throws<ExternalException>(() => t.gather(1, tensor(new[,] { { 2L } })));
        Assert.Throws<ExternalException>(() => t.gather(1, tensor(new[,] { { 0f } })));
    }

    [Test]
    public void ScatterIntoViews_LeavesTheInputAlone()
    {
        using var scope = NewDisposeScope();
        var t = Four();
        TensorAssert.Holds(t.select_scatter(tensor(new[] { 8f, 9 }), 0, 1), [2, 2], [1, 2, 8, 9]);
        TensorAssert.Holds(t.slice_scatter(zeros(2, 1), 1, 0, 1), [2, 2], [0, 2, 0, 4]);
        TensorAssert.Holds(t.diagonal_scatter(zeros(2)), [2, 2], [0, 2, 3, 0]);
        TensorAssert.Holds(t, [2, 2], [1, 2, 3, 4]);
    }

    [Test]
    public void IndexAdd_Copy_Fill()
    {
        using var scope = NewDisposeScope();
        var index = tensor(new[] { 0L, 0 });
        TensorAssert.Holds(zeros(2).index_add(0, index, ones(2), 2), 4, 0);
        TensorAssert.Holds(zeros(2).index_copy(0, index[..1], tensor(new[] { 7f })), 7, 0);
        TensorAssert.Holds(zeros(2).index_fill(0, index, 3), 3, 0);
        Assert.Throws<ArgumentException>(() => zeros(2).index_add(0, ones(2), ones(2), 1));
    }

    [Test]
    public void Nonzero_InEachOfItsForms()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 0, 1 }, { 2, 0 } });
        TensorAssert.Holds(t.nonzero(), [2, 2], [0, 1, 1, 0]);
        TensorAssert.Holds(t.argwhere(), [2, 2], [0, 1, 1, 0]);
        TensorAssert.Holds(t.nonzero_as_list()[1], [2, 1], [1, 0]);
        TensorAssert.Holds(where(t > 0)[1], 1, 0);
        Assert.That(zeros(3).nonzero().shape, Is.EqualTo(new long[] { 0, 1 }));
        Assert.Throws<ArgumentException>(() => where(t));
    }
}
