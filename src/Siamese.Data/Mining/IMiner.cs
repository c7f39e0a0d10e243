using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Chooses tuples inside a batch from its embeddings and labels.</summary>
/// <remarks>
/// Miners are immutable and thread-safe, work without gradients, and never change their arguments. A training loop asks for
/// <c>miner.At(epoch, batch).Mine(…)</c>: what is random or changes with the epoch follows from there, so that a resumed run
/// mines the same tuples.
/// </remarks>
public interface IMiner
{
    /// <summary>Chooses tuples.</summary>
    /// <param name="embeddings">Anchors, <c>[N, D]</c>, floating point.</param>
    /// <param name="labels">Their classes, whole numbers, <c>[N]</c>, same device.</param>
    /// <param name="referenceEmbeddings">Where positives and negatives come from, <c>[M, D]</c>, same dtype and device; null for the batch itself, in which no row is its own positive.</param>
    /// <param name="referenceLabels">Their classes, <c>[M]</c>; given exactly if <paramref name="referenceEmbeddings"/> is.</param>
    /// <returns>Index tensors on the device of the embeddings; empty where nothing qualifies. The caller owns them.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or an embedding is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">More tuples than one tensor can list.</exception>
    TupleIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null);

    /// <summary>The miner for one batch: the same one, unless it is random or part of a schedule.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="batch">Number of the batch in its epoch, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    IMiner At(int epoch, long batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        return this;
    }
}
