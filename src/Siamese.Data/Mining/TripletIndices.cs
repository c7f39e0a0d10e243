using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Anchor, positive and negative of T triplets.</summary>
/// <remarks>Ownership as in <see cref="TupleIndices"/>.</remarks>
public sealed class TripletIndices : TupleIndices
{
    private readonly Tensor[] _tensors;

    /// <param name="anchors">int64, <c>[T]</c>.</param>
    /// <param name="positives">int64, <c>[T]</c>, same device.</param>
    /// <param name="negatives">int64, <c>[T]</c>, same device.</param>
    /// <remarks>The new object owns the three tensors.</remarks>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or an index is negative.</exception>
    public TripletIndices(Tensor anchors, Tensor positives, Tensor negatives)
        : this(anchors, positives, negatives, Limits(anchors, positives, negatives))
    {
    }

    internal TripletIndices(Tensor anchors, Tensor positives, Tensor negatives, (long Anchor, long Other) limits)
        : base(limits.Anchor, limits.Other)
        => _tensors = [anchors, positives, negatives];

    /// <summary>Rows of the embeddings, int64, <c>[T]</c>.</summary>
    public Tensor Anchors => _tensors[0];

    /// <summary>Rows of the anchor's class, int64, <c>[T]</c>.</summary>
    public Tensor Positives => _tensors[1];

    /// <summary>Rows of other classes, int64, <c>[T]</c>.</summary>
    public Tensor Negatives => _tensors[2];

    /// <inheritdoc/>
    public override long Count => Anchors.shape[0];

    private protected override ReadOnlySpan<Tensor> Tensors => _tensors;

    /// <summary>Every triplet that the labels admit, ordered by anchor, positive, negative.</summary>
    /// <param name="labels">Whole numbers, <c>[N]</c>.</param>
    /// <param name="referenceLabels">Whole numbers, <c>[M]</c>; null if positives and negatives come from the batch itself, where a row is never its own positive.</param>
    /// <returns>Index tensors on the device of <paramref name="labels"/>; the caller owns them. Memory is that of the result: 24 bytes a triplet.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above.</exception>
    /// <exception cref="InvalidOperationException">More triplets than one tensor can list.</exception>
    public static TripletIndices All(Tensor labels, Tensor? referenceLabels = null)
        => AllTuples.Triplets(BatchLabels.Read(labels, referenceLabels));

    /// <inheritdoc/>
    public override TripletIndices ToTriplets()
        => new(Anchors.alias(), Positives.alias(), Negatives.alias(), (AnchorLimit, OtherLimit));

    /// <inheritdoc/>
    public override PairIndices ToPairs()
        => new(Anchors.alias(), Positives.alias(), Anchors.alias(), Negatives.alias(), (AnchorLimit, OtherLimit));

    /// <inheritdoc cref="TupleIndices.MoveToOuterDisposeScope"/>
    public new TripletIndices MoveToOuterDisposeScope() => (TripletIndices)base.MoveToOuterDisposeScope();

    private static (long Anchor, long Other) Limits(Tensor anchors, Tensor positives, Tensor negatives)
    {
        Check.Shape(anchors, [-1]);
        var length = anchors.shape[0];
        var anchor = CheckedLimit(anchors, length, anchors, nameof(anchors));
        var positive = CheckedLimit(positives, length, anchors, nameof(positives));
        var negative = CheckedLimit(negatives, length, anchors, nameof(negatives));
        return (anchor, Math.Max(positive, negative));
    }
}
