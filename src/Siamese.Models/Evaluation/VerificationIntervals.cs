using System.Globalization;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Bootstrap intervals of verification figures, by percentiles. Immutable.</summary>
/// <remarks>
/// Same-class and different-class pairs are drawn with replacement, each from their own kind, as many as there are. That
/// treats pairs as independent: pairs that share images are not, and the intervals are then too narrow. Source: Efron and
/// Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
/// </remarks>
public sealed record VerificationIntervals
{
    private VerificationIntervals()
    {
    }

    /// <summary>Of the area under the ROC curve.</summary>
    public required Interval Auc { get; init; }

    /// <summary>Of the equal error rate.</summary>
    public required Interval EqualErrorRate { get; init; }

    /// <summary>Of the accuracy at a given threshold; null where none was given.</summary>
    public required Interval? Accuracy { get; init; }

    /// <summary>Of the true accept rate at each false accept rate asked for, in that order; the threshold is chosen anew in every resampled set.</summary>
    public required IReadOnlyList<Interval> TrueAcceptRates { get; init; }

    /// <summary>How many pairs there were and how they were drawn.</summary>
    public required string Protocol { get; init; }

    /// <summary>Draws and counts.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="options">How often, and the seed.</param>
    /// <param name="threshold">Whose accuracy is asked for, chosen on other pairs; null for none.</param>
    /// <param name="falseAcceptRates">At which rates true accept rates are asked for; null for 0.1, 0.01, 0.001 and 0.0001.</param>
    /// <param name="cancellationToken">Stops between draws.</param>
    /// <returns>The intervals; the same for the same seed on any number of threads.</returns>
    /// <exception cref="ArgumentException">The threshold is of another kind of scores.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not 0 to 1.</exception>
    public static VerificationIntervals Of(
        VerificationScores scores, BootstrapOptions? options = null, VerificationThreshold? threshold = null,
        IReadOnlyList<double>? falseAcceptRates = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scores);
        options ??= new BootstrapOptions();
        falseAcceptRates ??= [0.1, 0.01, 0.001, 0.0001];
        var exact = Figures(scores, threshold, falseAcceptRates);
        var drawn = new double[options.Resamples][];
        var key = new CounterRandom(options.Seed);
        Parallel.For(0, drawn.Length, new ParallelOptions { CancellationToken = cancellationToken },
            i => drawn[i] = Figures(scores.Resample(key.Fork((ulong)i)), threshold, falseAcceptRates));
        Interval At(int figure) => Percentiles.Of(exact[figure], [.. drawn.Select(figures => figures[figure])], options.Confidence);
        return new VerificationIntervals
        {
            Auc = At(0),
            EqualErrorRate = At(1),
            Accuracy = threshold is null ? null : At(2),
            TrueAcceptRates = [.. Enumerable.Range(3, falseAcceptRates.Count).Select(At)],
            Protocol = string.Create(CultureInfo.InvariantCulture,
                $"{100 * options.Confidence:0.##} % percentile bootstrap, {options.Resamples} resamples of {scores.Protocol}; each kind by itself, seed {options.Seed}"),
        };
    }

    private static double[] Figures(VerificationScores scores, VerificationThreshold? threshold, IReadOnlyList<double> rates)
    {
        var metrics = VerificationMetrics.From(scores);
        return [metrics.Auc, metrics.EqualErrorRate, threshold?.On(scores).Accuracy ?? 0, .. rates.Select(rate => scores.AtFalseAcceptRate(rate).TrueAcceptRate)];
    }
}
