using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>A miner that does not care where the lists of who belongs with whom come from.</summary>
internal interface IBatchMiner : IMiner
{
    /// <summary>Chooses tuples, of checked arguments.</summary>
    TupleIndices Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings);
}
