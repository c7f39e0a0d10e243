using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Tests.Training;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Logging;

/// <summary>A training of 12 steps in two epochs, evaluated every third step, saved every fourth, with all three kinds of logs in a folder.</summary>
internal static class LoggedTraining
{
    public const int Steps = 12;

    /// <summary>Trains until an observer, the last of all, throws after a step, as a killed process just ends; or to the end for null.</summary>
    /// <returns>Losses of the steps that were made, by step.</returns>
    public static Dictionary<long, double> Run(string folder, bool resume, long? dies = null, int everyScalars = 1)
    {
        using var training = new SmallTraining(start: resume ? 50 : 1);
        using var csv = new CsvLog(folder);
        using var json = new JsonLinesLog(Path.Combine(folder, "log.jsonl"));
        using var board = new TensorBoardLog(folder, new TensorBoardLogOptions { ScalarsEvery = everyScalars, HistogramsEvery = 6, Network = training.Encoder });
        var seen = new Dies(dies, Path.Combine(folder, "steps.csv"));
        using var loss = new TripletMarginLoss(0.3);
        using var optimizer = optim.Adam(training.Encoder.parameters(), 0.01);
        TrainingLoss[] losses = [new(loss, new BatchHardMiner()), new(loss) { Name = "all, \"every\"", Weight = 0.5 }];
        using var trainer = new SiameseTrainer(training.Encoder, losses, optimizer, training.Loader(), new SiameseTrainerOptions
        {
            Epochs = 2,
            Evaluate = training.Evaluate,
            EvaluateEverySteps = 3,
            EvaluateEveryEpochs = 1,
            Watch = new WatchedMetric("size"),
            MeasureGradientNorm = true,
            CheckpointPath = Path.Combine(folder, "run.ckpt"),
            CheckpointEverySteps = 4,
            CheckpointEvery = null,
            Observers = [csv, json, board, seen],
        });
        if (resume)
            trainer.Resume(Path.Combine(folder, "run.ckpt"));
        if (dies is null)
            trainer.Run();
        else
            Assert.Throws<InvalidOperationException>(() => trainer.Run());
        return seen.Losses;
    }

    private sealed class Dies(long? at, string table) : ITrainingObserver
    {
        public Dictionary<long, double> Losses { get; } = [];

        public void OnStep(TrainingStep taken)
        {
            Losses[taken.Step] = taken.Loss;
            // What a process that is killed now has written: the header, and a line a step.
            using (var reader = new StreamReader(new FileStream(table, FileMode.Open, FileAccess.Read, FileShare.ReadWrite)))
                Assert.That(reader.ReadToEnd().Count(letter => letter == '\n'), Is.EqualTo(taken.Step + 1));
            if (taken.Step == at)
                throw new InvalidOperationException("killed");
        }
    }
}
