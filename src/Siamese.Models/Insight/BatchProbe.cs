using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>A close look at the embeddings of one batch, on the CPU.</summary>
internal sealed class BatchProbe
{
    /// <summary>Rows looked at; a larger batch is cut off.</summary>
    public const int MaxRows = 256;

    /// <summary>Neighbours that have to agree.</summary>
    public const int Neighbors = 3;

    private const int Bins = 2048;

    private BatchProbe(double auc, IReadOnlyList<(long Label, long Other)> contradicted, int mixed, int asked)
        => (Auc, Contradicted, Mixed, Asked) = (auc, contradicted, mixed, asked);

    /// <summary>Probability that a pair of one class is nearer than a pair of two; NaN where a kind is missing.</summary>
    public double Auc { get; }

    /// <summary>Images whose nearest three neighbours all are of one other class: their label, and that class.</summary>
    public IReadOnlyList<(long Label, long Other)> Contradicted { get; }

    /// <summary>Images of whose nearest three neighbours two are of one other class and one of their own: they lie between the two.</summary>
    public int Mixed { get; }

    /// <summary>Images that could have been: of a class with two or more others of their class and three or more of some other.</summary>
    public int Asked { get; }

    /// <summary>Looks at a batch.</summary>
    /// <param name="embeddings"><c>[N, D]</c> on the CPU, finite, N up to <see cref="MaxRows"/>.</param>
    /// <param name="labels">N of them.</param>
    /// <param name="distance">What the loss compares.</param>
    public static BatchProbe Of(Tensor embeddings, ReadOnlySpan<long> labels, IDistance distance)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var matrix = distance.Matrix(embeddings);
        if (distance.IsInverted)
            matrix = matrix.neg();
        var far = MemoryMarshal.Cast<byte, float>(matrix.to(ScalarType.Float32).contiguous().bytes);
        var (contradicted, mixed, asked) = Contradictions(far, labels);
        return new BatchProbe(AreaUnderCurve(far, labels), contradicted, mixed, asked);
    }

    private static double AreaUnderCurve(ReadOnlySpan<float> far, ReadOnlySpan<long> labels)
    {
        var count = labels.Length;
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
                (low, high) = (Math.Min(low, far[i * count + j]), Math.Max(high, far[i * count + j]));
        }
        var (same, different) = (new long[Bins], new long[Bins]);
        var width = high > low ? (Bins - 1) / ((double)high - low) : 0;
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
                (labels[i] == labels[j] ? same : different)[(int)((far[i * count + j] - low) * width)]++;
        }
        var (sum, nearer, others) = (0.0, 0L, 0L);
        for (var b = 0; b < Bins; b++)
        {
            sum += different[b] * (nearer + same[b] / 2.0);
            nearer += same[b];
            others += different[b];
        }
        return sum / nearer / others;   // 0/0 is NaN: a kind of pair is missing
    }

    private static (List<(long Label, long Other)> Contradicted, int Mixed, int Asked) Contradictions(ReadOnlySpan<float> far, ReadOnlySpan<long> labels)
    {
        var sizes = new Dictionary<long, int>();
        foreach (var label in labels)
            CollectionsMarshal.GetValueRefOrAddDefault(sizes, label, out _)++;
        var large = sizes.Values.Count(size => size >= Neighbors);
        List<(long Label, long Other)> contradicted = [];
        var (mixed, asked) = (0, 0);
        Span<int> nearest = stackalloc int[Neighbors];
        for (var i = 0; i < labels.Length; i++)
        {
            var own = sizes[labels[i]];
            if (own < Neighbors || large - (own >= Neighbors ? 1 : 0) < 1)
                continue;
            asked++;
            Nearest(far.Slice(i * labels.Length, labels.Length), i, nearest);
            var (first, second, third) = (labels[nearest[0]], labels[nearest[1]], labels[nearest[2]]);
            var other = first != labels[i] ? first : second;
            var (ofOther, ofOwn) = (Count(other, first, second, third), Count(labels[i], first, second, third));
            if (other != labels[i] && ofOther == Neighbors)
                contradicted.Add((labels[i], other));
            else if (other != labels[i] && ofOther == 2 && ofOwn == 1)
                mixed++;
        }
        return (contradicted, mixed, asked);

        static int Count(long wanted, long first, long second, long third)
            => (first == wanted ? 1 : 0) + (second == wanted ? 1 : 0) + (third == wanted ? 1 : 0);
    }

    /// <summary>The nearest rows but itself, nearest first.</summary>
    private static void Nearest(ReadOnlySpan<float> far, int self, Span<int> nearest)
    {
        var found = 0;
        for (var j = 0; j < far.Length; j++)
        {
            if (j == self || (found == nearest.Length && far[j] >= far[nearest[^1]]))
                continue;
            var at = found < nearest.Length ? found++ : nearest.Length - 1;
            for (; at > 0 && far[j] < far[nearest[at - 1]]; at--)
                nearest[at] = nearest[at - 1];
            nearest[at] = j;
        }
    }
}
