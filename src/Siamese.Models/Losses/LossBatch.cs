using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>What a loss prices: embeddings with labels, a label relation or given tuples, and perhaps a reference set.</summary>
/// <param name="Embeddings">Anchors, <c>[N, D]</c>, floating point, finite.</param>
/// <remarks>Owns nothing.</remarks>
public sealed record LossBatch(Tensor Embeddings)
{
    /// <summary>Classes of the embeddings, whole numbers, <c>[N]</c>; may be null where <see cref="Tuples"/> or a <see cref="Relation"/> are given.</summary>
    public Tensor? Labels { get; init; }

    /// <summary>The tuples to price; null for all that the labels admit.</summary>
    public TupleIndices? Tuples { get; init; }

    /// <summary>Where positives and negatives come from, <c>[M, D]</c>; null for the embeddings themselves.</summary>
    public Tensor? ReferenceEmbeddings { get; init; }

    /// <summary>Classes of the reference set, <c>[M]</c>; needed where neither tuples nor a relation are given.</summary>
    public Tensor? ReferenceLabels { get; init; }

    /// <summary>Who belongs with whom, in place of equal labels: several labels each, a hierarchy, a list of pairs. Pairs that it ignores are not priced.</summary>
    public ILabelRelation? Relation { get; init; }

    /// <summary>Which sample of the <see cref="Relation"/> each row is, int64, <c>[N]</c>; needed with a relation.</summary>
    public Tensor? Samples { get; init; }

    /// <summary>Which sample of the <see cref="Relation"/> each row of the reference set is, int64, <c>[M]</c>; needed with a relation and a reference set.</summary>
    public Tensor? ReferenceSamples { get; init; }

    /// <summary>Who belongs with whom, where that is not what the labels say; null otherwise.</summary>
    internal BatchLabels? Lists { get; init; }

    /// <summary>Who belongs with whom by lists, a relation or labels, on the host; null where nothing says so.</summary>
    internal BatchLabels? ReadLists()
    {
        if (Lists is not null)
            return Lists;
        if (Relation is not null)
            return BatchLabels.Read(Samples!, ReferenceSamples, Relation);
        return Labels is null ? null : BatchLabels.Read(Labels, ReferenceLabels);
    }
}
