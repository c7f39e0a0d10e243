using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Tensors;

public class LifetimeTests
{
    private static readonly Dictionary<string, Action<Tensor>> Results = new()
    {
        ["operator"] = t => (t + 1).Dispose(),
        ["sum"] = t => t.sum().Dispose(),
        ["index"] = t => t[0, 1].Dispose(),
        ["mask"] = t =>
        {
            using var mask = t > 0;
            t[mask].Dispose();
        },
        ["H"] = t => t.H.Dispose(),
        ["item"] = t =>
        {
            using var sum = t.sum();
            _ = sum.item<float>();
        },
        ["ToArray"] = t => t.data<float>().ToArray(),
        ["to"] = t => t.to(float64).Dispose(),
        ["tensor converted"] = _ => tensor(new[] { 1 }, float32).Dispose(),
        ["arange complex"] = _ => arange(3, complex64).Dispose(),
        ["randint complex"] = _ => randint(3, [2L], complex64).Dispose(),
        ["randint_int"] = _ => randint_int(3),
        ["in place"] = t => t.add_(1).mul_(2),
        ["split"] = t =>
        {
            foreach (var part in t.split(1L)) part.Dispose();
        },
        ["wrapped"] = t => WrappedTensorDisposeScope(() => (t + 1) * 2).Dispose(),
        ["failed operator"] = t => Assert.Catch(() => t.mm(t)),
    };

    private static string[] Names => [.. Results.Keys];

    [TestCaseSource(nameof(Names))]
    public void Call_LeavesNothingButItsResult(string name)
    {
        using var t = ones(2, 3);
        using var outer = NewDisposeScope();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Results[name](t);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Disposed_EveryUse_IsAnInvalidOperation()
    {
        var t = ones(2);
        t.Dispose();
        t.Dispose();
        using var live = ones(2);
        Action[] uses =
        [
            () => _ = t + 1, () => _ = live + t, () => t.sum(), () => _ = t[0], () => live[0] = t, () => _ = t.shape, () => _ = t.dtype,
            () => t.item<float>(), () => t.data<float>(), () => _ = t.bytes.Length, () => cat([live, t]), () => t.clone(), () => t.add_(1),
            () => t.to(float64), () => _ = t.requires_grad, () => t.backward(), () => t.npstr(), () => t.WriteBytesToStream(Stream.Null),
            () => _ = live[t], () => where(t, live, live), () => t.alias(), () => _ = t.Handle, () => t.ToScalar(), () => t.ToString(),
        ];
        foreach (var use in uses) Assert.Throws<InvalidOperationException>(use);
        Assert.That(t.IsInvalid, Is.True);
    }

    [Test]
    public void Scope_DisposesWhatWasMadeInIt()
    {
        Tensor kept, gone;
        using (NewDisposeScope())
        {
            gone = ones(2);
            kept = (gone + 1).MoveToOuterDisposeScope();
        }
        Assert.That((gone.IsInvalid, kept.IsInvalid), Is.EqualTo((true, false)));
        kept.Dispose();
    }

    [Test]
    public void Views_OutliveTheirSource()
    {
        var source = arange(4);
        using var view = source.view(2, 2);
        source.Dispose();
        TensorAssert.Holds(view, [2, 2], [0, 1, 2, 3]);
    }
}
