using System.Diagnostics;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Internals;

/// <summary>What is cleaned up here and left behind by TorchSharp's own.</summary>
public class LocalLifetimeTests
{
    private static readonly Dictionary<string, Action<Tensor>> Results = new()
    {
        ["number minus"] = t => (1 - t).Dispose(),
        ["number over"] = t => (2 / t).Dispose(),
        ["normal"] = t =>
        {
            using var drawn = normal(t, t);
        },
        ["nonzero_as_list"] = t =>
        {
            foreach (var column in t.nonzero_as_list()) column.Dispose();
        },
        ["take_along_dim"] = t => t.take_along_dim([0L]).Dispose(),
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

    // 1,000 steps each make over 10 MB of tensors; if nobody told the collector that would be 10 GB.
    [Test]
    public void UndisposedSteps_DoNotEatTheMachine()
    {
        using var weight = randn(256, 256, requires_grad: true);
        using var input = randn(512, 256);
        for (var step = 0; step < 1000; step++)
        {
            var loss = input.mm(weight).relu().pow(2).mean() + (input * 2).sigmoid().mean();
            loss.backward();
            weight.grad!.zero_();
        }
        using var process = Process.GetCurrentProcess();
        Assert.That(process.WorkingSet64, Is.LessThan(1L << 30));
    }

    // 2,560 tensors of 4 MiB, 64 of them alive at a time. Told of each one's weight, the collector ran a hundred times.
    [Test]
    public void DisposedSteps_StartFewCollections()
    {
        var before = GC.CollectionCount(2);
        for (var step = 0; step < 40; step++)
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < 64; i++)
                _ = ones(1 << 20);
        }
        Assert.That(GC.CollectionCount(2) - before, Is.LessThan(20));
    }
}
