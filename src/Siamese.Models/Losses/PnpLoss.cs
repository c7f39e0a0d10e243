using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Penalises negatives ranked before positives: per positive the soft count <c>R = Σₙ σ((s(a,n) − s(a,p))/τ)</c>, or a function of it.</summary>
/// <remarks>
/// On cosines. The row itself counts as one of its positives, so a row's mean is over |P| + 1; the loss is the mean over
/// the rows that have a positive, which no reducer changes. Time is that of the triplets; memory is O(N²), as the counts are summed in blocks together
/// with their gradient. It can be differentiated once. Source: Li, Min, Song, Wang, Su and Zhang, "Rethinking the optimization
/// of average precision: only penalizing negative instances before positive ones is enough", AAAI 2022. Immutable, thread-safe.
/// </remarks>
public sealed class PnpLoss : MetricLoss
{
    private const long BlockSize = 1L << 21;   // numbers in one block

    /// <param name="variant">What becomes of the soft count.</param>
    /// <param name="anneal">τ, the softness of the count. Finite, above 0.</param>
    /// <param name="alpha">Exponent of <see cref="PnpVariant.Dq"/>. Finite, above 0.</param>
    /// <param name="b">Steepness of <see cref="PnpVariant.Ib"/>. Finite, above 0.</param>
    /// <param name="options">Regulariser; the distance is the cosine, and no reducer is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range, or the variant is none of the named ones.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public PnpLoss(PnpVariant variant = PnpVariant.O, double anneal = 0.01, double alpha = 1, double b = 2, MetricLossOptions? options = null)
        : base(nameof(PnpLoss), options, Only(options, new CosineSimilarity()), inputs: LossInputs.Relation | LossInputs.LabelsOptional)
    {
        this.variant = Enum.IsDefined(variant)
            ? variant
            : throw new ArgumentOutOfRangeException(nameof(variant), variant, $"Expected one of {string.Join(", ", Enum.GetNames<PnpVariant>())}, got {variant}.");
        this.anneal = Check.FinitePositive(anneal);
        this.alpha = Check.FinitePositive(alpha);
        this.b = Check.FinitePositive(b);
    }

    /// <summary>What becomes of the soft count.</summary>
    public PnpVariant variant { get; }

    /// <summary>τ.</summary>
    public double anneal { get; }

    /// <summary>Exponent of <see cref="PnpVariant.Dq"/>.</summary>
    public double alpha { get; }

    /// <summary>Steepness of <see cref="PnpVariant.Ib"/>.</summary>
    public double b { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var masks = PairMasks.OfClasses(batch);
        var matrix = distance.Matrix(batch.Embeddings);                                               // [N, N]
        var usable = masks.Positive.any(1);                                                           // [N]
        var itself = eye(matrix.shape[0], dtype: ScalarType.Bool, device: matrix.device);
        var ranked = masks.Positive.logical_or(itself).logical_and(usable.unsqueeze(1));              // [N, N]
        var pairs = ranked.nonzero();                                                                 // [K, 2]
        var share = (ranked.sum(1) * usable.sum()).clamp_min(1).to(matrix.dtype).reciprocal();        // [N], weight of a pair
        var total = BlockedSum.Of(matrix, pairs.shape[0], Math.Max(1, BlockSize / Math.Max(1, matrix.shape[1])), (rows, start, count) =>
        {
            var (anchors, positives) = (pairs.narrow(0, start, count).select(1, 0), pairs.narrow(0, start, count).select(1, 1));
            var before = (rows.index_select(0, anchors) - Pick(rows, anchors, positives).unsqueeze(1)) / anneal;   // [K, N]
            var counted = before.sigmoid().masked_fill(masks.Negative.index_select(0, anchors).logical_not(), 0).sum(1);
            return (Price(counted) * share.index_select(0, anchors)).sum();
        });
        // The weights of all pairs add up to 1, unless there are none.
        var loss = variant == PnpVariant.Dq && pairs.shape[0] > 0 ? 1 - total : total;
        return [new LossPart(loss, RowNumbers(batch)) { Usable = usable }];
    }

    private Tensor Price(Tensor counted) => variant switch
    {
        PnpVariant.O => counted,
        PnpVariant.Ds => counted.log1p(),
        PnpVariant.Dq => (1 + counted).pow(-alpha),
        PnpVariant.Iu => (1 + counted) * counted.log1p(),
        PnpVariant.Ib => (b * counted - (b * counted).log1p()) / (b * b),
        _ => throw new InvalidOperationException($"No formula for {variant}."),
    };
}
