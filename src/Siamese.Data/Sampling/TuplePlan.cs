using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What the plans of pairs and of triplets share: epochs as slices of one sequence of tuples.</summary>
/// <typeparam name="TTuple"><see cref="SamplePair"/> or <see cref="SampleTriplet"/>.</typeparam>
/// <remarks>Immutable, thread-safe.</remarks>
public abstract class TuplePlan<TTuple> : ITuplePlan<TTuple>
    where TTuple : struct
{
    private protected TuplePlan(int sampleCount, int learningSize, long? epochLength, UInt128 uniqueLength, ExhaustionPolicy policy)
    {
        SampleCount = sampleCount;
        LearningSize = learningSize;
        UniqueLength = uniqueLength;
        EpochLength = PlanCheck.EpochLength(epochLength, sampleCount, "options");
        PlanCheck.FirstEpochFits(policy, EpochLength, uniqueLength, "options");
    }

    /// <inheritdoc/>
    public int SampleCount { get; }

    /// <inheritdoc/>
    public int LearningSize { get; }

    /// <inheritdoc/>
    public int? PositivesPerTuple => typeof(TTuple) == typeof(SampleTriplet) ? 1 : null;

    /// <inheritdoc/>
    public long EpochLength { get; }

    /// <summary>
    /// How many tuples come, over all epochs, before one comes again: exactly where tuples are balanced, at least where
    /// classes or anchors are.
    /// </summary>
    public UInt128 UniqueLength { get; }

    /// <inheritdoc/>
    public abstract PlanFingerprint Fingerprint { get; }

    /// <inheritdoc/>
    public TTuple At(int epoch, long index) => At(PlanCheck.Position(epoch, index, EpochLength));

    /// <inheritdoc/>
    public void Fill(int epoch, long first, Span<TTuple> tuples)
    {
        var position = PlanCheck.Run(epoch, first, tuples.Length, EpochLength);
        Fill(position, tuples);
    }

    /// <inheritdoc/>
    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        PlanCheck.Spans(samples, same, LearningSize);
        Write(At(epoch, index), samples, same);
    }

    private protected abstract TTuple At(ulong position);

    private protected abstract void Fill(ulong position, Span<TTuple> tuples);

    private protected abstract void Write(TTuple tuple, Span<int> samples, Span<bool> same);
}
