using System.Globalization;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What a batch sampler shows of a set in one epoch.</summary>
/// <param name="Batches">Batches in the epoch.</param>
/// <param name="Places">Samples in all batches together, repeats included.</param>
/// <param name="Samples">Samples of the set.</param>
/// <param name="SamplesSeen">Samples that come at least once; the others are skipped.</param>
/// <param name="MostOften">How often the sample comes that comes most often.</param>
/// <param name="Classes">Classes of the set.</param>
/// <param name="ClassesSeen">Classes of which a sample comes.</param>
/// <param name="FewestClasses">Classes in the batch with the fewest.</param>
/// <param name="MostClasses">Classes in the batch with the most.</param>
/// <param name="BatchesShortOfClasses">Batches with fewer classes than MostClasses.</param>
public sealed record CoverageReport(
    int Batches, long Places, int Samples, int SamplesSeen, int MostOften, int Classes, int ClassesSeen,
    int FewestClasses, int MostClasses, int BatchesShortOfClasses)
{
    /// <summary>Samples that do not come.</summary>
    public int SamplesSkipped => Samples - SamplesSeen;

    /// <summary>Places that show a sample again.</summary>
    public long Repeats => Places - SamplesSeen;

    /// <summary>Goes through one epoch of a sampler.</summary>
    /// <param name="sampler">Any sampler of the set.</param>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="epoch">0 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sampler"/> or <paramref name="classes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative, or a batch names a sample that the set does not have.</exception>
    public static CoverageReport Of(IBatchSampler sampler, ClassIndex classes, int epoch)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(classes);
        var times = new int[classes.SampleCount];
        var lastBatch = new int[classes.ClassCount];      // the last batch (from 1) that showed the class
        var classesPerBatch = new List<int>();
        var places = 0L;
        foreach (var batch in sampler.Batches(epoch))
        {
            var different = 0;
            foreach (var sample in batch)
            {
                var c = classes.ClassOf(sample);
                times[sample]++;
                different += lastBatch[c] == classesPerBatch.Count + 1 ? 0 : 1;
                lastBatch[c] = classesPerBatch.Count + 1;
            }

            classesPerBatch.Add(different);
            places += batch.Length;
        }

        var most = classesPerBatch.DefaultIfEmpty().Max();
        return new CoverageReport(
            classesPerBatch.Count, places, times.Length, times.Count(t => t > 0), times.Max(), lastBatch.Length, lastBatch.Count(b => b > 0),
            classesPerBatch.DefaultIfEmpty().Min(), most, classesPerBatch.Count(c => c < most));
    }

    /// <summary>A few sentences for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Batches:N0} batches show {SamplesSeen:N0} of {Samples:N0} samples ({(double)SamplesSeen / Samples:P1}) and {ClassesSeen:N0} of "
        + $"{Classes:N0} classes; {Repeats:N0} of {Places:N0} places are repeats, one sample comes up to {MostOften:N0} times. "
        + $"{FewestClasses:N0} to {MostClasses:N0} classes a batch, {BatchesShortOfClasses:N0} batches have fewer than the most.");
}
