namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>True against false positive rate, from the threshold that accepts no pair to the one that accepts all.</summary>
/// <remarks>
/// The first point, (0, 0), has a threshold that no pair reaches: one more than the highest similarity, one less
/// than the smallest distance. Immutable.
/// </remarks>
public sealed class RocCurve
{
    private RocCurve(double[] falsePositiveRates, double[] truePositiveRates, double[] thresholds)
    {
        FalsePositiveRates = falsePositiveRates;
        TruePositiveRates = truePositiveRates;
        Thresholds = thresholds;
    }

    /// <summary>Share of different-class pairs accepted at each threshold, rising from 0 to 1.</summary>
    public IReadOnlyList<double> FalsePositiveRates { get; }

    /// <summary>Share of same-class pairs accepted at each threshold, rising from 0 to 1.</summary>
    public IReadOnlyList<double> TruePositiveRates { get; }

    /// <summary>The thresholds, in the unit of the scores, from strict to lenient.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <summary>Draws the curve.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="allPoints">Whether every distinct score is a point; else points on a straight line between their neighbours are left out.</param>
    /// <returns>The curve.</returns>
    public static RocCurve From(VerificationScores scores, bool allPoints = false)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var (falsePositives, truePositives, likenesses) = (new List<long>(), new List<long>(), new List<double>());
        var (fp, tp, first) = (0L, 0L, true);
        var before = (Same: 0L, Different: 0L);
        foreach (var (likeness, same, different) in scores.Steps())
        {
            // A point whose step is followed by an equal one lies on the line between its neighbours; the first stays.
            if (!allPoints && !first && before == (same, different))
            {
                falsePositives.RemoveAt(falsePositives.Count - 1);
                truePositives.RemoveAt(truePositives.Count - 1);
                likenesses.RemoveAt(likenesses.Count - 1);
            }
            before = (same, different);
            first = likenesses.Count == 0;
            falsePositives.Add(fp += different);
            truePositives.Add(tp += same);
            likenesses.Add(likeness);
        }
        return new RocCurve(
            [0, .. falsePositives.Select(count => (double)count / scores.DifferentCount)],
            [0, .. truePositives.Select(count => (double)count / scores.SameCount)],
            [scores.Likeness(likenesses[0] + 1), .. likenesses.Select(scores.Likeness)]);
    }
}
