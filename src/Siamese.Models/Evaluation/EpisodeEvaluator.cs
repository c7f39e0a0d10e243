using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Gives the queries of few-shot episodes the class of their nearest support images, by embeddings or by any distance between images.</summary>
/// <remarks>A query counts as right only where its class is nearer than every other: a tie is wrong.</remarks>
public static class EpisodeEvaluator
{
    /// <summary>Compares by any distance.</summary>
    /// <param name="episodes">At least one episode, each with a query.</param>
    /// <param name="distance">From a query (first) to a support image (second), by the numbers in the episode; smaller is nearer. Called from several threads, once for each two images of an episode.</param>
    /// <param name="protocol">Which episodes and which distance, for the result to print.</param>
    /// <param name="shots">How several support images of a class count.</param>
    /// <param name="cancellationToken">Stops between episodes.</param>
    /// <returns>The counts and rates.</returns>
    /// <exception cref="ArgumentException">There is no episode, one is without queries, its lists differ in length, or a distance is NaN.</exception>
    public static EpisodeResult Evaluate(
        IEnumerable<Episode> episodes, Func<int, int, double> distance, string protocol, ShotRule shots = ShotRule.Nearest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        ArgumentNullException.ThrowIfNull(distance);
        ArgumentException.ThrowIfNullOrEmpty(protocol);
        var list = episodes.ToArray();
        CheckEpisodes(list, shots);
        var correct = new int[list.Length];
        try
        {
            Parallel.For(0, list.Length, new ParallelOptions { CancellationToken = cancellationToken }, e =>
            {
                var episode = list[e];
                var far = new double[episode.Support.Count];
                for (var q = 0; q < episode.Queries.Count; q++)
                {
                    for (var s = 0; s < far.Length; s++)
                        far[s] = distance(episode.Queries[q], episode.Support[s]);
                    correct[e] += IsRight(episode, q, far, shots) ? 1 : 0;
                }
            });
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
        return Result(list, correct, protocol, shots);
    }

    /// <summary>Compares embeddings.</summary>
    /// <param name="episodes">At least one episode, each with a query; images are rows of <paramref name="embeddings"/>.</param>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite.</param>
    /// <param name="protocol">Which episodes, for the result to print, such as <see cref="EpisodeSampler.Protocol"/>.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="shots">How several support images of a class count. For the mean embedding of each class use <paramref name="prototypes"/>.</param>
    /// <param name="prototypes">Whether the support embeddings of a class are replaced by their mean first (Snell, Swersky and Zemel 2017).</param>
    /// <returns>The counts and rates.</returns>
    /// <exception cref="ArgumentException">As above; an image is no row, a shape or dtype differs, or an embedding is not finite.</exception>
    public static EpisodeResult Evaluate(
        IEnumerable<Episode> episodes, Tensor embeddings, string protocol, IDistance? distance = null, ShotRule shots = ShotRule.Nearest, bool prototypes = false)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        Check.Embeddings(embeddings);
        Check.FiniteRows(embeddings);
        ArgumentException.ThrowIfNullOrEmpty(protocol);
        distance ??= new LpDistance();
        var list = episodes.ToArray();
        CheckEpisodes(list, shots);
        var correct = new int[list.Length];
        using var grad = no_grad();
        for (var e = 0; e < list.Length; e++)
            correct[e] = Correct(list[e], embeddings, distance, shots, prototypes);
        return Result(list, correct, $"{protocol}; {DistanceText.Of(distance)}{(prototypes ? " to the mean embedding of each class" : "")}", shots);
    }

    private static int Correct(Episode episode, Tensor embeddings, IDistance distance, ShotRule shots, bool prototypes)
    {
        CheckRows(episode, embeddings.shape[0]);
        using var scope = NewDisposeScope();
        var (support, queries) = (Rows(embeddings, episode.Support), Rows(embeddings, episode.Queries));
        if (prototypes)
        {
            int[] classes = [.. episode.SupportClasses.Distinct()];
            support = stack(classes.Select(c => Rows(embeddings, [.. episode.Support.Where((_, i) => episode.SupportClasses[i] == c)]).mean([0])).ToArray());
            episode = episode with { Support = classes, SupportClasses = classes };
        }
        var matrix = distance.Matrix(queries, support);                                              // [Q, S]
        var far = MemoryMarshal.Cast<byte, double>((distance.IsInverted ? matrix.neg() : matrix).to(ScalarType.Float64, CPU).contiguous().bytes);
        var (correct, width) = (0, episode.Support.Count);
        for (var q = 0; q < episode.Queries.Count; q++)
            correct += IsRight(episode, q, far.Slice(q * width, width), shots) ? 1 : 0;
        return correct;
    }

    private static bool IsRight(Episode episode, int query, ReadOnlySpan<double> far, ShotRule shots)
    {
        var classes = new Dictionary<int, (double Sum, int Count)>();
        for (var s = 0; s < far.Length; s++)
        {
            if (double.IsNaN(far[s]))
                throw Wrong($"Expected distances that are numbers, got NaN between query {episode.Queries[query]} and support image {episode.Support[s]} of episode {episode.Number}.", "distance");
            var (sum, count) = classes.GetValueOrDefault(episode.SupportClasses[s]);
            var joined = count == 0 ? far[s] : shots == ShotRule.Nearest ? Math.Min(sum, far[s]) : sum + far[s];
            classes[episode.SupportClasses[s]] = (joined, count + 1);
        }
        double Of((double Sum, int Count) value) => shots == ShotRule.Nearest ? value.Sum : value.Sum / value.Count;
        var right = episode.QueryClasses[query];
        return classes.TryGetValue(right, out var own) && classes.All(other => other.Key == right || Of(other.Value) > Of(own));
    }

    private static EpisodeResult Result(Episode[] episodes, int[] correct, string protocol, ShotRule shots) => new(
        [.. correct.Select((right, e) => (double)right / episodes[e].Queries.Count)],
        episodes.Sum(episode => episode.Queries.Count),
        correct.Sum(),
        $"{protocol}; {(shots == ShotRule.Nearest ? "nearest support image" : "mean distance to a class")}; a tie is wrong");

    private static Tensor Rows(Tensor embeddings, IReadOnlyList<int> rows)
        => embeddings.index_select(0, tensor(rows.Select(row => (long)row).ToArray()).to(embeddings.device));

    private static void CheckEpisodes(Episode[] episodes, ShotRule shots)
    {
        if (!Enum.IsDefined(shots))
            throw new ArgumentOutOfRangeException(nameof(shots), shots, $"Expected Nearest or MeanDistance, got {shots}.");
        if (episodes.Length == 0)
            throw new ArgumentException("Expected at least one episode, got none.", nameof(episodes));
        foreach (var episode in episodes)
        {
            if (episode.Queries.Count == 0 || episode.Queries.Count != episode.QueryClasses.Count || episode.Support.Count != episode.SupportClasses.Count)
            {
                throw new ArgumentException($"Expected queries and a class for every image, got {episode.Queries.Count} queries with {episode.QueryClasses.Count} classes "
                    + $"and {episode.Support.Count} support images with {episode.SupportClasses.Count} in episode {episode.Number}.", nameof(episodes));
            }
        }
    }

    private static void CheckRows(Episode episode, long count)
    {
        foreach (var row in episode.Support.Concat(episode.Queries))
        {
            if (row < 0 || row >= count)
                throw Wrong($"Expected rows of 0 to {count - 1}, got {row} in episode {episode.Number}.", "episodes");
        }
    }

    private static ArgumentException Wrong(string message, string argument) => new(message, argument);
}
