using System.Runtime.InteropServices;
using TorchSharp.Local.Tests.Tensors;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Internals;

/// <summary>Nothing that managed code passes ends the process: each mistake is an exception. TorchSharp's own aborts at some of these.</summary>
public class MisuseTests
{
    private static readonly Dictionary<string, Action> Mistakes = new()
    {
        ["null tensor"] = () => ones(2).add((Tensor)null!),
        ["null index"] = () => ones(2).index_select(0, null!),
        ["null mask"] = () => ones(2).masked_fill(null!, 1),
        ["null in list"] = () => cat([ones(2), null!]),
        ["null index list"] = () => ones(2).index((TensorIndex[])null!),
        ["null index tensor"] = () => _ = ones(2)[TensorIndex.Tensor(null!)],
        ["null array"] = () => tensor((float[])null!),
        ["null sizes"] = () => zeros((long[])null!),
        ["null dims"] = () => ones(2).permute((long[])null!),
        ["null device"] = () => ones(2).to((Device)null!),
        ["null einsum"] = () => einsum(null!, ones(2)),
        ["null value"] = () => ones(2)[0] = null!,
        ["null copy"] = () => ones(2).copy_(null!),
        ["step of zero"] = () => _ = ones(3)[TensorIndex.Slice(0, 3, 0)],
        ["matmul of other sizes"] = () => ones(2).matmul(ones(3)),
        ["dimension out of range"] = () => ones(2).sum(dim: 5),
        ["permutation too short"] = () => ones(2, 2).permute(0),
        ["permutation repeats"] = () => ones(2, 2).permute(0, 0),
        ["expand too small"] = () => ones(3).expand(2),
        ["reshape to too many"] = () => ones(3).reshape(2, 2),
        ["as_strided past the end"] = () => ones(3).as_strided([4], [1]),
        ["scatter wrong type"] = () => ones(3).scatter(0, ones(1), ones(1)),
        ["bitwise on floats"] = () => _ = ones(1) & ones(1),
        ["shift of floats by bool"] = () => ones(1).bitwise_not(),
        ["order of fewer than none"] = () => randperm(-1),
        ["uniform the wrong way"] = () => ones(1).uniform_(1, 0),
        ["bernoulli over one"] = () => full(1, 2.0).bernoulli(),
        ["histc of integers"] = () => arange(3).histc(),
        ["bincount of negatives"] = () => tensor(new[] { -1L }).bincount(null),
        ["division by integer zero"] = () => tensor(1).div(tensor(0), RoundingMode.floor),
        ["backward of no scalar"] = () => ones(2, requires_grad: true).backward(),
        ["backward without graph"] = () => ones(1).backward(),
        ["is_nonzero of two"] = () => ones(2).is_nonzero(),
        ["split by nothing"] = () => ones(4, 4).vsplit(0L),
        ["number from two"] = () => ones(2).ToSingle(),
        ["number too large"] = () => tensor(1e10).ToInt32(),
        ["wrong storage type"] = () => ones(2).data<int>(),
        ["grad of another shape"] = () =>
        {
            var t = ones(2, requires_grad: true);
            t.backward([ones(3)]);
        },
        ["index of a vast tensor"] = () => zeros(long.MaxValue),
        ["size overflow"] = () => zeros(1L << 40, 1L << 40),
        ["conversion only for overloads"] = () => _ = (Tensor)(Scalar)1,
        ["disposed scalar"] = () =>
        {
            Scalar one = 1;
            one.Dispose();
            ones(1).add(one);
        },
    };

    private static string[] Names => [.. Mistakes.Keys];

    [TestCaseSource(nameof(Names))]
    public void Mistake_IsAnException(string name)
    {
        using var scope = NewDisposeScope();
        Assert.That(() => Mistakes[name](), Throws.InstanceOf<ArgumentException>().Or.InstanceOf<ExternalException>()
            .Or.InstanceOf<InvalidOperationException>().Or.InstanceOf<NullReferenceException>());
    }

    [Test]
    public void AfterAnError_TheNextCallWorks()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => ones(2).mm(ones(2)));
        TensorAssert.Holds(ones(2) + 1, 2, 2);
    }
}
