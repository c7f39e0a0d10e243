using System.Diagnostics;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>Trains on pairs of the training drawers.</summary>
internal static class KochTraining
{
    private const double ShearDegrees = 16.7;           // the paper's 0.3 is a tangent
    private const double Shift = 2.0 / 105;             // two pixels
    private const double WeightDecay = 1e-5;
    private const double DecayOfAnEpoch = 0.99;         // 1 % less after each, as in the paper

    public static KochCost Run(KochNetwork network, KochData data, KochRecipe recipe, RunSettings settings, CancellationToken cancellationToken)
    {
        using var optimizer = optim.Adam(network.Parameters, recipe.LearningRate, weight_decay: WeightDecay);
        using var criterion = new PairVerificationLoss();
        var plan = new PairPlan(ClassIndex.From(data.Training.Labels), new PairPlanOptions { Seed = (ulong)settings.Seed, EpochLength = recipe.Pairs });
        var loader = new TupletLoader(data.Training, plan, recipe.Batch, dropLast: plan.EpochLength >= recipe.Batch, settings.Device,
            new LoaderOptions { Workers = recipe.Workers, Prefetch = 2 * recipe.Workers, Seed = (ulong)settings.Seed, Augmentation = new RandomAffine(Distortions) });
        network.Encoder.train();
        var guard = new TrainingGuard();
        var (total, waited) = (new Stopwatch(), new Stopwatch());
        var images = 0L;
        for (var epoch = 0; epoch < recipe.Epochs; epoch++)
        {
            foreach (var group in optimizer.ParamGroups)
                group.LearningRate = recipe.LearningRate * Math.Pow(DecayOfAnEpoch, epoch);
            var (sum, steps) = (0.0, 0);
            using var batches = loader.Epoch(epoch, cancellationToken: cancellationToken).GetEnumerator();
            while (Next(batches, waited, counted: total.IsRunning))
            {
                using var batch = batches.Current;
                sum += Step(network, optimizer, criterion, batch, guard);
                steps++;
                images += total.IsRunning ? batch.Count : 0;
                total.Start();        // after the first step, which warms up
            }
            Console.WriteLine(FormattableString.Invariant(
                $"Epoch {epoch + 1}/{recipe.Epochs}  loss {sum / steps:0.0000}  {images / total.Elapsed.TotalSeconds:#,0} images/s  waiting for batches {waited.Elapsed / total.Elapsed:0.0 %} of the time"));
        }
        return new KochCost(total.Elapsed.TotalSeconds, images / total.Elapsed.TotalSeconds, waited.Elapsed / total.Elapsed);
    }

    // Koch's distortions, each of the components with a chance of one half.
    private static RandomAffineOptions Distortions => new()
    {
        Rotation = ValueRange.PlusMinus(10),
        ShearX = ValueRange.PlusMinus(ShearDegrees),
        ShearY = ValueRange.PlusMinus(ShearDegrees),
        Scale = new ValueRange(0.8, 1.2),
        ScaleY = new ValueRange(0.8, 1.2),
        TranslationX = ValueRange.PlusMinus(Shift),
        TranslationY = ValueRange.PlusMinus(Shift),
        ComponentProbability = 0.5,
        Fill = 1,
    };

    // The loss is read at every step, so the device has nothing to do while this waits.
    private static bool Next(IEnumerator<TupletBatch> batches, Stopwatch waited, bool counted)
    {
        if (counted)
            waited.Start();
        var more = batches.MoveNext();
        waited.Stop();
        return more;
    }

    private static double Step(KochNetwork network, optim.Optimizer optimizer, PairVerificationLoss criterion, TupletBatch batch, TrainingGuard guard)
    {
        using var scope = NewDisposeScope();
        var embeddings = network.Embed(batch.Images);
        var logits = network.Head.call(embeddings[batch.Tuples.select(1, 0)], embeddings[batch.Tuples.select(1, 1)]);
        var loss = criterion.call(logits, batch.Same.squeeze(1));
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        var value = loss.item<float>();
        guard.Record(batch.Epoch, batch.Number, value, batch.TupleCount, batch.TupleCount);     // every pair has a loss above 0
        return value;
    }
}
