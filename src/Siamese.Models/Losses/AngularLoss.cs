using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per positive pair <c>log(1 + Σₙ e^(4 tan²α (a + p)·n − 2(1 + tan²α) a·p))</c>: the angle at the negative is kept below α.</summary>
/// <remarks>
/// Anchors and positives are L2-normalised, negatives are taken as they are. Mean over the positive pairs. The sum runs over
/// all rows of another class, also where tuples are given: those name the positive pairs, so labels are always needed.
/// Memory is that of the list of positive pairs; it can be differentiated once. Source: Wang, Zhou, Wen, Liu and Lin, "Deep metric learning with angular loss", ICCV 2017. Immutable, thread-safe.
/// </remarks>
public sealed class AngularLoss : MetricLoss
{
    /// <param name="alpha">α in degrees, above 0 and below 90.</param>
    /// <param name="options">Reducer (mean) and regulariser; the distance is the Euclidean one of L2-normalised rows.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="alpha"/> lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public AngularLoss(double alpha = 40, MetricLossOptions? options = null)
        : base(nameof(AngularLoss), options, Only(options, new LpDistance(), d => d is { P: 2, Power: 1, Normalize: true }),
            inputs: LossInputs.Tuples | LossInputs.Reference)
        => this.alpha = Check.FinitePositive(alpha) < 90
            ? alpha
            : throw new ArgumentOutOfRangeException(nameof(alpha), alpha, $"Expected an angle above 0 and below 90 degrees, got {alpha}.");

    /// <summary>α, in degrees.</summary>
    public double alpha { get; }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var (anchors, positives) = PairMasks.Of(batch).PositivePairs();                               // [P]
        var others = batch.ReferenceEmbeddings ?? batch.Embeddings;                                   // [M, D]
        var labels = batch.Labels!;
        var otherLabels = batch.ReferenceEmbeddings is null ? labels
            : batch.ReferenceLabels ?? throw new ArgumentException("Expected labels of the reference set, among which this loss finds the negatives, got none.", nameof(batch));
        var pairs = new AngularPairs(anchors, positives, labels, otherLabels, Math.Pow(Math.Tan(double.DegreesToRadians(alpha)), 2));
        var units = Data.Mining.Rows.Normalize(batch.Embeddings);                                  // [N, D]
        var otherUnits = batch.ReferenceEmbeddings is null ? units : Data.Mining.Rows.Normalize(others);   // [M, D]
        return [new LossPart(AngularPairs.Price(units, otherUnits, others, pairs), anchors) { Usable = pairs.HaveNegatives() }];
    }
}
