using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Loading;

/// <summary>Gives the tuples it was given, in every epoch; the first <paramref name="positives"/> of the others are of the anchor's class.</summary>
internal sealed class ListedPlan(int sampleCount, int? positives, params int[][] tuples) : ITuplePlan
{
    public int SampleCount => sampleCount;

    public int LearningSize => tuples[0].Length;

    public int? PositivesPerTuple => positives;

    public long EpochLength => tuples.Length;

    public PlanFingerprint Fingerprint => new($"{sampleCount} samples", "listed");

    public void At(int epoch, long index, Span<int> samples, Span<bool> same)
    {
        tuples[index].CopyTo(samples);
        for (var i = 0; i < same.Length; i++)
            same[i] = i < positives;
    }
}
