using System.Globalization;
using TorchSharp.Siamese.Data.Sampling;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>t-SNE: a plane on which neighbours stay neighbours, for the eye. Distances between far clusters mean nothing.</summary>
/// <remarks>
/// Exact: every pair of points counts, in O(N²) time a step and 4 N² bytes. Rows are taken as they are and compared by Euclidean
/// distance; normalise them first if that is how they are compared. Source: van der Maaten and Hinton, Visualizing Data using
/// t-SNE, JMLR 9 (2008). It differs in where it starts, which is the small picture of the first two principal components (Kobak and
/// Berens 2019) with seeded shifts that part equal points, and in the step length (Belkina et al. 2019). The same rows and options give
/// the same points on any number of threads.
/// </remarks>
public static class TsneProjection
{
    /// <summary>The most rows that are taken: 400 MB of affinities.</summary>
    public const int MaxRows = 10_000;

    private const int MinRows = 4;
    private const int ReportEvery = 50;
    private const float EarlyMomentum = 0.5f, Momentum = 0.8f;
    private const double StartSpread = 1e-4, StartShift = 1e-6;

    /// <summary>Projects.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite, on any device; N is 4 to <see cref="MaxRows"/>, D 1 or more.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">Told every 50 steps, on this thread.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>N points, centred.</returns>
    /// <exception cref="ArgumentException">The shape or type is another, the number of rows is outside its range, or a number is not finite.</exception>
    public static PlaneProjection Of(
        Tensor embeddings, TsneOptions? options = null, IProgress<TsneProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PcaProjection.CheckRows(embeddings);
        var count = embeddings.shape[0];
        if (count is < MinRows or > MaxRows)
            throw new ArgumentException($"Expected {MinRows} to {MaxRows} rows, got {count}. Of more, project a random part.", nameof(embeddings));
        options ??= new TsneOptions();
        var perplexity = Math.Min(options.Perplexity, (count - 1) / 3.0);
        var affinities = Affinities.Of(embeddings, perplexity, cancellationToken);
        var field = new TsneField(affinities, Start(embeddings, new CounterRandom(options.Seed)));
        Descend(field, options, progress, cancellationToken);
        var protocol = string.Create(CultureInfo.InvariantCulture,
            $"t-SNE of {count} rows of {embeddings.shape[1]} numbers, perplexity {perplexity:0.##}, {options.Iterations} steps, seed {options.Seed}; divergence {field.Divergence():0.000}");
        return new PlaneProjection("t-SNE", protocol, field.Points());
    }

    private static void Descend(TsneField field, TsneOptions options, IProgress<TsneProgress>? progress, CancellationToken cancellationToken)
    {
        var rate = (float)(options.LearningRate ?? Math.Max(field.Count / options.Exaggeration / 4, 50));
        for (var step = 1; step <= options.Iterations; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var early = step <= options.ExaggeratedIterations;
            field.Attract(early ? (float)options.Exaggeration : 1);
            field.Move(rate, early ? EarlyMomentum : Momentum);
            if (progress is not null && (step % ReportEvery == 0 || step == options.Iterations))
                progress.Report(new TsneProgress(step, options.Iterations, field.Divergence()));
        }
    }

    /// <summary>The principal components, shrunk so that the first has a standard deviation of 1e-4, each point moved a little more.</summary>
    private static PlanePoint[] Start(Tensor embeddings, CounterRandom random)
    {
        var (points, _) = PcaProjection.Compute(embeddings);
        var spread = Math.Sqrt(points.Sum(point => (double)point.X * point.X) / points.Length);
        var scale = spread > 0 ? StartSpread / spread : 0;
        for (var i = 0; i < points.Length; i++)
        {
            // Box and Muller: two normal numbers of two uniform ones.
            var key = random.Fork((ulong)i);
            var (radius, angle) = (StartShift * Math.Sqrt(-2 * Math.Log(1 - key.Unit(0))), 2 * Math.PI * key.Unit(1));
            points[i] = new PlanePoint((float)(scale * points[i].X + radius * Math.Cos(angle)), (float)(scale * points[i].Y + radius * Math.Sin(angle)));
        }
        return points;
    }
}
