using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight.Projection;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>Computes the parts of a report that follow from labelled embeddings.</summary>
internal sealed class EmbeddingParts(
    Tensor embeddings, ReportSamples samples, ReportOptions options, IProgress<ReportProgress>? progress, CancellationToken cancellationToken)
{
    private const int MinMapPoints = 4, MapNeighbours = 5, TrustNeighbours = 12;

    private readonly IDistance _distance = options.Distance ?? new LpDistance();

    public TrainingReport AddTo(TrainingReport report)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var (scores, protocol, intervals) = Verification(report.Threshold);
        // Images that are each the only one of their class have nothing that belongs with them: what is compared would be no fault of the network.
        var anyPair = samples.Labels.CountBy(label => label).Any(count => count.Value > 1);
        return report with
        {
            Samples = samples,
            Verification = scores ?? report.Verification,
            VerificationProtocol = scores is null ? report.VerificationProtocol : protocol,
            Intervals = scores is null ? report.Intervals : intervals,
            Distances = Part("distances", () => anyPair ? DistanceHistogram.Of(embeddings, samples.Labels, _distance) : null),
            Confusion = Part("nearest neighbours", () => anyPair ? ClassConfusion.Of(embeddings, samples.Labels, _distance) : null),
            WorstPairs = Part("worst pairs", () => options.WorstPairs == 0 ? null : WorstPairs.Find(embeddings, samples.Labels, options.WorstPairs, _distance)),
            Map = Map(),
        };
    }

    private T Part<T>(string work, Func<T> make)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new ReportProgress(work, 0));
        var made = make();
        progress?.Report(new ReportProgress(work, 1));
        return made;
    }

    private (VerificationScores? Scores, string Protocol, VerificationIntervals? Intervals) Verification(VerificationThreshold? threshold)
    {
        var classes = ClassIndex.From([.. samples.Labels]);
        var (positive, all) = (new PositivePairSpace(classes).Count, (UInt128)samples.Labels.Count * (UInt128)Math.Max(0, samples.Labels.Count - 1) / 2);
        if (options.VerificationPairs == 0 || positive == 0 || positive == all)
            return default;
        return Part("verification", () =>
        {
            var everyPair = all <= (UInt128)options.VerificationPairs;
            using var labels = LabelledRows.Tensor(samples.Labels, embeddings.device);
            var scores = everyPair ? PairScorer.All(embeddings, labels, _distance) : PairScorer.Of(embeddings, DrawnPairs(classes), _distance);
            var chosen = everyPair ? "all unique pairs" : string.Create(CultureInfo.InvariantCulture, $"unique pairs drawn at random, one of the same class to one of two, seed {options.Seed}");
            var protocol = string.Create(CultureInfo.InvariantCulture,
                $"{scores.SameCount:#,0} same and {scores.DifferentCount:#,0} different pairs of {samples.Labels.Count:#,0} images ({chosen}); {DistanceText.Of(_distance)}");
            var fitting = threshold?.Kind == scores.Kind ? threshold : null;
            return ((VerificationScores?)scores, protocol, (VerificationIntervals?)VerificationIntervals.Of(scores, options.Bootstrap, fitting, null, cancellationToken));
        });
    }

    private SamplePair[] DrawnPairs(ClassIndex classes)
    {
        var unique = new PairPlan(classes, new PairPlanOptions { Seed = options.Seed }).UniqueLength;
        var plan = new PairPlan(classes, new PairPlanOptions { Seed = options.Seed, EpochLength = (long)UInt128.Min(unique, (UInt128)options.VerificationPairs) });
        var pairs = new SamplePair[plan.EpochLength];
        plan.Fill(epoch: 0, first: 0, pairs);
        return pairs;
    }

    private EmbeddingMap? Map()
    {
        var count = Math.Min(options.MapPoints, samples.Labels.Count);
        if (count < MinMapPoints)
            return null;
        var rows = Drawn(count);
        using var scope = NewDisposeScope();
        var shown = embeddings.index_select(0, tensor(rows.Select(row => (long)row).ToArray()).to(embeddings.device));     // [M, D]
        var neighbours = Part("neighbours", () => Neighbours(shown));
        // Pictures should place images as the network compares them.
        var placed = _distance is CosineSimilarity or LpDistance { Normalize: true } or DotProductSimilarity { Normalize: true } or SnrDistance { Normalize: true }
            ? nn.functional.normalize(shown, 2, 1)
            : shown;
        var pca = Part("PCA", () => PcaProjection.Of(placed));
        var tsne = TsneProjection.Of(placed, options.Tsne, progress is null ? null : new Relay(progress), cancellationToken);
        return new EmbeddingMap(rows, [Judged(tsne, placed), Judged(pca, placed)], neighbours);
    }

    private int[] Drawn(int count)
        => [.. new CounterRandom(options.Seed).Permutation(samples.Labels.Count).Take(count).Order()];

    private int[][] Neighbours(Tensor shown)
    {
        var k = (int)Math.Min(MapNeighbours, shown.shape[0] - 1);
        using var scope = NewDisposeScope();
        var nearest = NearestNeighbors.Search(shown, k: k, distance: _distance).cpu().contiguous();      // [M, k]
        return [.. MemoryMarshal.Cast<byte, long>(nearest.bytes).ToArray().Select(place => (int)place).Chunk(k)];
    }

    private PlaneProjection Judged(PlaneProjection projection, Tensor placed)
    {
        var k = Math.Min(TrustNeighbours, (projection.Points.Count - 1) / 2);
        var trust = Part("trustworthiness", () => Trustworthiness.Of(placed, projection, k, cancellationToken));
        return new PlaneProjection(projection.Method, string.Create(CultureInfo.InvariantCulture,
            $"{projection.Protocol}; trustworthiness {trust:0.000} of {k} neighbours (1: every neighbour on the map is one in truth)"), projection.Points);
    }

    private sealed class Relay(IProgress<ReportProgress> target) : IProgress<TsneProgress>
    {
        public void Report(TsneProgress value) => target.Report(new ReportProgress("t-SNE", (double)value.Iteration / value.Iterations));
    }
}
