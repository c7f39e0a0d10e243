using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>The pairs that a network gets most wrong: images of two classes that lie nearest, images of one class that lie farthest apart.</summary>
/// <remarks>
/// For each image its nearest image of another class, and its farthest of its own; of these pairs, each taken once, the
/// worst. So one odd image does not fill the list as it would in a list of all pairs. Exact; computed in blocks on the device of
/// the embeddings. Of equal ones the earlier row comes first. Immutable, thread-safe.
/// </remarks>
public sealed class WorstPairs
{
    private const long BlockElements = 1 << 22;   // 16 MB of float32 distances

    private WorstPairs(IReadOnlyList<WorstPair> nearestDifferent, IReadOnlyList<WorstPair> farthestSame, IDistance distance)
    {
        NearestDifferent = nearestDifferent;
        FarthestSame = farthestSame;
        IsInverted = distance.IsInverted;
        Distance = DistanceText.Of(distance);
    }

    /// <summary>Images of two classes, nearest first.</summary>
    public IReadOnlyList<WorstPair> NearestDifferent { get; }

    /// <summary>Images of one class, farthest first.</summary>
    public IReadOnlyList<WorstPair> FarthestSame { get; }

    /// <summary>True where larger scores mean nearer: a similarity.</summary>
    public bool IsInverted { get; }

    /// <summary>What was measured, in words.</summary>
    public string Distance { get; }

    /// <summary>Finds the worst pairs of a labelled set.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite.</param>
    /// <param name="labels">Class of each row, N of them.</param>
    /// <param name="count">The most pairs of either kind, 1 or more.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <returns>The pairs; fewer where there are not so many.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is 0 or less.</exception>
    public static WorstPairs Find(Tensor embeddings, IReadOnlyList<int> labels, int count = 20, IDistance? distance = null)
        => Find(embeddings, labels, count, distance, BlockElements);

    internal static WorstPairs Find(Tensor embeddings, IReadOnlyList<int> labels, int count, IDistance? distance, long blockElements)
    {
        LabelledRows.Check(embeddings, labels);
        Check.Between(count, 1, int.MaxValue);
        distance ??= new LpDistance();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var classes = LabelledRows.Tensor(labels, embeddings.device);                      // [N]
        List<WorstPair> near = [], far = [];
        foreach (var (start, length) in LabelledRows.Blocks(embeddings.shape[0], blockElements))
        {
            using var inner = NewDisposeScope();
            var matrix = distance.Matrix(embeddings.narrow(0, start, length), embeddings);  // [b, N]
            if (distance.IsInverted)
                matrix = matrix.neg();
            var same = classes.narrow(0, start, length).unsqueeze(1).eq(classes);
            Take(near, matrix.masked_fill(same, double.PositiveInfinity).min(1), start);
            matrix = matrix.masked_fill(same.logical_not(), double.NegativeInfinity);
            matrix.diagonal(start).fill_(double.NegativeInfinity);
            Take(far, matrix.max(1), start);
        }
        var sign = distance.IsInverted ? -1 : 1;
        return new WorstPairs(Worst(near, 1, count, sign), Worst(far, -1, count, sign), distance);
    }

    private static void Take(List<WorstPair> pairs, (Tensor Values, Tensor Indexes) found, long start)
    {
        var values = MemoryMarshal.Cast<byte, double>(found.Values.to(ScalarType.Float64, CPU).contiguous().bytes);
        var others = MemoryMarshal.Cast<byte, long>(found.Indexes.cpu().contiguous().bytes);
        for (var i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i]))   // no such partner where it is not
                pairs.Add(new WorstPair((int)start + i, (int)others[i], values[i]));
        }
    }

    /// <summary>Every pair once, by its farness in rising or falling order, with scores of the distance's own sign.</summary>
    private static WorstPair[] Worst(List<WorstPair> pairs, int order, int count, int sign)
        => [.. pairs
            .DistinctBy(pair => (Math.Min(pair.First, pair.Second), Math.Max(pair.First, pair.Second)))
            .OrderBy(pair => order * pair.Score)
            .Take(count)
            .Select(pair => pair with { Score = sign * pair.Score })];
}
