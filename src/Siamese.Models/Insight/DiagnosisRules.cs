using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>The rules of a diagnosis: figures in, findings out.</summary>
internal sealed class DiagnosisRules(Tensor embeddings, IReadOnlyList<int> labels, IDistance distance, DiagnosisOptions options, DiagnosisResult figures)
{
    private const double Tiny = 0.05;              // of the distance between unrelated directions
    private const double TinyOfNorm = 1e-3;
    private const double FarFromMargin = 0.2;
    private const double Clumped = 0.25;           // of the norm
    private const double FewDimensions = 2;
    private const int EnoughClasses = 4;
    private const double ManyContradicted = 0.04;
    private const double Clear = 1.5;              // contradicted to undecided
    private const double LostToAugmentation = 0.1;
    private const double EqualRows = 0.02;         // of the common distance of neighbours
    private const int FewRows = 5;
    private const double Drift = 0.05;
    private const double Confused = 0.25;
    private const double Poor = 0.9;
    private const double Guessing = 0.6;
    private const double Sphere = 1e-4;            // of the norm; embeddings of half precision are somewhat farther from their sphere

    private readonly int _classes = labels.Distinct().Count();
    private bool _clumped;

    public IEnumerable<Finding> All()
    {
        var (norm, scale) = Sizes();
        _clumped = scale < Clumped * norm;
        Func<Finding?>[] rules = [Margin, Collapse, Imbalance, LabelNoise, Augmentation, Duplicates, LowRank, Overfit, ConfusedClasses, Overlap];
        return rules.Select(rule => rule()).OfType<Finding>();
    }

    private bool IsBounded => LossMargin.DistanceNormalizes(distance);

    /// <summary>Whether the training was seen to suffer from this: embeddings that are small against the margin may have shrunk, or never have come so far.</summary>
    private bool Known(FindingCause cause) => options.DuringTraining.Any(finding => finding.Cause == cause);

    private string NameOf(int label) => options.ClassName?.Invoke(label) ?? label.ToString(CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private Finding? Margin()
    {
        if (options.Margin is not { } margin || double.IsNaN(margin.EuclideanGap) || _classes < 2 || Known(FindingCause.Collapse))
            return null;
        var (evidence, limit) = ("", "");
        if (margin.IsBounded || Radius() is not null)
        {
            var radius = margin.IsBounded ? 1 : Radius()!.Value;
            var largest = radius * LossMargin.LargestOnSphere(_classes);
            if (margin.EuclideanGap <= largest)
                return null;
            evidence = Text($"margin {margin}, as a distance on the sphere of the embeddings, of radius {radius:0.###}, {margin.EuclideanGap:0.###}");
            limit = Text($"{largest:0.###}: the farthest that {_classes} classes can all lie from each other on that sphere, √(2C/(C − 1)) times its radius");
        }
        else
        {
            var reached = figures.Histogram.Quantile(same: false, 0.5);
            if (distance.IsInverted || !(reached < FarFromMargin * margin.Gap) || _clumped)
                return null;
            evidence = Text($"median distance of images of two classes {reached:0.####}, margin {margin}");
            limit = Text($"{100 * FarFromMargin} % of the margin");
        }
        return new Finding(
            FindingCause.MarginTooLarge, FindingSeverity.Failure,
            "The margin is too large: the loss asks for distances that the embeddings do not have.", evidence, limit,
            "Normalise the embeddings and use a margin of 0.1 to 0.5 (contrastive losses: up to 1), or, without normalising, one of about the mean distance of two embeddings before training.");
    }

    private Finding? Collapse()
    {
        if (labels.Count < 2 || Known(FindingCause.MarginTooLarge))
            return null;
        var (norm, scale) = Sizes();
        // A margin says how far apart is far: clumped embeddings well below it have shrunk, spread ones are chasing it.
        var missed = !IsBounded && options.Margin is { } margin && _clumped && scale < FarFromMargin * margin.EuclideanGap;
        var limit = IsBounded ? Tiny * Math.Sqrt(2) : TinyOfNorm * norm;
        return scale >= limit && scale > 0 && !missed ? null : new Finding(
            FindingCause.Collapse, FindingSeverity.Failure,
            "The embeddings have collapsed: all images get nearly the same one.",
            Text($"root mean squared distance of two of {labels.Count} embeddings {scale:0.######}, of their norm {norm:0.####}; area under the curve {figures.Histogram.Auc:0.000}"),
            missed
                ? Text($"{100 * FarFromMargin} % of the margin {options.Margin} and {100 * Clumped} % of the norm")
                : IsBounded
                ? Text($"{100 * Tiny} % of √2, the distance between unrelated directions")
                : Text($"{TinyOfNorm} of the norm: single precision has few digits left for what differs"),
            "Check that the batches hold images of different classes and that the loss sees pairs of both kinds. With hardest negatives start with all or semi-hard ones and change over later; normalise the embeddings; lower the learning rate.");
    }

    /// <summary>The norm of the embeddings where all have the same: the network normalises, even if the distance does not. Else null.</summary>
    private double? Radius()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var norms = embeddings.to(ScalarType.Float64).square().sum([1]).sqrt();
        var (least, most) = (norms.min().item<double>(), norms.max().item<double>());
        return most > 0 && most - least < Sphere * most ? most : null;
    }

    /// <summary>Root mean squared norm, and distance of two rows, as the distance sees them.</summary>
    private (double Norm, double Scale) Sizes()
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var seen = IsBounded ? nn.functional.normalize(embeddings) : embeddings;
        var norm = labels.Count == 0 ? 0 : Math.Sqrt(seen.to(ScalarType.Float64).square().sum([1]).mean().item<double>());
        return (norm, PendingStep.ScaleOf(seen));
    }

    private Finding? Imbalance() => ClassBalance.Of([.. labels.CountBy(label => label).Select(count => (long)count.Value)], "in this set");

    private Finding? LabelNoise()
    {
        var check = figures.Labels;
        var guessing = figures.Histogram.Auc < Guessing;      // where nothing is told apart, neighbours say nothing of labels
        if (!(check.ContradictedShare >= ManyContradicted) || check.ContradictedCount < Clear * check.UndecidedCount || guessing)
            return null;
        var first = string.Join(", ", check.Ranked.Take(5).Select(label => Text($"row {label.Index} ({NameOf(label.Label)}, rather {NameOf(label.Suggested)})")));
        return new Finding(
            FindingCause.LabelNoise, FindingSeverity.Warning,
            "Labels contradict the images: many images lie in the middle of another class.",
            Text($"{check.ContradictedCount} of {check.CheckedCount} labels ({100 * check.ContradictedShare:0.0} %) are contradicted, {check.UndecidedCount} undecided, by {check.Protocol}; first: {first}"),
            Text($"{100 * ManyContradicted} % contradicted (3 of 10 neighbours more for one other class than for the own), and {Clear} times as many as are undecided: a hard task gives mixed neighbours, a wrong label clear ones"),
            "Look at the images that are ranked first, correct or leave out what is wrong, and train again. Classes that were split or named twice look the same.");
    }

    private Finding? Augmentation()
    {
        if (options.AugmentedViews is not { } views || labels.Count < 20 || _classes < 2)
            return null;
        var nearest = NearestOther(views);
        var lost = Enumerable.Range(0, labels.Count).Where(i => labels[nearest[i]] != labels[i]).ToList();
        var share = (double)lost.Count / labels.Count;
        var before = 1 - figures.Confusion.Accuracy;
        if (share - before < LostToAugmentation)
            return null;
        var worst = lost.CountBy(i => (labels[i], labels[nearest[i]])).OrderByDescending(pair => pair.Value).Take(3)
            .Select(pair => Text($"{NameOf(pair.Key.Item1)} becomes {NameOf(pair.Key.Item2)} ({pair.Value} times)"));
        return new Finding(
            FindingCause.DestructiveAugmentation, FindingSeverity.Warning,
            "Augmentation changes what the images show: views lie among other classes.",
            Text($"{100 * share:0.0} % of {labels.Count} views are nearest to an image of another class, {100 * before:0.0} % of the images as they are; {string.Join(", ", worst)}"),
            Text($"{100 * LostToAugmentation} percentage points: as harmful as that share of wrong labels"),
            "Look at some views. Turn less, mirror only what stays the same, crop less; check that the augmentation expects pixels in the range that it gets.");
    }

    /// <summary>The nearest image of each view, but the one that it was made from.</summary>
    private int[] NearestOther(Tensor views)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var found = new int[labels.Count];
        foreach (var (start, length) in LabelledRows.Blocks(labels.Count, 1 << 22))
        {
            using var inner = NewDisposeScope();
            var matrix = distance.Matrix(views.narrow(0, start, length), embeddings);          // [b, N]
            var far = distance.IsInverted ? matrix.neg() : matrix;
            far.diagonal(start).fill_(double.PositiveInfinity);
            var nearest = MemoryMarshal.Cast<byte, long>(far.argmin(1).cpu().contiguous().bytes);
            for (var i = 0; i < length; i++)
                found[start + i] = (int)nearest[i];
        }
        return found;
    }

    private Finding? Duplicates()
    {
        if (options.Duplicates is { } search)
            return search.Exact.Count + search.Near.Count == 0 ? null : Shared(search.ToString(),
                Text($"one; nearly equal means nearer than {DuplicateSearch.NearShare} of the distance that training images commonly have to their nearest other"));
        if (options.Validation is not { } validation || labels.Count < 2)
            return null;
        using var scope = NewDisposeScope();
        var own = NearestDistances(embeddings, null);
        var limit = EqualRows * own.Order().ElementAt(own.Length / 2);
        var (near, control) = (NearestDistances(validation.Embeddings, embeddings).Count(d => d <= limit), own.Count(d => d <= limit));
        var (share, controlShare) = ((double)near / validation.Labels.Count, (double)control / own.Length);
        return near < FewRows || share <= 3 * controlShare ? null : Shared(
            Text($"{near} of {validation.Labels.Count} validation embeddings are nearer to a training embedding than {EqualRows} of the common distance of neighbours; among the training images themselves {control} of {own.Length} are"),
            Text($"{FewRows} of them, and three times the share among the training images"));
    }

    private double[] NearestDistances(Tensor query, Tensor? gallery)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var nearest = NearestNeighbors.Search(query, gallery, distance: distance).reshape(-1);
        var values = distance.Pairwise(query, (gallery ?? query).index_select(0, nearest)).to(ScalarType.Float64, CPU);
        var far = MemoryMarshal.Cast<byte, double>(values.contiguous().bytes).ToArray();
        return distance.IsInverted ? [.. far.Select(value => 1 - value)] : far;
    }

    private static Finding Shared(string evidence, string threshold) => new(
        FindingCause.DuplicatesAcrossSplits, FindingSeverity.Warning,
        "Training and validation set share images: the validation figures are too good.", evidence, threshold,
        "Leave the listed images out of one of the sets and evaluate again; split by group (person, drawer, product, day) where images come in series.");

    private Finding? LowRank()
    {
        if (!(figures.EffectiveRank < FewDimensions) || embeddings.shape[1] < EnoughClasses || _classes < EnoughClasses)
            return null;
        return new Finding(
            FindingCause.LowRank, FindingSeverity.Warning,
            "The embeddings use hardly any of their dimensions: they lie about a line.",
            Text($"effective rank {figures.EffectiveRank:0.0} of {embeddings.shape[1]} dimensions; {_classes} classes"),
            Text($"an effective rank (e to the entropy of the variances along the principal axes) below {FewDimensions}, with {EnoughClasses} classes or more"),
            "Lower the learning rate and the margin; add batch normalisation before the embedding; look whether the last layer is preceded by a very narrow one.");
    }

    private Finding? Overfit()
    {
        if (figures.ValidationHistogram is not { } validation)
            return null;
        var (train, threshold) = (figures.Histogram.EqualErrorRate, figures.Histogram.EqualErrorThreshold);
        var (rejected, accepted) = double.IsNaN(threshold) ? (double.NaN, double.NaN) : validation.ErrorsAt(threshold);
        var error = validation.EqualErrorRate;
        if (!(error - train > Drift) || error < 2 * train)
            return null;
        return new Finding(
            FindingCause.Overfit, FindingSeverity.Warning,
            "The network is much better on the images that it was trained on: it has learnt them by heart.",
            Text($"equal error rate {100 * train:0.0} % on these images, {100 * error:0.0} % on the validation images; at the former's threshold, {threshold:0.####}, {100 * rejected:0.0} % of the same and {100 * accepted:0.0} % of the different validation pairs are wrong; the latter's is {validation.EqualErrorThreshold:0.####}"),
            Text($"twice the error and {100 * Drift} percentage points more"),
            "More images or classes, stronger augmentation, weight decay or dropout, fewer steps (stop at the best validation figure). Choose thresholds on validation images, never on trained ones.");
    }

    private Finding? ConfusedClasses()
    {
        var pairs = figures.Confusion.Confused.Where(pair => pair.Share >= Confused && pair.Count >= FewRows).ToList();
        if (pairs.Count == 0)
            return null;
        var worst = pairs.OrderByDescending(pair => pair.Share).Take(5).Select(pair => Text($"{NameOf(pair.Label)} for {NameOf(pair.Neighbor)} ({pair.Count} of {pair.Of})"));
        return new Finding(
            FindingCause.ConfusedClasses, FindingSeverity.Note,
            "Some classes are taken for one other class.",
            Text($"nearest neighbours: {string.Join(", ", worst)}{(pairs.Count > 5 ? Text($" and {pairs.Count - 5} more") : "")}"),
            Text($"a quarter of the images of a class, {FewRows} or more, have their nearest neighbour in one other class"),
            "Look at the worst pairs: are these classes different at all, at this image size? If so draw them together into batches (hard negatives, hierarchical sampler); if not, merge them.");
    }

    private Finding? Overlap()
    {
        var auc = figures.Histogram.Auc;
        if (!(auc < Poor))
            return null;
        return new Finding(
            FindingCause.Overlap, auc < Guessing ? FindingSeverity.Failure : FindingSeverity.Warning,
            "Distances hardly tell same from different.",
            figures.Histogram.ToString(),
            Text($"an area under the curve below {Poor}: one same pair in ten farther than a different one; below {Guessing} it is nearly guessing"),
            "If other findings are listed, mend those first. Else train longer, with a larger network or larger images; compare with the raw pixels as embeddings: a network that is no better has learnt nothing.");
    }
}
