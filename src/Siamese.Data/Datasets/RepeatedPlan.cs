using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>A plan whose every epoch is the first epoch of another: the same tuples to compare epochs by.</summary>
internal sealed class RepeatedPlan(ITuplePlan plan) : ITuplePlan
{
    public int SampleCount => plan.SampleCount;

    public int LearningSize => plan.LearningSize;

    public int? PositivesPerTuple => plan.PositivesPerTuple;

    public long EpochLength => plan.EpochLength;

    public PlanFingerprint Fingerprint => plan.Fingerprint with { Options = plan.Fingerprint.Options + ", every epoch as the first" };

    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        plan.At(0, index, samples, same);
    }
}
