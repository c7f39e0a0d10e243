using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Which labels are likely wrong: each image is judged by its nearest others, itself left out.</summary>
/// <remarks>
/// A network that has learnt its training images by heart also places the wrong ones by their labels: for these take an early
/// network, one trained on other images, or the pixels themselves. Immutable, thread-safe.
/// </remarks>
public sealed class LabelCheck
{
    /// <summary>Confidence from which a label counts as contradicted: three of ten neighbours.</summary>
    public const double Contradicted = 0.3;

    // Of few neighbours two and a half more must be of the other class, so that a single one decides nothing.
    private const double LeastVotes = 2.5;

    private LabelCheck(IReadOnlyList<SuspiciousLabel> ranked, int contradicted, int undecided, int checkedCount, string protocol)
    {
        Ranked = ranked;
        (ContradictedCount, UndecidedCount, CheckedCount, Protocol) = (contradicted, undecided, checkedCount, protocol);
    }

    /// <summary>Images with more neighbours of another class than of their own, the surest first; of equal confidence the earlier row.</summary>
    public IReadOnlyList<SuspiciousLabel> Ranked { get; }

    /// <summary>Number of labels contradicted with a confidence of <see cref="Contradicted"/> or more; of images with less than nine neighbours of their class, by two and a half votes or more.</summary>
    public int ContradictedCount { get; }

    /// <summary>Number of images whose neighbours neither confirm nor contradict the label by that much.</summary>
    public int UndecidedCount { get; }

    /// <summary>Number of images judged: those of classes of four or more.</summary>
    public int CheckedCount { get; }

    /// <summary>How it was measured.</summary>
    public string Protocol { get; }

    /// <summary>Share of labels that are contradicted, 0 to 1; NaN where none could be judged.</summary>
    public double ContradictedShare => (double)ContradictedCount / CheckedCount;

    /// <summary>Judges the labels of a set.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite.</param>
    /// <param name="labels">Class of each row, N of them.</param>
    /// <param name="neighbors">Neighbours to ask, 3 or more; of an image of a class of c at most c − 1.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <returns>The judgement.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="neighbors"/> is 2 or less.</exception>
    public static LabelCheck Of(Tensor embeddings, IReadOnlyList<int> labels, int neighbors = 10, IDistance? distance = null)
    {
        LabelledRows.Check(embeddings, labels);
        Check.Between(neighbors, 3, int.MaxValue);
        distance ??= new LpDistance();
        var protocol = string.Create(CultureInfo.InvariantCulture, $"the {neighbors} nearest other images (for a class of c images at most c - 1), {DistanceText.Of(distance)}");
        var most = Math.Min(neighbors, labels.Count - 1);
        if (most < 3)
            return new LabelCheck([], 0, 0, 0, protocol);
        using var scope = NewDisposeScope();
        var nearest = MemoryMarshal.Cast<byte, long>(NearestNeighbors.Search(embeddings, k: most, distance: distance).cpu().contiguous().bytes);
        return From(nearest, most, labels, protocol);
    }

    private static LabelCheck From(ReadOnlySpan<long> nearest, int width, IReadOnlyList<int> labels, string protocol)
    {
        var sizes = labels.CountBy(label => label).ToDictionary();
        List<SuspiciousLabel> ranked = [];
        var (contradicted, undecided, asked) = (0, 0, 0);
        for (var i = 0; i < labels.Count; i++)
        {
            var count = Math.Min(width, sizes[labels[i]] - 1);
            if (count < 3)
                continue;
            asked++;
            var (suggested, confidence) = Judge(nearest.Slice(i * width, count), labels, labels[i]);
            if (confidence > 0)
                ranked.Add(new SuspiciousLabel(i, labels[i], suggested, confidence));
            var limit = Math.Max(Contradicted, LeastVotes / count) - 1e-9;
            if (confidence >= limit)
                contradicted++;
            else if (confidence > -limit)
                undecided++;
        }
        return new LabelCheck([.. ranked.OrderByDescending(label => label.Confidence)], contradicted, undecided, asked, protocol);
    }

    /// <summary>The class of most neighbours but the own one, and by how much it outnumbers that.</summary>
    private static (int Suggested, double Confidence) Judge(ReadOnlySpan<long> neighbors, IReadOnlyList<int> labels, int own)
    {
        var (best, votes, agreeing) = (own, 0, 0);
        foreach (var neighbor in neighbors)
        {
            var label = labels[(int)neighbor];
            if (label == own)
            {
                agreeing++;
                continue;
            }
            var count = 0;
            foreach (var other in neighbors)
                count += labels[(int)other] == label ? 1 : 0;
            if (count > votes)
                (best, votes) = (label, count);   // of equal ones that of the nearest
        }
        return (best, (double)(votes - agreeing) / neighbors.Length);
    }
}
