using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Omniglot;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>The Omniglot example's training, augmentation included, against the same network and recipe in PyTorch.</summary>
internal sealed class OmniglotBenchmark : IBenchmark
{
    public string Name => "omniglot";

    public string Description => "the Omniglot example's training steps, augmentation included, in float32 and in bfloat16";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var folder = BenchmarkData.Folder(settings, "omniglot");
        settings.Progress($"omniglot: reading {folder}");
        using var background = OmniglotData.OpenAsync(folder, OmniglotSet.Background, cancellationToken).GetAwaiter().GetResult();
        var images = TurnedCharacters.Of(new Recipe(), background, Protocol.All, cancellationToken);
        return
        [
            Row(ComputePrecision.Full, "float32", images, settings, cancellationToken),
            Row(ComputePrecision.Half, "bfloat16", images, settings, cancellationToken),
        ];
    }

    private static BenchmarkRow Row(
        ComputePrecision precision, string name, TurnedCharacters images, BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var recipe = new Recipe { Precision = precision };
        settings.Progress($"omniglot: {name}");
        using var peer = new PeerProcess("omniglot.py", settings, "--precision", name);
        using var encoder = recipe.Network(1);
        using var optimizer = recipe.Optimizer(encoder);
        using var loss = recipe.Loss();
        var loader = new BatchLoader(images, recipe.Sampler(images, 1), CPU, new LoaderOptions { Augmentation = new StrokeWarp(recipe.Warp) });
        using var batches = loader.Run(int.MaxValue, cancellationToken: cancellationToken).GetEnumerator();
        encoder.train();
        var (steps, count) = (settings.Quick ? 2 : 20, 0L);
        double Round()
        {
            count = 0;
            var perStep = Rounds.PerCall(() => count += Step(encoder, loss, optimizer, batches), steps);
            return perStep / ((double)count / (steps + Math.Max(1, steps / 10)));
        }

        // Ours has batches of a dozen sizes, and oneDNN compiles for each when it first comes; a training has thousands of steps.
        if (!settings.Quick)
            Rounds.Alternate(3, Round, peer.Seconds, cancellationToken);
        var (ours, theirs) = Rounds.Alternate(settings.Quick ? 1 : 9, Round, peer.Seconds, cancellationToken);
        return BenchmarkRow.MoreIsBetter($"omniglot-{name}", $"Omniglot's training, {name}, against {peer.Title}", 1 / ours, 1 / theirs, "images/s");
    }

    private static int Step(ResidualEncoder encoder, SupConLoss loss, optim.Optimizer optimizer, IEnumerator<SampleBatch> batches)
    {
        batches.MoveNext();
        using var batch = batches.Current;
        using var scope = NewDisposeScope();
        var priced = loss.Evaluate(new LossBatch(encoder.call(batch.Images)) { Labels = batch.Labels });
        optimizer.zero_grad();
        priced.Loss.backward();
        optimizer.step();
        return batch.Count;
    }
}
