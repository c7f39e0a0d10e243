using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Logging;

/// <summary>Tells an observer of a training of 20 steps, four an epoch, evaluated every third; what it tells depends on the step alone.</summary>
internal static class PlayedTraining
{
    public const int Steps = 20;
    private const int StepsPerEpoch = 4;

    /// <summary>The callbacks after a number of steps, in their order.</summary>
    /// <param name="after">Steps done before.</param>
    /// <param name="epochFirst">Whether the end of an epoch comes before an evaluation at the same step.</param>
    /// <param name="lossCount">Losses of the training.</param>
    public static IEnumerable<Action<ITrainingObserver>> After(long after, bool epochFirst = false, int lossCount = 1)
    {
        for (var step = after + 1; step <= Steps; step++)
        {
            var at = step;
            yield return observer => Tell(observer, at, lossCount);
            foreach (var epochs in epochFirst ? new[] { true, false } : [false, true])
            {
                if (epochs && at % StepsPerEpoch == 0)
                    yield return observer => observer.OnEpochEnd(Epoch(at));
                if (!epochs && at % 3 == 0)
                    yield return observer => observer.OnEvaluation(Evaluation(at));
            }
        }
    }

    public static TrainingStart Start(long step) =>
        new() { Step = step, Epoch = (int)(step / StepsPerEpoch), Batch = (int)(step % StepsPerEpoch), TotalSteps = Steps };

    public static void Tell(ITrainingObserver observer, long step, int lossCount = 1)
    {
        using var scope = NewDisposeScope();
        observer.OnStep(new TrainingStep
        {
            Step = step,
            Epoch = (int)((step - 1) / StepsPerEpoch),
            Batch = (int)((step - 1) % StepsPerEpoch),
            Loss = step == 7 ? double.NaN : 1.0 / step,
            Losses = [.. Enumerable.Range(0, lossCount).Select(i => new TrainingLossFigures(i == 0 ? "triplet" : "a, \"b\"", i + (0.5 * step), 10 * step, step))],
            TupleCount = 10 * step,
            ActiveCount = step,
            GradientNorm = step % 2 == 0 ? double.NaN : 2.5 * step,
            LearningRate = 0.001,
            ImageCount = 8,
            TotalImageCount = 8 * step,
            Elapsed = TimeSpan.FromSeconds(2 * step),
            Embeddings = tensor(new[,] { { 3f, 4f }, { 0f, (float)step } }),
            Labels = tensor(new[] { 0L, 1L }),
            Ids = tensor(new[] { 5L, 6L }),
        });
    }

    public static TrainingEvaluation Evaluation(long step) => new()
    {
        Step = step,
        Epoch = (int)((step - 1) / StepsPerEpoch),
        Metrics = new Dictionary<string, double> { ["precision@1"] = 0.5 + (0.01 * step), ["eer"] = 1.0 / (step + 1) },
        IsBest = step == 3,
    };

    public static TrainingEpoch Epoch(long step) => new()
    {
        Epoch = (int)(step / StepsPerEpoch) - 1,
        Step = step,
        BatchCount = StepsPerEpoch,
        IdleBatchCount = 1,
        ImageCount = 32,
        MeanLoss = 0.25 * step,
        TupleCount = 100 * step,
        ActiveCount = 7 * step,
        Elapsed = TimeSpan.FromSeconds(step),
    };
}
