using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class SortingTests
{
    [Test]
    public void Sort_GivesValuesAndWhereTheyWere()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 3f, 1, 2 });
        var (values, indices) = t.sort();
        TensorAssert.Holds(values, 1, 2, 3);
        TensorAssert.Holds(indices, 1, 2, 0);
        TensorAssert.Holds(t.sort(descending: true).Values, 3, 2, 1);
        TensorAssert.Holds(t.argsort(), 1, 2, 0);
        TensorAssert.Holds(tensor(new[,] { { 2f, 1 }, { 1, 2 } }).sort(0).Indices, [2, 2], [1, 0, 0, 1]);
        TensorAssert.Holds(tensor(new[,] { { 2f }, { 1 } }).msort(), [2, 1], [1, 2]);
    }

    [Test]
    public void Sort_Stable_KeepsTheOrderOfEquals()
    {
        using var scope = NewDisposeScope();
        TensorAssert.Holds(tensor(new[] { 1, 0, 1, 0 }).sort(stable: true).Indices, 1, 3, 0, 2);
    }

    [Test]
    public void Topk_LargestOrSmallest()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 3f, 1, 2 }, { 4, 6, 5 } });
        var (values, indexes) = t.topk(2);
        TensorAssert.Holds(values, [2, 2], [3, 2, 6, 5]);
        TensorAssert.Holds(indexes, [2, 2], [0, 2, 1, 2]);
        TensorAssert.Holds(t.topk(1, 0, largest: false).values, [1, 3], [3, 1, 2]);
        TensorAssert.Holds(t.kthvalue(2, 1).values, 2, 5);
        Assert.Throws<ExternalException>(() => t.topk(4));
        Assert.Throws<ExternalException>(() => t.kthvalue(0, 1));
    }

    [Test]
    public void Unique_GivesOnlyWhatIsAskedFor()
    {
        using var scope = NewDisposeScope();
        var t = tensor(new[] { 3L, 1, 3 });
        var (output, inverse, counts) = t.unique(return_inverse: true, return_counts: true);
        TensorAssert.Holds(output, 1, 3);
        TensorAssert.Holds(inverse!, 1, 0, 1);
        TensorAssert.Holds(counts!, 1, 2);
        Assert.That((t.unique().inverse_indices, t.unique().counts), Is.EqualTo(((Tensor?)null, (Tensor?)null)));
        TensorAssert.Holds(tensor(new[] { 1, 1, 2, 1 }).unique_consecutive().output, 1, 2, 1);
        TensorAssert.Holds(tensor(new[,] { { 1, 2 }, { 1, 2 } }).unique(dim: 0).output, [1, 2], [1, 2]);
    }

    [Test]
    public void Unique_LeavesOnlyItsResultAlive()
    {
        using var t = tensor(new[] { 3L, 1, 3 });
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var output = t.unique().output;
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(1));
    }
}
