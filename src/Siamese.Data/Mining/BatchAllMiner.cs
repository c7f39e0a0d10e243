using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Every valid triplet of the batch, whatever the distances.</summary>
/// <remarks>
/// A batch of P classes with K rows each has PK(K−1)(PK−K) of them, 24 bytes each; they come ordered by anchor,
/// positive, negative. Source: Hermans, Beyer and Leibe, "In defense of the triplet loss", 2017, section 2.
/// </remarks>
public sealed class BatchAllMiner : ITripletMiner, IBatchMiner
{
    /// <inheritdoc/>
    public TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => AllTuples.Triplets(MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels));

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => AllTuples.Triplets(labels);
}
