using System.Diagnostics;
using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>What the trainer costs beside a loop by hand: the network of the digits example, and one that does next to nothing.</summary>
internal sealed class TrainerBenchmark : IBenchmark
{
    private const int Side = 8, Classes = 10, Images = 1_200, PerClass = 8;
    private const double Margin = 0.2;

    public string Name => "trainer";

    public string Description => "a step of SiameseTrainer against a step of the loop by hand in docs/training.md, which has no guard, no logs and no checkpoints: the weights are the same to the last bit";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var (steps, rounds) = settings.Quick ? (15, 1) : (300, 9);
        var source = Source();
        return
        [
            Measure("three convolutions on 8x8, batches of 80", Convolutions),
            Measure("one layer on 8x8, batches of 80", () => nn.Sequential(nn.Flatten(), nn.Linear(Side * Side, 16))),
        ];

        BenchmarkRow Measure(string what, Func<nn.Module<Tensor, Tensor>> encoder)
        {
            var (ours, peer) = Rounds.Alternate(rounds, () => Time(encoder, source, steps, ByTrainer), () => Time(encoder, source, steps, ByHand), cancellationToken);
            return BenchmarkRow.LessIsBetter(Name, $"{what}, peer: loop by hand", 1e3 * ours, 1e3 * peer, "ms a step");
        }
    }

    private static double Time(Func<nn.Module<Tensor, Tensor>> make, InMemorySamples source, int steps, Action<nn.Module<Tensor, Tensor>, optim.Optimizer, MetricLoss, BatchLoader, int> train)
    {
        using var encoder = make();
        using var optimizer = optim.AdamW(encoder.parameters(), 1e-3);
        using var loss = new TripletMarginLoss(Margin);
        var sampler = new MPerClassSampler(ClassIndex.From([.. source.Labels]), new MPerClassOptions { ClassesPerBatch = Classes, SamplesPerClass = PerClass });
        var watch = Stopwatch.StartNew();
        train(encoder, optimizer, loss, new BatchLoader(source, sampler, options: new LoaderOptions { Workers = 0 }), steps);
        return watch.Elapsed.TotalSeconds / steps;
    }

    private static void ByTrainer(nn.Module<Tensor, Tensor> encoder, optim.Optimizer optimizer, MetricLoss loss, BatchLoader loader, int steps)
    {
        using var trainer = new SiameseTrainer(
            encoder, [new TrainingLoss(loss, new TripletMarginMiner(Margin, TripletKind.SemiHard))], optimizer, loader, new SiameseTrainerOptions { Steps = steps });
        trainer.Run();
    }

    private static void ByHand(nn.Module<Tensor, Tensor> encoder, optim.Optimizer optimizer, MetricLoss loss, BatchLoader loader, int steps)
    {
        var miner = new TripletMarginMiner(Margin, TripletKind.SemiHard);
        foreach (var batch in loader.Run(int.MaxValue).Take(steps))
        {
            using var owned = batch;
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var embeddings = encoder.call(batch.Images);
            loss.call(embeddings, batch.Labels, miner.Mine(embeddings, batch.Labels)).backward();
            optimizer.step();
        }
    }

    private static ConvEncoder Convolutions() => new(new ConvEncoderOptions
    {
        Height = Side,
        Width = Side,
        Blocks =
        [
            new ConvBlock(32) { Padding = 1, BatchNorm = true },
            new ConvBlock(64) { Padding = 1, BatchNorm = true, Pool = 2 },
            new ConvBlock(128) { Padding = 1, BatchNorm = true, Pool = 2 },
        ],
        EmbeddingSize = 64,
        Normalize = true,
    });

    private static InMemorySamples Source()
    {
        var random = new CounterRandom(1);
        var values = new float[Images * Side * Side];
        for (var i = 0; i < values.Length; i++)
            values[i] = (random.Bits((ulong)i) & 0xFFFF) / 65536f;
        return new InMemorySamples(values, new ImageShape(1, Side, Side), [.. Enumerable.Range(0, Images).Select(i => i % Classes)]);
    }
}
