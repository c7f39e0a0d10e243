using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>
/// The rule of pytorch-metric-learning's MPerClassSampler with a batch size: for each batch all classes are shuffled and
/// the first P taken; of each, K samples without replacement, or with it where the class has fewer than K.
/// </summary>
/// <remarks>How long an epoch is does not depend on the set: <see cref="DefaultLength"/> samples unless told otherwise, cut to whole batches.</remarks>
internal sealed class ClassesDrawnAnew(ClassIndex classes, int classesPerBatch, int samplesPerClass, long length) : IBatchSampler
{
    /// <summary>Its default for length_before_new_iter.</summary>
    public const int DefaultLength = 100_000;

    public int BatchesPerEpoch { get; } = (int)(length / (classesPerBatch * samplesPerClass));

    public IEnumerable<int[]> Batches(int epoch)
    {
        var random = new Random(epoch);
        int[] order = [.. Enumerable.Range(0, classes.ClassCount)];
        for (var batch = 0; batch < BatchesPerEpoch; batch++)
        {
            random.Shuffle(order);
            var samples = new int[classesPerBatch * samplesPerClass];
            for (var i = 0; i < classesPerBatch; i++)
                Draw(random, classes.SamplesOf(order[i]), samples.AsSpan(i * samplesPerClass, samplesPerClass));
            yield return samples;
        }
    }

    private static void Draw(Random random, ReadOnlySpan<int> members, Span<int> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            do
                samples[i] = members[random.Next(members.Length)];
            while (members.Length >= samples.Length && samples[..i].Contains(samples[i]));
        }
    }
}
