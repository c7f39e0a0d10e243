using System.Globalization;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Turns the score of a pair into a probability that the pair is of one class: <c>1 / (1 + exp(−(Slope·likeness + Offset)))</c>.</summary>
/// <remarks>
/// The likeness is a similarity itself and the negative of a distance. Both kinds of pairs weigh the same in the fit, so the
/// probability is that of a pair which before looking is as likely the same as not, whatever their share was among the pairs
/// fitted on; <see cref="Probability(double, double)"/> takes another share. Source: Platt, "Probabilistic outputs for support vector machines", 1999, with the
/// targets and the Newton search of Lin, Lin and Weng, Machine Learning 68 (2007). Immutable, thread-safe.
/// </remarks>
public sealed record PlattCalibration
{
    private const int MostSteps = 100;
    private const double SmallestGradient = 1e-10;
    private const double Ridge = 1e-12;       // keeps the Hessian invertible where all scores are equal

    /// <summary>By how much the log-odds rise with the likeness; finite, 0 or more. 0 where scores say nothing.</summary>
    /// <exception cref="ArgumentException">Set to anything else.</exception>
    public required double Slope
    {
        get;
        init => field = double.IsFinite(value) && value >= 0 ? value : throw new ArgumentException($"Expected a finite slope of 0 or more, got {value}.", nameof(Slope));
    }

    /// <summary>The log-odds at likeness 0; finite.</summary>
    /// <exception cref="ArgumentException">Set to anything else.</exception>
    public required double Offset
    {
        get;
        init => field = double.IsFinite(value) ? value : throw new ArgumentException($"Expected a finite offset, got {value}.", nameof(Offset));
    }

    /// <summary>What a score means.</summary>
    public required ScoreKind Kind { get; init; }

    /// <summary>Number of same-class pairs it was fitted on.</summary>
    public required int SameCount { get; init; }

    /// <summary>Number of different-class pairs it was fitted on.</summary>
    public required int DifferentCount { get; init; }

    /// <summary>Fits the two numbers by maximum likelihood.</summary>
    /// <param name="validation">Finite scores of pairs that the network was not trained on.</param>
    /// <returns>The calibration. Scores that fall the wrong way, different pairs being the more alike, give the slope 0 and the probability 1/2.</returns>
    /// <exception cref="ArgumentException">A score is infinite.</exception>
    public static PlattCalibration Fit(VerificationScores validation)
    {
        ArgumentNullException.ThrowIfNull(validation);
        var steps = validation.Steps().ToArray();
        if (!double.IsFinite(steps[0].Likeness) || !double.IsFinite(steps[^1].Likeness))
            throw new ArgumentException("Expected finite scores, got an infinite one.", nameof(validation));
        // Around their middle and in units of their spread the two unknowns hardly depend on one another.
        var (low, high) = (steps[^1].Likeness, steps[0].Likeness);
        var (middle, spread) = ((low + high) / 2, high > low ? (high - low) / 2 : 1);
        var points = Array.ConvertAll(steps, step => new Point((step.Likeness - middle) / spread,
            0.5 * step.Same / validation.SameCount, 0.5 * step.Different / validation.DifferentCount));
        var (slope, offset) = Search(points, (validation.SameCount + 1.0) / (validation.SameCount + 2), 1.0 / (validation.DifferentCount + 2));
        if (slope <= 0)
            (slope, offset) = (0, 0);
        return new PlattCalibration
        {
            Slope = slope / spread,
            Offset = offset - slope * middle / spread,
            Kind = validation.Kind,
            SameCount = validation.SameCount,
            DifferentCount = validation.DifferentCount,
        };
    }

    /// <summary>How likely a pair of that score is of one class, if before looking both were as likely.</summary>
    /// <param name="score">Of the kind that was fitted on; may be infinite.</param>
    /// <returns>0 to 1; NaN for NaN.</returns>
    public double Probability(double score) => Probability(score, 0.5);

    /// <summary>How likely a pair of that score is of one class, for a share of such pairs that is known beforehand.</summary>
    /// <param name="score">Of the kind that was fitted on; may be infinite.</param>
    /// <param name="sameShare">Share of same-class pairs among those asked about, above 0 and below 1.</param>
    /// <returns>0 to 1; NaN for NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sameShare"/> is outside its range.</exception>
    public double Probability(double score, double sameShare)
    {
        if (!(sameShare > 0 && sameShare < 1))
            throw new ArgumentOutOfRangeException(nameof(sameShare), sameShare, $"Expected a share above 0 and below 1, got {sameShare}.");
        var likeness = Kind == ScoreKind.Distance ? -score : score;
        var odds = (Slope == 0 && double.IsInfinity(score) ? 0 : Slope * likeness) + Offset + Math.Log(sameShare / (1 - sameShare));
        return 1 / (1 + Math.Exp(-odds));
    }

    /// <summary>The score at which same and different are equally likely; infinite where scores say nothing.</summary>
    public double EvenScore => Slope == 0 ? double.PositiveInfinity : Kind == ScoreKind.Distance ? Offset / Slope : -Offset / Slope;

    /// <summary>Both numbers and where they come from.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"probability of same 1 / (1 + exp({(Kind == ScoreKind.Distance ? "" : "-")}{Slope:0.####} x {(Kind == ScoreKind.Distance ? "distance" : "similarity")} - {Offset:0.####})), "
        + $"fitted on {SameCount} same and {DifferentCount} different pairs, both kinds weighing the same");

    // Newton's method on the negative log-likelihood, which is convex; a step is halved until it is lower.
    private static (double Slope, double Offset) Search(Point[] points, double sameTarget, double differentTarget)
    {
        var (a, b) = (0.0, 0.0);
        var value = Loss(points, sameTarget, differentTarget, a, b);
        for (var step = 0; step < MostSteps; step++)
        {
            var (ga, gb, haa, hab, hbb) = (0.0, 0.0, Ridge, 0.0, Ridge);
            foreach (var point in points)
            {
                var p = 1 / (1 + Math.Exp(-(a * point.X + b)));
                var error = point.Same * (p - sameTarget) + point.Different * (p - differentTarget);
                var weight = (point.Same + point.Different) * p * (1 - p);
                (ga, gb) = (ga + error * point.X, gb + error);
                (haa, hab, hbb) = (haa + weight * point.X * point.X, hab + weight * point.X, hbb + weight);
            }
            if (Math.Abs(ga) < SmallestGradient && Math.Abs(gb) < SmallestGradient)
                break;
            var determinant = haa * hbb - hab * hab;
            var (da, db) = (-(hbb * ga - hab * gb) / determinant, -(haa * gb - hab * ga) / determinant);
            var size = 1.0;
            for (; size > 1e-10; size /= 2)
            {
                var next = Loss(points, sameTarget, differentTarget, a + size * da, b + size * db);
                if (next > value + 1e-4 * size * (ga * da + gb * db))
                    continue;
                (a, b, value) = (a + size * da, b + size * db, next);
                break;
            }
            if (size <= 1e-10)
                break;
        }
        return (a, b);
    }

    private static double Loss(Point[] points, double sameTarget, double differentTarget, double a, double b)
    {
        var sum = 0.0;
        foreach (var point in points)
        {
            var z = a * point.X + b;
            var soft = Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));       // log(1 + e^z)
            sum += point.Same * (soft - sameTarget * z) + point.Different * (soft - differentTarget * z);
        }
        return sum;
    }

    /// <summary>A likeness and what share of either kind of pairs has it, weighted.</summary>
    private readonly record struct Point(double X, double Same, double Different);
}
