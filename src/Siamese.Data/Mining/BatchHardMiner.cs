using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Per anchor the farthest positive and the nearest negative; anchors that lack either are left out.</summary>
/// <remarks>
/// At most N triplets, ordered by anchor. Of equal distances the first row is taken; a NaN distance is never chosen.
/// Source: Hermans, Beyer and Leibe, "In defense of the triplet loss for person re-identification", 2017, section 2.
/// </remarks>
public sealed class BatchHardMiner : ITripletMiner, IBatchMiner
{
    private readonly BatchEasyHardMiner _miner;

    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="positiveRange">Distances (or similarities) that a positive may have; null for any.</param>
    /// <param name="negativeRange">The same for a negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range is empty.</exception>
    public BatchHardMiner(IDistance? distance = null, DistanceRange? positiveRange = null, DistanceRange? negativeRange = null)
        => _miner = new BatchEasyHardMiner(MiningStrategy.Hard, MiningStrategy.Hard, distance, positiveRange, negativeRange);

    /// <summary>What is compared.</summary>
    public IDistance Distance => _miner.Distance;

    /// <inheritdoc/>
    public TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => (TripletIndices)_miner.Mine(embeddings, labels, referenceEmbeddings, referenceLabels);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings)
        => _miner.Mine(embeddings, labels, referenceEmbeddings);
}
