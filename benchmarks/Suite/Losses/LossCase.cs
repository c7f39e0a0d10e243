using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Benchmarks.Suite.Losses;

/// <summary>A loss with the miner it usually comes with, forward and backward.</summary>
/// <param name="Name">As the peer's script knows it.</param>
/// <param name="Loss">What prices.</param>
/// <param name="Miner">Which tuples; null for all.</param>
internal sealed record LossCase(string Name, MetricLoss Loss, IMiner? Miner = null)
{
    private const int Width = 128;
    private const double Margin = 0.2;

    /// <summary>All cases that have a peer.</summary>
    public static IReadOnlyList<LossCase> All { get; } =
    [
        new("batch-all", Triplets(TripletSelection.All)),
        new("semi-hard", Triplets(TripletSelection.SemiHard)),
        new("batch-hard", Triplets(TripletSelection.Hardest)),
        new("multi-similarity", new MultiSimilarityLoss(), new MultiSimilarityMiner()),
        new("sup-con", new SupConLoss()),
        new("contrastive", new ContrastiveLoss(new ContrastiveLossOptions { Form = ContrastiveForm.Linear })),
        new("nt-xent", new NTXentLoss()),
    ];

    /// <summary>Random embeddings and labels, <paramref name="perClass"/> rows a class; the caller owns both.</summary>
    public static (Tensor Rows, Tensor Labels) Batch(int rows, int perClass = 4)
    {
        using var scope = NewDisposeScope();
        var labels = arange(rows, ScalarType.Int64).div(perClass, RoundingMode.floor).to(ScalarType.Int64);
        return (randn(rows, Width).requires_grad_().MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }

    /// <summary>One forward and one backward pass.</summary>
    public void Step(Tensor rows, Tensor labels)
    {
        using var scope = NewDisposeScope();
        rows.grad?.zero_();
        var tuples = Miner?.Mine(rows, labels);
        Loss.Evaluate(new LossBatch(rows) { Labels = labels, Tuples = tuples }).Loss.backward();
    }

    private static TripletMarginLoss Triplets(TripletSelection selection)
        => new(new TripletMarginLossOptions { Margin = Margin, Selection = selection });
}
