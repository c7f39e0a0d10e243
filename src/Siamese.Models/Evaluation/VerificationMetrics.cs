using System.Globalization;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>How well scores tell pairs of one class from pairs of two: area under the curve, equal error rate, best threshold.</summary>
/// <remarks>
/// Exact: counted over the sorted scores, ties included. A threshold picked on the pairs it is judged by flatters
/// them; for a figure to publish take it from other pairs and use <see cref="VerificationScores.AccuracyAt"/>. Immutable.
/// </remarks>
public sealed record VerificationMetrics
{
    private VerificationMetrics()
    {
    }

    /// <summary>Number of pairs of one class.</summary>
    public int SameCount { get; private init; }

    /// <summary>Number of pairs of two classes.</summary>
    public int DifferentCount { get; private init; }

    /// <summary>Area under the ROC curve: the probability that a same-class pair is more alike than a different-class one, ties counting half. 0 to 1.</summary>
    public double Auc { get; private init; }

    /// <summary>Precision averaged over the same-class pairs, without interpolation. 0 to 1.</summary>
    public double AveragePrecision { get; private init; }

    /// <summary>The rate at which as large a share of same-class pairs is rejected as of different-class pairs accepted, on the straight line between the two nearest thresholds. 0 to 1.</summary>
    public double EqualErrorRate { get; private init; }

    /// <summary>The threshold of <see cref="EqualErrorRate"/>, on the same line.</summary>
    public double EqualErrorThreshold { get; private init; }

    /// <summary>Mean of the two error rates at the actual threshold where they differ least, the strictest of several. 0 to 1.</summary>
    public double NearestEqualErrorRate { get; private init; }

    /// <summary>The threshold of <see cref="NearestEqualErrorRate"/>.</summary>
    public double NearestEqualErrorThreshold { get; private init; }

    /// <summary>The largest share of pairs that one threshold gets right. 0 to 1.</summary>
    public double BestAccuracy { get; private init; }

    /// <summary>Every score that reaches <see cref="BestAccuracy"/> as a threshold, ascending; an infinite one accepts no pair.</summary>
    public IReadOnlyList<double> BestThresholds { get; private init; } = [];

    /// <summary>One threshold that reaches <see cref="BestAccuracy"/>: the middle of the widest gap between scores that does, so that new pairs are least likely to fall on its wrong side.</summary>
    public double BestThreshold { get; private init; }

    /// <summary>Which pairs were scored, how many, and by which distance.</summary>
    public string Protocol { get; private init; } = "";

    /// <summary>Computes every figure in one pass over the sorted scores.</summary>
    /// <param name="scores">The scores.</param>
    /// <returns>The figures.</returns>
    public static VerificationMetrics From(VerificationScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var area = new AreaSums();
        var error = new EqualErrorSearch();
        var best = new BestThresholdSearch(scores.DifferentCount);
        var (tp, fp) = (0L, 0L);
        foreach (var (likeness, same, different) in scores.Steps())
        {
            if (tp + fp == 0)
                error.Point(0, 0, likeness + 1);
            area.Step(tp, fp, same, different);
            tp += same;
            fp += different;
            error.Point((double)fp / scores.DifferentCount, (double)tp / scores.SameCount, likeness);
            best.Point(tp + scores.DifferentCount - fp, likeness);
        }
        best.Finish();
        var thresholds = best.Thresholds.Select(scores.Likeness).Order().ToArray();
        return new VerificationMetrics
        {
            SameCount = scores.SameCount,
            DifferentCount = scores.DifferentCount,
            Protocol = scores.Protocol,
            Auc = area.Auc(scores.SameCount, scores.DifferentCount),
            AveragePrecision = area.AveragePrecision(scores.SameCount),
            EqualErrorRate = error.Rate,
            EqualErrorThreshold = scores.Likeness(error.Threshold),
            NearestEqualErrorRate = error.NearestRate,
            NearestEqualErrorThreshold = scores.Likeness(error.NearestThreshold),
            BestAccuracy = (double)best.Right / ((long)scores.SameCount + scores.DifferentCount),
            BestThresholds = thresholds,
            BestThreshold = scores.Likeness(best.Middle),
        };
    }

    /// <summary>The main figures in percent, and the protocol.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"AUC {100 * Auc:0.00} %, EER {100 * EqualErrorRate:0.00} %, best accuracy {100 * BestAccuracy:0.00} % at {BestThreshold:0.######} "
        + $"(verification: {Protocol}; all thresholds; the best one is picked on these pairs)");

    /// <summary>Sums for the area under the ROC curve and the average precision.</summary>
    private sealed class AreaSums
    {
        private Int128 _doubled;      // twice the area, in pairs of pairs: exact at any size
        private double _precision;

        public void Step(long tp, long fp, long same, long different)
        {
            _doubled += (Int128)different * (2 * tp + same);
            if (same > 0)
                _precision += same * ((double)(tp + same) / (tp + same + fp + different));
        }

        public double Auc(long same, long different) => (double)_doubled / (2.0 * same * different);

        public double AveragePrecision(long same) => _precision / same;
    }

    /// <summary>Finds where the two error rates meet, on the curve from strict to lenient.</summary>
    private sealed class EqualErrorSearch
    {
        private (double Accepted, double Excess, double Likeness) _before;
        private double _smallest = double.PositiveInfinity;
        private bool _found;

        public double Rate { get; private set; }

        public double Threshold { get; private set; }

        public double NearestRate { get; private set; }

        public double NearestThreshold { get; private set; }

        public void Point(double falsePositiveRate, double truePositiveRate, double likeness)
        {
            var rejected = 1 - truePositiveRate;
            var excess = falsePositiveRate - rejected;
            if (Math.Abs(excess) < _smallest)
            {
                _smallest = Math.Abs(excess);
                NearestRate = (falsePositiveRate + rejected) / 2;
                NearestThreshold = likeness;
            }
            if (!_found && excess >= 0)
            {
                // The first point has an excess of -1, so there is always one before.
                _found = true;
                var part = -_before.Excess / (excess - _before.Excess);
                Rate = _before.Accepted + part * (falsePositiveRate - _before.Accepted);
                Threshold = _before.Likeness + part * (likeness - _before.Likeness);
            }
            _before = (falsePositiveRate, excess, likeness);
        }
    }

    /// <summary>Collects the thresholds, from strict to lenient, that get most pairs right.</summary>
    private sealed class BestThresholdSearch(long rejectAll)
    {
        private double _widest = -1;
        private double _pending = double.NaN;   // a best threshold whose next lower score is not known yet

        public long Right { get; private set; } = rejectAll;

        public List<double> Thresholds { get; } = [double.PositiveInfinity];

        public double Middle { get; private set; } = double.PositiveInfinity;

        public void Point(long right, double likeness)
        {
            Close(likeness);
            if (right > Right)
            {
                Thresholds.Clear();
                _widest = -1;
            }
            if (right < Right)
                return;
            Right = right;
            Thresholds.Add(likeness);
            _pending = likeness;
        }

        public void Finish()
        {
            // Accepting every pair is best: nothing lies below the last score.
            if (_widest < 0 && !double.IsNaN(_pending))
                Middle = _pending;
        }

        private void Close(double next)
        {
            if (!double.IsNaN(_pending) && _pending - next > _widest)
            {
                _widest = _pending - next;
                Middle = next + _widest / 2;
            }
            _pending = double.NaN;
        }
    }
}
