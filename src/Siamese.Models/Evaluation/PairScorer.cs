using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Tuples;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Scores pairs of a labelled set of embeddings for verification: all unique ones, or a given choice.</summary>
public static class PairScorer
{
    private const long BlockElements = 1 << 22;   // 16 MB of float32 distances

    /// <summary>Scores every unordered pair of two different rows once: N(N − 1)/2 pairs.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows. Of one that is not symmetric the earlier row is the query.</param>
    /// <returns>The sorted scores, 8 bytes a pair: 0.4 GB for 10,000 rows. For more, score a choice of pairs.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, there is no same-class or no different-class pair, or a score is NaN.</exception>
    public static VerificationScores All(Tensor embeddings, Tensor labels, IDistance? distance = null)
        => All(embeddings, labels, distance, BlockElements);

    internal static VerificationScores All(Tensor embeddings, Tensor labels, IDistance? distance, long blockElements)
    {
        Check.Embeddings(embeddings);
        var classes = Host(Check.Labels(labels, embeddings.shape[0]));
        distance ??= new LpDistance();
        var same = classes.GroupBy(label => label).Sum(group => group.LongCount() * (group.LongCount() - 1) / 2);
        var all = classes.LongLength * (classes.LongLength - 1) / 2;
        if (Math.Max(same, all - same) > Array.MaxLength)
            throw new ArgumentException($"Expected at most {Array.MaxLength} pairs of either kind, got {same} and {all - same}. Score a choice of pairs.", nameof(embeddings));

        using var grad = no_grad();
        var (yes, no) = (new double[same], new double[all - same]);
        var (y, n) = (0, 0);
        var block = Math.Max(1, blockElements / Math.Max(1, classes.Length));
        for (long start = 0; start < classes.Length; start += block)
        {
            using var scope = NewDisposeScope();
            var length = Math.Min(block, classes.Length - start);
            var rows = embeddings.narrow(0, start, classes.Length - start);
            var likeness = Likeness(distance, distance.Matrix(rows.narrow(0, 0, length), rows));   // [length, N - start]
            var width = classes.Length - (int)start;
            for (var i = 0; i < length; i++)
            {
                for (var j = i + 1; j < width; j++)
                {
                    if (classes[start + i] == classes[start + j])
                        yes[y++] = likeness[i * width + j];
                    else
                        no[n++] = likeness[i * width + j];
                }
            }
        }
        return new VerificationScores(yes, no, KindOf(distance), DistanceText.Of(distance), $"all pairs of {classes.Length} rows");
    }

    /// <summary>Scores given pairs, such as those of a pair plan.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point; row i belongs to sample i.</param>
    /// <param name="pairs">Rows of <paramref name="embeddings"/>, and whether they are of one class.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <returns>The sorted scores.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, a row does not exist, there is no same-class or no different-class pair, or a score is NaN.</exception>
    public static VerificationScores Of(Tensor embeddings, IReadOnlyList<SamplePair> pairs, IDistance? distance = null)
    {
        Check.Embeddings(embeddings);
        ArgumentNullException.ThrowIfNull(pairs);
        distance ??= new LpDistance();
        foreach (var pair in pairs)
        {
            if (Math.Min(pair.Anchor, pair.Other) < 0 || Math.Max(pair.Anchor, pair.Other) >= embeddings.shape[0])
                throw new ArgumentException($"Expected rows of 0 to {embeddings.shape[0] - 1}, got {pair.Anchor} and {pair.Other}.", nameof(pairs));
        }
        using var grad = no_grad();
        var scores = new double[pairs.Count];
        var block = (int)Math.Clamp(BlockElements / Math.Max(1, embeddings.shape[1]), 1, int.MaxValue);
        for (var start = 0; start < scores.Length; start += block)
        {
            using var scope = NewDisposeScope();
            var some = Enumerable.Range(start, Math.Min(block, scores.Length - start)).Select(i => pairs[i]).ToArray();
            var left = embeddings.index_select(0, tensor(some.Select(pair => (long)pair.Anchor).ToArray()).to(embeddings.device));
            var right = embeddings.index_select(0, tensor(some.Select(pair => (long)pair.Other).ToArray()).to(embeddings.device));
            Doubles(distance.Pairwise(left, right)).CopyTo(scores.AsSpan(start));
        }
        return VerificationScores.From(scores, [.. pairs.Select(pair => pair.Same)], KindOf(distance), DistanceText.Of(distance), "a given choice");
    }

    private static ScoreKind KindOf(IDistance distance) => distance.IsInverted ? ScoreKind.Similarity : ScoreKind.Distance;

    private static ReadOnlySpan<double> Likeness(IDistance distance, Tensor matrix)
        => Doubles(distance.IsInverted ? matrix : matrix.neg());

    // The tensor lives on in the caller's dispose scope, so the span stays valid until that ends.
    private static ReadOnlySpan<double> Doubles(Tensor values)
        => MemoryMarshal.Cast<byte, double>(values.to(ScalarType.Float64, CPU).contiguous().bytes);

    private static long[] Host(Tensor labels)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, long>(labels.to(ScalarType.Int64, CPU).contiguous().bytes).ToArray();
    }
}
