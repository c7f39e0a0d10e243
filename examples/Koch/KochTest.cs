using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>Verification on Koch's pairs at a threshold chosen on others, and one-shot classification.</summary>
internal static class KochTest
{
    private const int EmbeddingBatch = 64;

    public static KochFigures Measure(
        KochNetwork network, KochData data, KochRecipe recipe, RunSettings settings, KochCost cost, CancellationToken cancellationToken)
    {
        network.Encoder.eval();
        network.Head.eval();
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var distance = new HeadSimilarity(network.Head);
        var draw = new PairDrawOptions { Count = recipe.TestPairs - (recipe.TestPairs % 2), Seed = (ulong)settings.Seed };
        var validation = DrawnPairs.Of(data.Background, [.. Enumerable.Range(0, data.Background.AlphabetNames.Count)], [.. KochData.ValidationDrawers], draw);
        var test = DrawnPairs.Of(data.Evaluation, [.. data.TestAlphabets], [.. KochData.TestDrawers], draw);
        Tensor Embed(ISampleSource images, PlaceList places) => Embeddings(network, new SampleSubset(images, places.Images), settings.Device, cancellationToken);
        VerificationScores Score(ISampleSource images, DrawnPairs drawn)
        {
            var places = new PlaceList(drawn.Pairs.SelectMany(pair => new[] { pair.Anchor, pair.Other }));
            return PairScorer.Of(Embed(images, places), places.Of(drawn.Pairs), distance);
        }
        var threshold = VerificationThreshold.ChooseOn(Score(data.BackgroundImages, validation));
        var scores = Score(data.EvaluationImages, test);
        var sampler = new EpisodeSampler(data.Evaluation.ByCharacter, new EpisodeOptions { Seed = (ulong)settings.Seed }, data.Evaluation.ByAlphabet, data.Evaluation.ByDrawer);
        Episode[] episodes = [.. sampler.Take(recipe.Episodes)];
        var asked = new PlaceList(episodes.SelectMany(episode => episode.Support.Concat(episode.Queries)));
        var oneShot = EpisodeEvaluator.Evaluate(episodes.Select(asked.Of), Embed(data.EvaluationImages, asked), sampler.Protocol, distance);
        var lake = data.Runs is null
            ? null
            : EpisodeEvaluator.Evaluate(LakeRuns.Episodes(data.Runs), Embeddings(network, data.RunImages!, settings.Device, cancellationToken), LakeRuns.Protocol, distance);
        return new KochFigures(recipe, cost, threshold, threshold.On(scores), VerificationMetrics.From(scores), test.Protocol, oneShot, lake);
    }

    // [N, 4096], on the device.
    private static Tensor Embeddings(KochNetwork network, ISampleSource images, Device device, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var loader = new BatchLoader(images, new SequentialBatchSampler(images.Count, EmbeddingBatch), device);
        var rows = new List<Tensor>();
        foreach (var batch in loader.Epoch(0, cancellationToken: cancellationToken))
        {
            using (batch)
                rows.Add(network.Embed(batch.Images));
        }
        return cat(rows).MoveToOuterDisposeScope();
    }
}
