using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>A miner whose tuples are triplets.</summary>
public interface ITripletMiner : IMiner
{
    /// <inheritdoc cref="IMiner.Mine"/>
    new TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null);

    TupleIndices IMiner.Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings, Tensor? referenceLabels)
        => Mine(embeddings, labels, referenceEmbeddings, referenceLabels);
}
