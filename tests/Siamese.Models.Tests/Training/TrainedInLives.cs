using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

/// <summary>Makes all parts of a training.</summary>
internal delegate SiameseTrainer LifeMaker(SmallTraining training, SiameseTrainerOptions options);

/// <summary>What a training came to that was stopped now and then, and went on from its checkpoint with parts made anew.</summary>
internal sealed record TrainedInLives(
    string Path, List<(long, long, long)> Steps, double[] Evaluations, byte[] Weights, byte[] Averages, TrainingResult Result)
{
    public const int Epochs = 4;

    /// <summary>Trains to the end in several lives, each with parts of its own, that are cancelled after so many steps.</summary>
    public static TrainedInLives Of(LifeMaker make, string path, long[] stops, bool disturb = false)
    {
        List<(long, long, long)> steps = [];
        List<double> evaluations = [];
        foreach (var (life, stop) in stops.Append(long.MaxValue).Index())
        {
            using var training = new SmallTraining(start: life == 0 ? 1 : 100 + life);      // nothing may come from how a life begins
            using var trainer = make(training, training.Watched(new SiameseTrainerOptions { Epochs = Epochs, CheckpointPath = path }));
            using var stopping = new CancellationTokenSource();
            if (life > 0)
                trainer.Resume(path);
            var progress = new Reports(done =>
            {
                if (done.Step == stop)
                    stopping.Cancel();
                if (disturb && done.Step == 1)
                    rand(1).Dispose();
            });
            TrainingResult? result = null;
            try
            {
                result = trainer.Run(progress, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.That(trainer.Step, Is.EqualTo(stop));
            }
            steps.AddRange(training.Steps);
            evaluations.AddRange(training.Evaluations.Select(evaluation => evaluation.Value));
            if (stop == long.MaxValue)
            {
                Assert.That(result, Is.Not.Null);
                using var averaged = trainer.Average?.Apply();
                var averages = averaged is null ? [] : SmallTraining.Bits(training.Encoder);
                averaged?.Dispose();
                return new TrainedInLives(path, steps, [.. evaluations], SmallTraining.Bits(training.Encoder), averages, result!);
            }
        }
        throw new InvalidOperationException("The last life was stopped too.");
    }

    /// <summary>Losses, evaluations, weights, averages, what came of it, and every part of the checkpoint but its times.</summary>
    public void AssertEquals(TrainedInLives other)
    {
        Assert.That(Steps, Is.EqualTo(other.Steps), "losses");
        Assert.That(Evaluations, Is.EqualTo(other.Evaluations), "evaluations");
        Assert.That(Weights, Is.EqualTo(other.Weights), "weights");
        Assert.That(Averages, Is.EqualTo(other.Averages), "averages");
        Assert.That(Result with { Elapsed = default }, Is.EqualTo(other.Result with { Elapsed = default }));
        using CheckpointFile left = CheckpointFile.Open(other.Path), right = CheckpointFile.Open(Path);
        Assert.That(right.Names, Is.EqualTo(left.Names));
        foreach (var section in left.Names.Where(section => section != "state"))
            Assert.That(right.ReadAll(section), Is.EqualTo(left.ReadAll(section)), section);
    }

    private sealed class Reports(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
