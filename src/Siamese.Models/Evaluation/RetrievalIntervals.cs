using System.Globalization;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Bootstrap intervals of retrieval figures, by percentiles. Immutable.</summary>
/// <remarks>
/// Queries with something to find are drawn with replacement, as many as there are; the gallery stays. That treats queries as
/// independent: images of a series are not, and the intervals are then too narrow. Source: Efron and Tibshirani, An Introduction to
/// the Bootstrap (1993), chapter 13.
/// </remarks>
public sealed record RetrievalIntervals
{
    private RetrievalIntervals()
    {
    }

    /// <summary>Of the share of queries whose nearest row belongs with them.</summary>
    public required Interval PrecisionAt1 { get; init; }

    /// <summary>Of the R-precision.</summary>
    public required Interval RPrecision { get; init; }

    /// <summary>Of MAP@R.</summary>
    public required Interval MeanAveragePrecisionAtR { get; init; }

    /// <summary>Of the mean average precision.</summary>
    public required Interval MeanAveragePrecision { get; init; }

    /// <summary>Of the mean reciprocal rank.</summary>
    public required Interval MeanReciprocalRank { get; init; }

    /// <summary>How the intervals were drawn, and from which figures.</summary>
    public required string Protocol { get; init; }

    /// <summary>Draws and counts.</summary>
    /// <param name="result">What an evaluation found.</param>
    /// <param name="options">How often, and the seed.</param>
    /// <param name="cancellationToken">Stops between draws.</param>
    /// <returns>The intervals; the same for the same seed on any number of threads.</returns>
    /// <exception cref="ArgumentException">No query had anything to find.</exception>
    public static RetrievalIntervals Of(RetrievalResult result, BootstrapOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        options ??= new BootstrapOptions();
        var worths = result.Worths;
        if (worths.Count == 0)
            throw new ArgumentException("Expected figures of at least one query with something to find, got none.", nameof(result));
        var drawn = new RetrievalFigures[options.Resamples];
        var key = new CounterRandom(options.Seed);
        Parallel.For(0, drawn.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            var (own, sums) = (key.Fork((ulong)i), new RetrievalSums());
            for (var query = 0; query < worths.Count; query++)
                sums.Add(worths[own.Below(worths.Count, (ulong)query)]);
            drawn[i] = sums.Means();
        });
        Interval At(Func<RetrievalFigures, double> figure) => Percentiles.Of(figure(result.Overall), [.. drawn.Select(figure)], options.Confidence);
        return new RetrievalIntervals
        {
            PrecisionAt1 = At(figures => figures.PrecisionAt1),
            RPrecision = At(figures => figures.RPrecision),
            MeanAveragePrecisionAtR = At(figures => figures.MeanAveragePrecisionAtR),
            MeanAveragePrecision = At(figures => figures.MeanAveragePrecision),
            MeanReciprocalRank = At(figures => figures.MeanReciprocalRank),
            Protocol = string.Create(CultureInfo.InvariantCulture,
                $"{100 * options.Confidence:0.##} % percentile bootstrap, {options.Resamples} resamples of {worths.Count} queries, seed {options.Seed}; {result.Protocol}"),
        };
    }
}
