using TorchSharp.Siamese.Benchmarks.Running;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>Cost of one small operator.</summary>
internal sealed class AddBenchmark : IBenchmark
{
    public string Name => "add";

    public string Description => "adding two 4x4 matrices: cost of one small operator";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        using var peer = new PeerProcess("add.py", settings);
        using Tensor left = rand(4, 4), right = rand(4, 4);
        var calls = settings.Quick ? 20_000 : 300_000;
        var (ours, theirs) = Rounds.Alternate(settings.Quick ? 2 : 7, () => Measure(left, right, calls), peer.Seconds, cancellationToken);
        return [BenchmarkRow.LessIsBetter(Name, $"add of 4x4, disposed at once, against {peer.Title}", ours * 1e9, theirs * 1e9, "ns")];
    }

    private static double Measure(Tensor left, Tensor right, int calls)
    {
        using var grad = no_grad();
        return Rounds.PerCall(() => left.add(right).Dispose(), calls);
    }
}
