using System.Globalization;
using System.Text;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Which samples, in which roles, make up one batch of one epoch: found out before, during or long after a run.</summary>
/// <remarks>
/// The batch is computed from the plan or sampler, without the batches before it wherever those need not be known; nothing
/// of the run is needed but the options it was started with. Immutable, thread-safe.
/// </remarks>
public sealed class BatchAudit
{
    private const int LargestBatch = 1 << 24;      // samples; more would not be read by anybody

    private readonly string _title;
    private readonly ClassIndex? _classes;

    private BatchAudit(int epoch, long batch, AuditedSample[] samples, string title, ClassIndex? classes)
    {
        (Epoch, Batch, Samples, _title, _classes) = (epoch, batch, samples, title, classes);
    }

    /// <summary>The epoch.</summary>
    public int Epoch { get; }

    /// <summary>Number of the batch in its epoch.</summary>
    public long Batch { get; }

    /// <summary>Every place of the batch, tuple after tuple; a tuple's anchor first.</summary>
    public IReadOnlyList<AuditedSample> Samples { get; }

    /// <summary>A batch of consecutive tuples of a plan, as loaders form them.</summary>
    /// <param name="plan">Any plan.</param>
    /// <param name="epoch">0 or more.</param>
    /// <param name="batch">0 to the number of batches - 1; the last one may be short.</param>
    /// <param name="batchSize">Tuples in a batch, 1 or more; at most 2^24 samples.</param>
    /// <param name="classes">The labels of the plan's samples, to name classes; null for a plan that goes by something else.</param>
    /// <exception cref="ArgumentNullException"><paramref name="plan"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException"><paramref name="classes"/> has another number of samples than the plan.</exception>
    /// <exception cref="InvalidOperationException">All tuples have been used and the plan is not to start over.</exception>
    public static BatchAudit Of(ITuplePlan plan, int epoch, long batch, int batchSize, ClassIndex? classes = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        var size = plan.LearningSize;
        if (batchSize < 1 || batchSize > LargestBatch / size)
            throw new ArgumentOutOfRangeException(nameof(batchSize), $"Needs 1 to {LargestBatch / size} tuples a batch, got {batchSize}.");
        CheckBatch(batch, (plan.EpochLength - 1) / batchSize + 1);
        if (classes is not null && classes.SampleCount != plan.SampleCount)
        {
            throw new ArgumentException(
                $"Needs classes of the plan's {plan.SampleCount} samples, got {classes.SampleCount}.", nameof(classes));
        }

        var first = batch * batchSize;
        var tuples = (int)Math.Min(batchSize, plan.EpochLength - first);
        var found = new AuditedSample[tuples * size];
        var (samples, same) = (new int[size], new bool[size - 1]);
        for (var t = 0; t < tuples; t++)
        {
            plan.At(epoch, first + t, samples, same);
            for (var place = 0; place < size; place++)
            {
                var role = place == 0 ? SampleRole.Anchor : same[place - 1] ? SampleRole.Positive : SampleRole.Negative;
                found[t * size + place] = new AuditedSample(first + t, place, role, samples[place], classes?.ClassOf(samples[place]));
            }
        }

        return new BatchAudit(
            epoch, batch, found, Invariant($"tuples {first:N0} to {first + tuples - 1:N0} of the {plan.EpochLength:N0} of an epoch"), classes);
    }

    /// <summary>A batch of a sampler.</summary>
    /// <param name="sampler">Any sampler.</param>
    /// <param name="epoch">0 or more.</param>
    /// <param name="batch">0 to the number of batches - 1.</param>
    /// <param name="classes">The labels of the sampler's samples, to name classes; null where there are none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="sampler"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or <paramref name="classes"/> lacks a sample of the batch.</exception>
    public static BatchAudit Of(IBatchSampler sampler, int epoch, int batch, ClassIndex? classes = null)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        CheckBatch(batch, sampler.BatchesPerEpoch);
        AuditedSample[] found = [.. sampler.Batches(epoch, batch).First()
            .Select((sample, place) => new AuditedSample(null, place, SampleRole.Member, sample, classes?.ClassOf(sample)))];
        var of = classes is null ? string.Empty : Invariant($" of {found.Select(s => s.Class).Distinct().Count():N0} classes");
        return new BatchAudit(epoch, batch, found, Invariant($"{found.Length:N0} samples{of}; an epoch has {sampler.BatchesPerEpoch:N0} batches"), classes);
    }

    /// <summary>The batch in words: a line that names it, then a line for each place.</summary>
    /// <param name="sampleName">The name of a sample, such as its file; by default its number.</param>
    /// <param name="className">The name of a class; by default its label.</param>
    public string Format(Func<int, string>? sampleName = null, Func<int, string>? className = null)
    {
        className ??= c => _classes!.NameOf(c);
        string[] names = [.. Samples.Select(s => s.Class is { } c ? className(c) : string.Empty)];
        string[] tuples = [.. Samples.Select(s => s.Tuple is null ? Number(s.Place) : s.Place == 0 ? Number(s.Tuple.Value) : string.Empty)];
        var (first, middle) = (tuples.Max(t => t.Length), names.Max(n => n.Length));
        var text = new StringBuilder(Invariant($"Batch {Batch:N0} of epoch {Epoch:N0}: {_title}\n"));
        for (var i = 0; i < Samples.Count; i++)
        {
            var (role, sample) = (Samples[i].Role, Samples[i].Sample);
            text.Append(tuples[i].PadLeft(first)).Append("  ");
            if (role != SampleRole.Member)
                text.Append(Word(role).PadRight(Word(SampleRole.Positive).Length)).Append("  ");
            if (middle > 0)
                text.Append(names[i].PadRight(middle)).Append("  ");
            text.Append(sampleName is null ? Invariant($"{sample}") : sampleName(sample)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>As <see cref="Format"/>, with samples by number.</summary>
    public override string ToString() => Format();

    private static void CheckBatch(long batch, long count)
    {
        if (batch < 0 || batch >= count)
            throw new ArgumentOutOfRangeException(nameof(batch), $"Needs a batch from 0 to {count - 1}, got {batch}.");
    }

    private static string Word(SampleRole role) => role switch
    {
        SampleRole.Anchor => "anchor",
        SampleRole.Positive => "positive",
        SampleRole.Negative => "negative",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Needs Anchor, Positive or Negative."),
    };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
