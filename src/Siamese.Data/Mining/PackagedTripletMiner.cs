using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Takes rows as they come: 0, 1, 2 are anchor, positive and negative of the first triplet, 3, 4, 5 of the next.</summary>
/// <remarks>For batches of a triplet plan. Labels are not looked at.</remarks>
public sealed class PackagedTripletMiner : ITripletMiner
{
    private const int Size = 3;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">As above; or the rows are no multiple of 3, or there is a reference set, which packaged rows have no use for.</exception>
    public TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
    {
        MiningPass.CheckTensors(embeddings, labels, referenceEmbeddings, referenceLabels);
        if (referenceEmbeddings is not null)
            throw new ArgumentException("Expected no reference set where the rows are packaged as triplets, got one.", nameof(referenceEmbeddings));
        var count = embeddings.shape[0];
        if (count % Size != 0)
            throw new ArgumentException($"Expected a multiple of {Size} rows, got {count}.", nameof(embeddings));
        using var scope = NewDisposeScope();
        var anchors = arange(0, count, Size, ScalarType.Int64, embeddings.device);
        return new TripletIndices(anchors, anchors + 1, anchors + 2, (count, count)).MoveToOuterDisposeScope();
    }
}
