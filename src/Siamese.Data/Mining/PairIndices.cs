using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>P positive pairs and Q negative pairs, independent of each other.</summary>
/// <remarks>Ownership as in <see cref="TupleIndices"/>.</remarks>
public sealed class PairIndices : TupleIndices
{
    private readonly Tensor[] _tensors;

    /// <param name="positiveAnchors">int64, <c>[P]</c>.</param>
    /// <param name="positives">int64, <c>[P]</c>, same device.</param>
    /// <param name="negativeAnchors">int64, <c>[Q]</c>, same device.</param>
    /// <param name="negatives">int64, <c>[Q]</c>, same device.</param>
    /// <remarks>The new object owns the four tensors.</remarks>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or an index is negative.</exception>
    public PairIndices(Tensor positiveAnchors, Tensor positives, Tensor negativeAnchors, Tensor negatives)
        : this(positiveAnchors, positives, negativeAnchors, negatives, Limits(positiveAnchors, positives, negativeAnchors, negatives))
    {
    }

    internal PairIndices(Tensor positiveAnchors, Tensor positives, Tensor negativeAnchors, Tensor negatives, (long Anchor, long Other) limits)
        : base(limits.Anchor, limits.Other)
        => _tensors = [positiveAnchors, positives, negativeAnchors, negatives];

    /// <summary>Rows of the embeddings, int64, <c>[P]</c>.</summary>
    public Tensor PositiveAnchors => _tensors[0];

    /// <summary>Rows of the anchor's class, int64, <c>[P]</c>.</summary>
    public Tensor Positives => _tensors[1];

    /// <summary>Rows of the embeddings, int64, <c>[Q]</c>.</summary>
    public Tensor NegativeAnchors => _tensors[2];

    /// <summary>Rows of other classes, int64, <c>[Q]</c>.</summary>
    public Tensor Negatives => _tensors[3];

    /// <summary>Number of positive pairs.</summary>
    public long PositiveCount => PositiveAnchors.shape[0];

    /// <summary>Number of negative pairs.</summary>
    public long NegativeCount => NegativeAnchors.shape[0];

    /// <inheritdoc/>
    public override long Count => PositiveCount + NegativeCount;

    private protected override ReadOnlySpan<Tensor> Tensors => _tensors;

    /// <summary>Every ordered pair that the labels admit, by anchor, then by the other row.</summary>
    /// <param name="labels">Whole numbers, <c>[N]</c>.</param>
    /// <param name="referenceLabels">Whole numbers, <c>[M]</c>; null if pairs lie within the batch, where a row is never paired with itself.</param>
    /// <returns>Index tensors on the device of <paramref name="labels"/>; the caller owns them. 16 bytes a pair.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above.</exception>
    /// <exception cref="InvalidOperationException">More pairs than one tensor can list.</exception>
    public static PairIndices All(Tensor labels, Tensor? referenceLabels = null)
        => AllTuples.Pairs(BatchLabels.Read(labels, referenceLabels));

    /// <inheritdoc/>
    public override TripletIndices ToTriplets() => AllTuples.Join(this);

    /// <inheritdoc/>
    public override PairIndices ToPairs()
        => new(PositiveAnchors.alias(), Positives.alias(), NegativeAnchors.alias(), Negatives.alias(), (AnchorLimit, OtherLimit));

    /// <inheritdoc cref="TupleIndices.MoveToOuterDisposeScope"/>
    public new PairIndices MoveToOuterDisposeScope() => (PairIndices)base.MoveToOuterDisposeScope();

    private static (long Anchor, long Other) Limits(Tensor positiveAnchors, Tensor positives, Tensor negativeAnchors, Tensor negatives)
    {
        Check.Shape(positiveAnchors, [-1]);
        Check.Shape(negativeAnchors, [-1]);
        var (p, q) = (positiveAnchors.shape[0], negativeAnchors.shape[0]);
        var first = CheckedLimit(positiveAnchors, p, positiveAnchors, nameof(positiveAnchors));
        var second = CheckedLimit(positives, p, positiveAnchors, nameof(positives));
        var third = CheckedLimit(negativeAnchors, q, positiveAnchors, nameof(negativeAnchors));
        var fourth = CheckedLimit(negatives, q, positiveAnchors, nameof(negatives));
        return (Math.Max(first, third), Math.Max(second, fourth));
    }
}
