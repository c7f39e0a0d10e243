using System.Text.Json;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>What a run found, with its protocols.</summary>
internal sealed record KochFigures(
    KochRecipe Recipe, KochCost Cost, VerificationThreshold Threshold, OperatingPoint Point, VerificationMetrics Metrics, string PairProtocol, EpisodeResult OneShot, EpisodeResult? Lake)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Prints the figures, and writes them as JSON where that was asked for.</summary>
    public void Publish(RunSettings settings)
    {
        Console.WriteLine(FormattableString.Invariant($"Training: {Cost.Seconds:0.0} s, {Cost.ImagesPerSecond:#,0} images/s, waiting for batches {Cost.WaitingShare:0.0 %} of the time"));
        Console.WriteLine(FormattableString.Invariant($"Verification: accuracy {Point.Accuracy:0.00 %} at the threshold of other pairs ({Threshold})"));
        Console.WriteLine($"  {PairProtocol}");
        Console.WriteLine($"  {Metrics}");
        Console.WriteLine($"20-way 1-shot: {OneShot}");
        if (Lake is not null)
            Console.WriteLine($"Lake's runs: {Lake}");
        if (settings.Json is { } file)
            AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, Row(settings), s_json));
    }

    private Dictionary<string, object?> Row(RunSettings settings) => new()
    {
        ["device"] = settings.Device.ToString(),
        ["seed"] = settings.Seed,
        ["pairs_an_epoch"] = Recipe.Pairs,
        ["epochs"] = Recipe.Epochs,
        ["batch"] = Recipe.Batch,
        ["verification_accuracy"] = Point.Accuracy,
        ["verification_auc"] = Metrics.Auc,
        ["verification_eer"] = Metrics.EqualErrorRate,
        ["verification_pairs"] = Metrics.SameCount + Metrics.DifferentCount,
        ["one_shot_accuracy"] = OneShot.Accuracy,
        ["one_shot_episodes"] = OneShot.Accuracies.Count,
        ["lake_error"] = Lake?.Error,
        ["train_seconds"] = Cost.Seconds,
        ["images_per_second"] = Cost.ImagesPerSecond,
        ["loader_waiting_share"] = Cost.WaitingShare,
    };
}
