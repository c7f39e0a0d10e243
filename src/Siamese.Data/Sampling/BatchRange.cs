namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>The checks and sizes that all batch samplers share.</summary>
internal static class BatchRange
{
    internal static void Check(int epoch, int firstBatch, int batchesPerEpoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        if (firstBatch < 0 || firstBatch > batchesPerEpoch)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstBatch), $"Needs a batch from 0 to {batchesPerEpoch} (the number of batches), got {firstBatch}.");
        }
    }

    /// <summary>Number of batches that hold <paramref name="sampleCount"/> samples.</summary>
    internal static int Count(int sampleCount, int batchSize, bool dropLast)
    {
        if (sampleCount < 1)
            throw new ArgumentOutOfRangeException(nameof(sampleCount), $"Needs at least 1 sample, got {sampleCount}.");
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), $"Needs at least 1 sample a batch, got {batchSize}.");
        return dropLast ? sampleCount / batchSize : (sampleCount - 1) / batchSize + 1;
    }

    /// <summary>Where batch <paramref name="batch"/> begins, and how many samples it holds.</summary>
    internal static (int Start, int Length) Of(int batch, int batchSize, int sampleCount)
    {
        var start = batch * batchSize;
        return (start, Math.Min(batchSize, sampleCount - start));
    }
}
