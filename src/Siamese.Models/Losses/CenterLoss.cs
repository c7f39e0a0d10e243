using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per row <c>½ ‖x − c‖²</c>, c the learnt centre of its class: classes become compact; meant beside a loss that keeps them apart.</summary>
/// <remarks>
/// Rows as they are, mean over the rows. Source: Wen, Zhang, Li and Qiao, "A discriminative feature learning approach for deep
/// face recognition", ECCV 2016, eq. 2; centres follow the optimiser here, not a rule of their own. Given tuples
/// weigh the rows. Checkpoint key: <c>centers</c>, <c>[classes, D]</c>.
/// </remarks>
public sealed class CenterLoss : ProxyLoss
{
    private readonly Parameter centers;   // [C, D]

    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="options">A distance that is squared and halved (Euclidean), reducer (mean), regularisers and seed; centres start normally distributed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name a similarity.</exception>
    public CenterLoss(long classes, long embeddingSize, ProxyLossOptions? options = null)
        : base(nameof(CenterLoss), classes, embeddingSize, options, Only<IDistance>(options, new LpDistance(normalize: false), d => !d.IsInverted))
    {
        centers = Create(classes, embeddingSize);
        RegisterComponents();
    }

    private protected override Parameter Weights => centers;

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch, Tensor labels)
    {
        var losses = distance.Pairwise(batch.Embeddings, centers.index_select(0, labels)).square() / 2;   // [N]
        return [new LossPart(TupleWeights.Of(batch) is { } weights ? losses * weights : losses, RowNumbers(batch))];
    }
}
