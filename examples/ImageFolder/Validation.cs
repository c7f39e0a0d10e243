using System.Globalization;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>How good a network is on images that it did not learn from, and what follows for its threshold.</summary>
/// <param name="Retrieval">Nearest images.</param>
/// <param name="Scores">Of pairs, as many same as different ones where there are enough.</param>
/// <param name="PairProtocol">Which pairs.</param>
internal sealed record Validation(RetrievalResult Retrieval, VerificationScores Scores, string PairProtocol)
{
    private const int MostPairs = 200_000;       // of either kind
    private const int EnoughPairs = 50;

    /// <summary>What was compared, in words.</summary>
    public string Protocol => $"{Retrieval.Protocol}; {PairProtocol}";

    /// <summary>Compares images with those of a gallery, and with one another.</summary>
    /// <param name="held">Embeddings of images that were not learnt from.</param>
    /// <param name="heldLabels">Their classes.</param>
    /// <param name="gallery">Embeddings of others, such as those learnt from; without a row for none.</param>
    /// <param name="galleryLabels">Their classes.</param>
    /// <param name="model">Whose distance it is.</param>
    /// <param name="seed">Of the draw of pairs.</param>
    /// <exception cref="InvalidDataException">There is nothing to compare.</exception>
    public static Validation Of(Tensor held, IReadOnlyList<int> heldLabels, Tensor gallery, IReadOnlyList<int> galleryLabels, SavedModel model, ulong seed)
    {
        using var scope = NewDisposeScope();
        var metric = model.Network.Metric;
        var known = galleryLabels.ToHashSet();
        CheckComparable(heldLabels, known);
        var options = new RetrievalOptions { Distance = metric, RequirePositives = false };
        // Classes that the network never saw have nothing to find among those it learnt: they are searched among themselves.
        var retrieval = heldLabels.Any(known.Contains)
            ? RetrievalEvaluator.Evaluate(held, Labels(heldLabels), gallery, Labels(galleryLabels), options)
            : RetrievalEvaluator.Evaluate(held, Labels(heldLabels), options: options);
        var own = Pairs(heldLabels, [], seed);
        var isEnough = own.Count(pair => pair.Same) >= EnoughPairs || !heldLabels.Any(known.Contains);
        var pairs = isEnough ? own : Pairs(heldLabels, galleryLabels, seed);
        var scores = PairScorer.Of(isEnough ? held : cat([held, gallery]), pairs, metric);
        var which = isEnough ? "two of these images" : "one of these images and one of the gallery, since these alone have too few of one class";
        return new Validation(retrieval, scores, string.Create(CultureInfo.InvariantCulture, $"pairs of {which}: {scores.SameCount} same, {scores.DifferentCount} different, drawn with seed {seed}"));
    }

    /// <summary>The main figures, by name.</summary>
    public Dictionary<string, double> Figures()
    {
        var metrics = VerificationMetrics.From(Scores);
        return new Dictionary<string, double>
        {
            ["precision@1"] = Retrieval.Overall.PrecisionAt1,
            ["map@r"] = Retrieval.Overall.MeanAveragePrecisionAtR,
            ["auc"] = metrics.Auc,
            ["eer"] = metrics.EqualErrorRate,
            ["accuracy"] = metrics.BestAccuracy,
        };
    }

    private static void CheckComparable(IReadOnlyList<int> labels, HashSet<int> known)
    {
        var classes = labels.CountBy(label => label).ToDictionary();
        if (classes.Count + known.Except(classes.Keys).Count() < 2)
            throw new InvalidDataException($"Comparing needs images of at least 2 classes, got 1 in {labels.Count} images.");
        if (classes.Values.All(count => count < 2) && !classes.Keys.Any(known.Contains))
            throw new InvalidDataException($"Comparing needs two images of one class, got {labels.Count} images of as many classes{(known.Count == 0 ? "" : ", of which the gallery has none")}.");
    }

    private static Tensor Labels(IReadOnlyList<int> labels) => tensor(labels.Select(label => (long)label).ToArray());

    /// <summary>All same pairs and as many different ones, each drawn without regard to the others; with a second list, pairs of one of each.</summary>
    private static List<SamplePair> Pairs(IReadOnlyList<int> left, IReadOnlyList<int> right, ulong seed)
    {
        var random = new CounterRandom(seed).Fork(17);
        var rightOf = right.Count == 0 ? left : right;
        var offset = right.Count == 0 ? 0 : left.Count;
        var byClass = rightOf.Index().GroupBy(item => item.Item).ToDictionary(group => group.Key, group => group.Select(item => item.Index).ToArray());
        var pairs = new List<SamplePair>();
        for (var i = 0; i < left.Count && pairs.Count < MostPairs; i++)
        {
            foreach (var j in byClass.GetValueOrDefault(left[i], []))
            {
                if (right.Count > 0 || j > i)
                    pairs.Add(new SamplePair(i, offset + j, true));
            }
        }
        var (same, tried) = (pairs.Count, 0UL);
        var seen = new HashSet<(int, int)>();
        for (var wanted = Math.Max(same, EnoughPairs); seen.Count < wanted && tried < 20UL * (ulong)wanted; tried++)
        {
            var (i, j) = (random.Below(left.Count, 2 * tried), random.Below(rightOf.Count, 2 * tried + 1));
            if (left[i] != rightOf[j] && seen.Add(right.Count > 0 ? (i, j) : (Math.Min(i, j), Math.Max(i, j))))
                pairs.Add(new SamplePair(i, offset + j, false));
        }
        return pairs;
    }
}
