using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>Retrieval figures of a whole set, each row against all others.</summary>
internal sealed class RetrievalBenchmark : IBenchmark
{
    private const int Dimension = 256;
    private const int PerClass = 20;

    public string Name => "retrieval";

    public string Description => "precision@1, recall@k, R-precision and MAP@R of embeddings, all against all; plain PyTorch computes precision@1 and MAP@R only";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var rows = settings.Quick ? 400 : 10_000;
        using var peer = new PeerProcess("retrieval.py", settings);
        using var scope = NewDisposeScope();
        var labels = arange(rows, dtype: ScalarType.Int64).remainder(rows / PerClass);
        var embeddings = randn(rows / PerClass, Dimension)[labels] + (1.5 * randn(rows, Dimension));
        var (ours, theirs) = Rounds.Alternate(
            settings.Quick ? 1 : 3, () => Rounds.PerCall(() => RetrievalEvaluator.Evaluate(embeddings, labels), 1), peer.Seconds, cancellationToken);
        return [BenchmarkRow.LessIsBetter(Name, $"retrieval figures of {rows:N0} x {Dimension} embeddings, against {peer.Title}", ours * 1e3, theirs * 1e3, "ms")];
    }
}
