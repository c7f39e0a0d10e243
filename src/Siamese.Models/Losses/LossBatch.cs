using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>What a loss prices: embeddings with labels, or with given tuples, and perhaps a reference set.</summary>
/// <param name="Embeddings">Anchors, <c>[N, D]</c>, floating point.</param>
/// <remarks>Owns nothing.</remarks>
public sealed record LossBatch(Tensor Embeddings)
{
    /// <summary>Classes of the embeddings, whole numbers, <c>[N]</c>; may be null where <see cref="Tuples"/> are given.</summary>
    public Tensor? Labels { get; init; }

    /// <summary>The tuples to price; null for all that the labels admit.</summary>
    public TupleIndices? Tuples { get; init; }

    /// <summary>Where positives and negatives come from, <c>[M, D]</c>; null for the embeddings themselves.</summary>
    public Tensor? ReferenceEmbeddings { get; init; }

    /// <summary>Classes of the reference set, <c>[M]</c>; needed where tuples are not given.</summary>
    public Tensor? ReferenceLabels { get; init; }
}
