using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class ShapeTests
{
    [Test]
    public void View_And_Reshape_KeepTheOrder()
    {
        using var scope = NewDisposeScope();
        var t = arange(6);
        TensorAssert.Holds(t.view(2, 3), [2, 3], [0, 1, 2, 3, 4, 5]);
        TensorAssert.Holds(t.reshape(3, -1)[0], 0, 1);
        t.view(2, 3)[1, 2] = 50;
        TensorAssert.IsScalar(t[5], 50);
        Assert.Throws<ExternalException>(() => t.view(4, 2));
        Assert.Throws<ExternalException>(() => t.view(2, 3).T.view(6));
        TensorAssert.Holds(t.view(2, 3).T.reshape(6), 0, 3, 1, 4, 2, 50);
        Assert.That(t.view_as(zeros(6, 1)).shape, Is.EqualTo(new long[] { 6, 1 }));
    }

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Change, long[] Shape)> Shapes = new()
    {
        ["flatten"] = (t => t.flatten(), [24]),
        ["flatten 1"] = (t => t.flatten(1), [2, 12]),
        ["flatten 0 to 1"] = (t => t.flatten(0, 1), [6, 4]),
        ["unflatten"] = (t => t.unflatten(2, 2, 2), [2, 3, 2, 2]),
        ["unsqueeze"] = (t => t.unsqueeze(1), [2, 1, 3, 4]),
        ["unsqueeze -1"] = (t => t.unsqueeze(-1), [2, 3, 4, 1]),
        ["squeeze"] = (t => t.unsqueeze(0).unsqueeze(-1).squeeze(), [2, 3, 4]),
        ["squeeze 0"] = (t => t.unsqueeze(0).unsqueeze(-1).squeeze(0), [2, 3, 4, 1]),
        ["squeeze nothing"] = (t => t.squeeze(0), [2, 3, 4]),
        ["permute"] = (t => t.permute(2, 0, 1), [4, 2, 3]),
        ["transpose"] = (t => t.transpose(0, -1), [4, 3, 2]),
        ["mT"] = (t => t.mT, [2, 4, 3]),
        ["T"] = (t => t.T, [4, 3, 2]),
        ["movedim"] = (t => t.movedim([0], [2]), [3, 4, 2]),
        ["moveaxis"] = (t => moveaxis(t, (0, 1), (1, 2)), [4, 2, 3]),
        ["expand"] = (t => t.unsqueeze(0).expand(5, -1, -1, -1), [5, 2, 3, 4]),
        ["broadcast_to"] = (t => t.broadcast_to(1, 2, 3, 4), [1, 2, 3, 4]),
        ["repeat"] = (t => t.repeat(2, 1, 1, 3), [2, 2, 3, 12]),
        ["tile"] = (t => t.tile([2]), [2, 3, 8]),
        ["repeat_interleave"] = (t => t.repeat_interleave(2, 1), [2, 6, 4]),
        ["unfold"] = (t => t.unfold(2, 2, 1), [2, 3, 3, 2]),
        ["diagonal"] = (t => t.diagonal(), [4, 2]),
        ["flip"] = (t => t.flip(0, 1), [2, 3, 4]),
        ["rot90"] = (t => t.rot90(), [3, 2, 4]),
        ["as_strided"] = (t => t.as_strided([2, 2], [1, 4]), [2, 2]),
        ["atleast_3d"] = (t => t[0, 0].atleast_3d(), [1, 4, 1]),
        ["ravel"] = (t => t.ravel(), [24]),
        ["swapaxes"] = (t => t.swapaxes(1, 2), [2, 4, 3]),
    };

    private static string[] Names => [.. Shapes.Keys];

    [TestCaseSource(nameof(Names))]
    public void Change_HasItsShapeAndNoOtherValues(string name)
    {
        using var scope = NewDisposeScope();
        var t = arange(24).reshape(2, 3, 4);
        var changed = Shapes[name].Change(t);
        Assert.That(changed.shape, Is.EqualTo(Shapes[name].Shape));
        Assert.That(changed.isin(t).all().item<bool>(), Is.True);
    }

    [Test]
    public void Values_MoveWhereTheyShould()
    {
        using var scope = NewDisposeScope();
        var t = arange(4).reshape(2, 2);
        TensorAssert.Holds(t.t(), [2, 2], [0, 2, 1, 3]);
        TensorAssert.Holds(t.fliplr(), [2, 2], [1, 0, 3, 2]);
        TensorAssert.Holds(t.flipud(), [2, 2], [2, 3, 0, 1]);
        TensorAssert.Holds(t.rot90(), [2, 2], [1, 3, 0, 2]);
        TensorAssert.Holds(t.roll(1), [2, 2], [3, 0, 1, 2]);
        TensorAssert.Holds(t.roll(1, 0), [2, 2], [2, 3, 0, 1]);
        TensorAssert.Holds(t.roll((1, 1), (0, 1)), [2, 2], [3, 2, 1, 0]);
        TensorAssert.Holds(t.diag(), 0, 3);
        TensorAssert.Holds(tensor(new[] { 1, 2 }).diag(), [2, 2], [1, 0, 0, 2]);
        TensorAssert.Holds(tensor(new[] { 1, 2 }).diag_embed(1), [3, 3], [0, 1, 0, 0, 0, 2, 0, 0, 0]);
        TensorAssert.IsScalar(t.trace(), 3);
        TensorAssert.Holds(ones(2, 2).tril(), [2, 2], [1, 0, 1, 1]);
        TensorAssert.Holds(ones(2, 2).triu(1), [2, 2], [0, 1, 0, 0]);
        TensorAssert.Holds(tensor(new[] { 1, 2 }).repeat_interleave(tensor(new[] { 2L, 1 })), 1, 1, 2);
        TensorAssert.Holds(tril_indices(2, 2), [2, 3], [0, 1, 1, 0, 0, 1]);
        TensorAssert.Holds(tensor(new[] { 1.0, 2 }).vander(3), [2, 3], [1, 1, 1, 4, 2, 1]);
    }

    [Test]
    public void InPlace_Squeeze_Unsqueeze_Transpose_ReturnTheTensor()
    {
        using var scope = NewDisposeScope();
        var t = zeros(1, 2);
        Assert.That(t.squeeze_(0), Is.SameAs(t));
        Assert.That(t.unsqueeze_(1).transpose_(0, 1).shape, Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test]
    public void Strides_And_Contiguity()
    {
        using var scope = NewDisposeScope();
        var t = arange(6).reshape(2, 3);
        Assert.That((t.is_contiguous(), t.T.is_contiguous()), Is.EqualTo((true, false)));
        Assert.That(t.T.stride(), Is.EqualTo(new long[] { 1, 3 }));
        Assert.That((t.stride(0), t.stride(-1)), Is.EqualTo((3, 1)));
        Assert.That(t.T.contiguous().stride(), Is.EqualTo(new long[] { 2, 1 }));
        Assert.That(t[1].storage_offset(), Is.EqualTo(3));
    }

    [Test]
    public void Properties_DescribeTheTensor()
    {
        using var scope = NewDisposeScope();
        var t = zeros([2L, 3], float64);
        Assert.That((t.ndim, t.dim(), t.numel(), t.NumberOfElements, t.element_size()), Is.EqualTo((2L, 2L, 6L, 6L, 8L)));
        Assert.That((t.size(1), t.size(-2)), Is.EqualTo((3, 2)));
        Assert.That((t.is_floating_point(), t.is_integral(), t.is_complex(), t.is_sparse, t.is_cuda), Is.EqualTo((true, false, false, false, false)));
        Assert.That(t.device.type, Is.EqualTo(DeviceType.CPU));
        Assert.Throws<ExternalException>(() => t.size(2));
    }

    [Test]
    public void Splitting_CutsIntoParts()
    {
        using var scope = NewDisposeScope();
        var t = arange(5);
        Assert.That(t.chunk(2).Select(p => p.shape[0]), Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(t.split(2L).Select(p => p.shape[0]), Is.EqualTo(new long[] { 2, 2, 1 }));
        Assert.That(t.split([1L, 4]).Select(p => p.shape[0]), Is.EqualTo(new long[] { 1, 4 }));
        Assert.That(t.tensor_split(2L).Select(p => p.shape[0]), Is.EqualTo(new long[] { 3, 2 }));
        Assert.That(t.tensor_split([1L, 3]).Select(p => p.shape[0]), Is.EqualTo(new long[] { 1, 2, 2 }));
        Assert.That(t.unbind().Select(p => p.item<long>()), Is.EqualTo(new long[] { 0, 1, 2, 3, 4 }));
        var square = arange(16).reshape(4, 4);
        TensorAssert.Holds(square.hsplit(2L)[1][0], 2, 3);
        TensorAssert.Holds(square.vsplit(2L)[1][0], 8, 9, 10, 11);
        Assert.Throws<ArgumentException>(() => square.vsplit(3L));
        Assert.Throws<ExternalException>(() => t.split([1L, 1]));
        Assert.Throws<ExternalException>(() => t.chunk(0));
    }

    [Test]
    public void Joining_PutsTensorsTogether()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(new[] { 1, 2 }), b = tensor(new[] { 3, 4 });
        TensorAssert.Holds(cat([a, b]), 1, 2, 3, 4);
        TensorAssert.Holds(cat(new List<Tensor> { a, b }), 1, 2, 3, 4);
        TensorAssert.Holds(concat(new[] { a, b }), 1, 2, 3, 4);
        TensorAssert.Holds(stack([a, b]), [2, 2], [1, 2, 3, 4]);
        TensorAssert.Holds(stack([a, b], 1), [2, 2], [1, 3, 2, 4]);
        TensorAssert.Holds(hstack(a, b), 1, 2, 3, 4);
        TensorAssert.Holds(vstack([a, b]), [2, 2], [1, 2, 3, 4]);
        TensorAssert.Holds(column_stack(a, b), [2, 2], [1, 3, 2, 4]);
        Assert.That(dstack(a, b).shape, Is.EqualTo(new long[] { 1, 2, 2 }));
        TensorAssert.Holds(block_diag(a.unsqueeze(0), b.unsqueeze(0)), [2, 4], [1, 2, 0, 0, 0, 0, 3, 4]);
        TensorAssert.Holds(cartesian_prod(a, b), [4, 2], [1, 3, 1, 4, 2, 3, 2, 4]);
        TensorAssert.Holds(meshgrid([a, b])[0], [2, 2], [1, 1, 2, 2]);
        TensorAssert.Holds(combinations(arange(3)), [3, 2], [0, 1, 0, 2, 1, 2]);
        Assert.That(broadcast_tensors(a, b.unsqueeze(1)).Select(t => t.shape), Is.All.EqualTo(new long[] { 2, 2 }));
        Assert.Throws<ArgumentException>(() => broadcast_shapes([2], [3]));
    }

    [Test]
    public void Cat_EdgeCases()
    {
        using var scope = NewDisposeScope();
        var a = ones(2);
        var alone = cat([a]);
        alone[0] = 5;
        TensorAssert.Holds(a, 5, 1);
        Assert.That(cat([ones(1), ones(1, int64)]).dtype, Is.EqualTo(ScalarType.Float32));
        Assert.Throws<ArgumentException>(() => cat(Array.Empty<Tensor>()));
        Assert.Throws<ExternalException>(() => stack(Array.Empty<Tensor>()));
        Assert.Throws<ExternalException>(() => cat([ones(1, 2), ones(1, 3)]));
        Assert.Throws<ArgumentNullException>(() => stack(null!));
    }

    [Test]
    public void Size_ActsAsAList()
    {
        Size size = (2L, 3L, 4L);
        Assert.That((size.Length, size[0], size[2L], size.numel(), size.IsEmpty), Is.EqualTo((3, 2L, 4L, 24L, false)));
        Assert.That(size.Slice(1, 3).Shape, Is.EqualTo(new long[] { 3, 4 }));
        Assert.That(size.Slice(-1, 3).Shape, Is.EqualTo(new long[] { 4 }));
        Assert.That((size + new Size(5L)).Shape, Is.EqualTo(new long[] { 2, 3, 4, 5 }));
    }
}
