using System.Diagnostics;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tuples;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>How well a network does on images that it was not trained on.</summary>
/// <param name="GalleryCount">Number of training images.</param>
/// <param name="Knn">Nearest training image of each held-out one.</param>
/// <param name="Verification">Same class or not, over unique pairs of held-out images, half of them of one class.</param>
/// <param name="EmbedSeconds">Wall clock of embedding all images.</param>
public sealed record HeldOut(int GalleryCount, KnnResult Knn, VerificationMetrics Verification, double EmbedSeconds)
{
    private const int BatchSize = 500;
    private const int MaxPairs = 1_000_000;

    /// <summary>Embeds both sets and compares.</summary>
    public static HeldOut Measure(
        SiameseNetwork network, ISampleSource train, ISampleSource test, Device device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        using var scope = NewDisposeScope();
        network.eval();
        var watch = Stopwatch.StartNew();
        var (gallery, galleryLabels) = Embed(network, train, device, cancellationToken);
        var (query, queryLabels) = Embed(network, test, device, cancellationToken);
        var seconds = watch.Elapsed.TotalSeconds;
        var knn = KnnEvaluator.Evaluate(query, queryLabels, gallery, galleryLabels, network.Metric);
        cancellationToken.ThrowIfCancellationRequested();
        var verification = VerificationMetrics.From(PairScorer.Of(query, UniquePairs(test.Labels), network.Metric));
        return new HeldOut(train.Count, knn, verification, seconds);
    }

    /// <summary>Pairs of which none comes twice, half of them of one class: all that there are, or a random million.</summary>
    private static SamplePair[] UniquePairs(IReadOnlyList<int> labels)
    {
        var classes = ClassIndex.From([.. labels]);
        var unique = new PairPlan(classes, new PairPlanOptions()).UniqueLength;
        var plan = new PairPlan(classes, new PairPlanOptions { EpochLength = (long)UInt128.Min(unique, MaxPairs) });
        var pairs = new SamplePair[plan.EpochLength];
        plan.Fill(epoch: 0, first: 0, pairs);
        return pairs;
    }

    /// <summary>Embeddings and labels of all images, in their order; the caller owns both.</summary>
    internal static (Tensor Embeddings, Tensor Labels) Embed(
        SiameseNetwork network, ISampleSource images, Device device, CancellationToken cancellationToken)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var loader = new BatchLoader(images, new SequentialBatchSampler(images.Count, Math.Min(BatchSize, images.Count)), device);
        List<Tensor> embeddings = [], labels = [];
        foreach (var batch in loader.Epoch(0, cancellationToken: cancellationToken))
        {
            using (batch)
            {
                embeddings.Add(network.call(batch.Images));
                labels.Add(batch.Labels.alias());
            }
        }
        return (cat(embeddings).MoveToOuterDisposeScope(), cat(labels).MoveToOuterDisposeScope());
    }
}
