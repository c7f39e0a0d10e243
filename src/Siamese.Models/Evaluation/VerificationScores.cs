using System.Globalization;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>The scores of same-class and of different-class pairs, sorted once: what all verification figures come from.</summary>
/// <remarks>8 bytes a pair. Immutable, thread-safe.</remarks>
public sealed class VerificationScores
{
    private readonly double[] _same;        // how alike, ascending: distances are kept negated
    private readonly double[] _different;

    /// <summary>Takes over the two lists of likenesses and sorts them.</summary>
    internal VerificationScores(double[] same, double[] different, ScoreKind kind, string? distanceName = null, string? selection = null, bool sorted = false)
    {
        if (same.Length == 0 || different.Length == 0)
            throw new ArgumentException($"Expected at least one same-class and one different-class pair, got {same.Length} and {different.Length}.", nameof(same));
        Kind = Enum.IsDefined(kind) ? kind : throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Expected Distance or Similarity, got {kind}.");
        if (!sorted)
        {
            Array.Sort(same);
            Array.Sort(different);
        }
        if (double.IsNaN(same[0]) || double.IsNaN(different[0]))   // NaN sorts first
            throw new ArgumentException("Expected scores that are numbers, got NaN.", nameof(same));
        DistanceName = distanceName;
        Selection = selection;
        _same = same;
        _different = different;
    }

    /// <summary>What a score means.</summary>
    public ScoreKind Kind { get; }

    /// <summary>What the scores are, in words, such as "cosine similarity"; null where the caller gave scores alone.</summary>
    public string? DistanceName { get; }

    /// <summary>Which pairs were scored, in words; null where the caller gave scores alone.</summary>
    public string? Selection { get; }

    /// <summary>Number of pairs of one class.</summary>
    public int SameCount => _same.Length;

    /// <summary>Number of pairs of two classes.</summary>
    public int DifferentCount => _different.Length;

    /// <summary>Sorts scores by whether their pair is of one class.</summary>
    /// <param name="scores">One score per pair; infinities are allowed, NaN is not. Copied.</param>
    /// <param name="same">True where the pair is of one class; as many.</param>
    /// <param name="kind">What a score means.</param>
    /// <returns>The sorted scores.</returns>
    /// <exception cref="ArgumentException">The lengths differ, a score is NaN, or all pairs are of one kind.</exception>
    public static VerificationScores From(ReadOnlySpan<double> scores, ReadOnlySpan<bool> same, ScoreKind kind)
        => From(scores, same, kind, null, null);

    internal static VerificationScores From(ReadOnlySpan<double> scores, ReadOnlySpan<bool> same, ScoreKind kind, string? distanceName, string? selection)
    {
        if (scores.Length != same.Length)
            throw new ArgumentException($"Expected one flag per score, {scores.Length}, got {same.Length}.", nameof(same));
        var count = same.Count(true);
        var (yes, no) = (new double[count], new double[same.Length - count]);
        var (y, n) = (0, 0);
        for (var i = 0; i < scores.Length; i++)
        {
            var likeness = kind == ScoreKind.Distance ? -scores[i] : scores[i];
            if (same[i])
                yes[y++] = likeness;
            else
                no[n++] = likeness;
        }
        return new VerificationScores(yes, no, kind, distanceName, selection);
    }

    /// <summary>The share of pairs that a threshold gets right.</summary>
    /// <param name="threshold">In the unit of the scores; for example one that was chosen on other data.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentException"><paramref name="threshold"/> is NaN.</exception>
    public double AccuracyAt(double threshold)
    {
        var (same, different) = Accepted(threshold);
        return (double)(same + (_different.Length - different)) / ((long)_same.Length + _different.Length);
    }

    /// <summary>What a threshold does to these pairs.</summary>
    /// <param name="threshold">In the unit of the scores; for example one that was chosen on other data.</param>
    /// <returns>The rates.</returns>
    /// <exception cref="ArgumentException"><paramref name="threshold"/> is NaN.</exception>
    public OperatingPoint At(double threshold)
    {
        var (same, different) = Accepted(threshold);
        return new OperatingPoint(threshold, (double)same / _same.Length, (double)different / _different.Length, _same.Length, _different.Length) { DistanceName = DistanceName };
    }

    /// <summary>The most lenient score, as a threshold, at which at most a given share of different-class pairs is accepted: TAR at FAR.</summary>
    /// <param name="rate">The highest false accept rate, 0 to 1. Below 1 over the number of different-class pairs no such pair may be accepted.</param>
    /// <returns>The rates reached, not interpolated. An infinite threshold accepts no pair: even the strictest score lets too many in.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is not 0 to 1.</exception>
    public OperatingPoint AtFalseAcceptRate(double rate)
    {
        Check.Between(rate, 0, 1);
        var (likeness, fp) = (double.PositiveInfinity, 0L);
        foreach (var step in Steps())
        {
            if ((double)(fp += step.Different) / _different.Length > rate)
                break;
            likeness = step.Likeness;
        }
        return At(Likeness(likeness));
    }

    /// <summary>Counts, choice of the pairs, distance.</summary>
    internal string Protocol => string.Create(CultureInfo.InvariantCulture,
        $"{SameCount} same and {DifferentCount} different pairs{(Selection is null ? "" : $", {Selection}")}; {DistanceName ?? (Kind == ScoreKind.Distance ? "distances" : "similarities") + " given as numbers"}");

    /// <summary>Between the unit of the scores and likeness, in which larger is more alike; its own inverse.</summary>
    internal double Likeness(double score) => Kind == ScoreKind.Distance ? -score : score;

    /// <summary>As many pairs of either kind, drawn from these with replacement.</summary>
    internal VerificationScores Resample(CounterRandom key)
        => new(Draw(_same, key.Fork(0)), Draw(_different, key.Fork(1)), Kind, DistanceName, Selection, sorted: true);

    /// <summary>The distinct likenesses from the highest down, with how many pairs of either kind have each.</summary>
    internal IEnumerable<(double Likeness, long Same, long Different)> Steps()
    {
        var (s, d) = (_same.Length - 1, _different.Length - 1);
        while (s >= 0 || d >= 0)
        {
            var value = s < 0 ? _different[d] : d < 0 ? _same[s] : Math.Max(_same[s], _different[d]);
            var (same, different) = (0L, 0L);
            for (; s >= 0 && _same[s] == value; s--)
                same++;
            for (; d >= 0 && _different[d] == value; d--)
                different++;
            yield return (value, same, different);
        }
    }

    private (long Same, long Different) Accepted(double threshold)
    {
        if (double.IsNaN(threshold))
            throw new ArgumentException("Expected a threshold that is a number, got NaN.", nameof(threshold));
        var likeness = Likeness(threshold);
        return (_same.Length - Below(_same, likeness), _different.Length - Below(_different, likeness));
    }

    // Counting how often each comes keeps the order, so that nothing is sorted again.
    private static double[] Draw(double[] values, CounterRandom key)
    {
        var (times, drawn) = (new int[values.Length], new double[values.Length]);
        for (var i = 0; i < values.Length; i++)
            times[key.Below(values.Length, (ulong)i)]++;
        for (int i = 0, at = 0; i < values.Length; at += times[i++])
            drawn.AsSpan(at, times[i]).Fill(values[i]);
        return drawn;
    }

    /// <summary>How many of an ascending list lie below a value.</summary>
    private static int Below(double[] ascending, double value)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (ascending[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
