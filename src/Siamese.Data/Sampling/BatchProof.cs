using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Proves that no batch of an epoch is without signal: each has a positive and a negative pair under a label relation.</summary>
/// <remarks>A sample that stands in a batch twice is not its own positive.</remarks>
public static class BatchProof
{
    /// <summary>The first batch without a positive or without a negative pair.</summary>
    /// <param name="sampler">Any sampler of the set.</param>
    /// <param name="relation">Who belongs with whom.</param>
    /// <param name="epoch">0 or more.</param>
    /// <returns>The number of the batch and what it lacks; null where every batch has both.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="sampler"/> or <paramref name="relation"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative, or a batch names a sample that the set does not have.</exception>
    public static BatchWithoutSignal? FirstWithoutSignal(IBatchSampler sampler, ILabelRelation relation, int epoch)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(relation);
        var number = 0;
        foreach (var batch in sampler.Batches(epoch))
        {
            var (positive, negative) = Signal(batch, relation);
            if (!positive || !negative)
                return new BatchWithoutSignal(epoch, number, batch, positive, negative);
            number++;
        }

        return null;
    }

    /// <summary>Refuses a sampler with a batch without signal.</summary>
    /// <param name="sampler">Any sampler of the set.</param>
    /// <param name="relation">Who belongs with whom.</param>
    /// <param name="epoch">0 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sampler"/> or <paramref name="relation"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative, or a batch names a sample that the set does not have.</exception>
    /// <exception cref="InvalidOperationException">A batch has no positive or no negative pair; the first one is named.</exception>
    public static void Require(IBatchSampler sampler, ILabelRelation relation, int epoch)
    {
        if (FirstWithoutSignal(sampler, relation, epoch) is { } batch)
            throw new InvalidOperationException(batch.ToString());
    }

    private static (bool Positive, bool Negative) Signal(int[] batch, ILabelRelation relation)
    {
        var (positive, negative) = (false, false);
        for (var i = 1; i < batch.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var between = relation.Between(batch[j], batch[i]);
                positive |= between == PairRelation.Positive;
                negative |= between is PairRelation.Negative or PairRelation.HardNegative;
                if (positive && negative)
                    return (true, true);
            }
        }

        return (positive, negative);
    }
}
