using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>How much each row counts in a loss that prices rows, where tuples are given: how often it is named, the most named by 1.</summary>
internal static class TupleWeights
{
    /// <param name="batch">A checked batch.</param>
    /// <param name="anchorsOnly">Whether only anchors are rows of the batch.</param>
    /// <returns><c>[N]</c>, in the type of the embeddings; null where no tuple is given, so that each row counts as 1.</returns>
    public static Tensor? Of(LossBatch batch, bool anchorsOnly = false)
    {
        if (batch.Tuples is not { Count: > 0 } tuples)
            return null;
        Tensor[] lists = tuples is Data.Mining.TripletIndices triplets
            ? anchorsOnly ? [triplets.Anchors] : [triplets.Anchors, triplets.Positives, triplets.Negatives]
            : OfPairs(tuples.ToPairs(), anchorsOnly);
        var named = cat(lists);
        var embeddings = batch.Embeddings;
        var counts = zeros(embeddings.shape[0], embeddings.dtype, embeddings.device)
            .index_add(0, named, ones(named.shape[0], embeddings.dtype, embeddings.device), 1);
        return counts / counts.max();
    }

    private static Tensor[] OfPairs(Data.Mining.PairIndices pairs, bool anchorsOnly)
        => anchorsOnly
            ? [pairs.PositiveAnchors, pairs.NegativeAnchors]
            : [pairs.PositiveAnchors, pairs.Positives, pairs.NegativeAnchors, pairs.Negatives];
}
