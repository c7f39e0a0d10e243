using System.Globalization;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>A training from its recipe to its files.</summary>
/// <param name="recipe">What to do.</param>
/// <param name="data">The images.</param>
/// <param name="classNames">Of their labels.</param>
/// <param name="settings">Device and threads.</param>
internal sealed class TrainingSession(Recipe recipe, TrainData data, IReadOnlyList<string> classNames, ComputeSettings settings)
{
    private const int LargestGallery = 2000;      // of the evaluations during the training; the last one takes all images

    /// <summary>Trains, finds threshold and calibration on the held-out images, saves and says how good it is.</summary>
    /// <exception cref="TrainingStoppedException">The loss is not a number any more.</exception>
    public void Run(FileInfo model, FileInfo checkpoint, bool resumes, CancellationToken cancellationToken)
    {
        using var run = new TrainingRun(recipe, data.Training, settings.Device);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{recipe.Side} x {recipe.Side} pixels, {recipe.ClassesPerBatch} classes x {recipe.SamplesPerClass} images a batch, {run.Weights:#,0} weights, {settings.Threads} {(settings.Threads == 1 ? "thread" : "threads")}"));
        var gallery = new SampleSubset(data.Training, Spread(data.Training.Count, LargestGallery));
        CountBar.Run("Training", (int)recipe.Steps, bar =>
        {
            var lines = new TrainingLines(recipe.Steps, bar) { Evaluates = data.Validation is not null };
            var curves = new CurveRecorder();
            using var monitor = new TrainingMonitor(new TrainingMonitorOptions { Progress = new Said() });
            using var trainer = run.Trainer(checkpoint, data.Validation is null ? null : Evaluate, [lines, curves, monitor]);
            if (resumes && checkpoint.Exists)
            {
                trainer.Resume(checkpoint.FullName);
                CountBar.Say($"Goes on after step {trainer.Step} of {recipe.Steps}.");
            }
            var trained = Train(trainer, checkpoint, lines, cancellationToken);
            using var average = trainer.Average!.Apply();
            Finish(run, trained, (curves, monitor.Findings), model, cancellationToken);
            return trained;
        });

        IReadOnlyDictionary<string, double> Evaluate(CancellationToken stop)
        {
            var figures = Measure(run, gallery, stop)!.Figures();
            return new Dictionary<string, double> { ["precision@1"] = figures["precision@1"], ["eer"] = figures["eer"] };
        }
    }

    private static TrainingResult Train(SiameseTrainer trainer, FileInfo checkpoint, TrainingLines lines, CancellationToken cancellationToken)
    {
        try
        {
            return trainer.Run(lines, cancellationToken);
        }
        catch (OperationCanceledException error) when (cancellationToken.IsCancellationRequested)
        {
            throw new StoppedAtCheckpointException(checkpoint, trainer.Step, error);
        }
    }

    private void Finish(TrainingRun run, TrainingResult trained, (CurveRecorder Curves, IReadOnlyList<Finding> Findings) seen, FileInfo model, CancellationToken cancellationToken)
    {
        var validation = Measure(run, data.Training, cancellationToken);
        var saved = Saved(run, validation, trained);
        saved.Save(model.FullName);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trained.Steps:#,0} steps, {trained.ImageCount:#,0} images, {trained.Elapsed.TotalSeconds:0.0} s; {trained.ImageCount / trained.Elapsed.TotalSeconds:#,0} images/s"));
        if (validation is not null)
        {
            Console.WriteLine(validation.Retrieval);
            Console.WriteLine($"{VerificationMetrics.From(validation.Scores)}");
            Console.WriteLine($"  {validation.PairProtocol}");
            Console.WriteLine($"threshold: {saved.Threshold}");
        }
        Console.WriteLine($"Model saved to {model.FullName}");
        var page = new FileInfo(Path.Combine(model.DirectoryName!, "report.html"));
        TrainingPage.Save(seen.Curves, seen.Findings, page, saved, data, classNames, validation, settings.Device, cancellationToken);
        Console.WriteLine($"Report saved to {page.FullName}");
        settings.WriteJson(new TrainFigures(
            classNames.Count, data.Training.Count, data.Validation?.Count ?? 0, recipe.Seed, settings.Threads, trained.Steps, trained.ImageCount, trained.Loss,
            trained.Elapsed.TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds, validation?.Figures() ?? [], validation?.Protocol, saved.Threshold?.Value, model.FullName));
    }

    private SavedModel Saved(TrainingRun run, Validation? validation, TrainingResult trained) => new(run.Network, recipe.Preparation)
    {
        AveragesMirrored = recipe.Mirror,
        Threshold = validation is null ? null : VerificationThreshold.ChooseOn(validation.Scores),
        Calibration = validation is null ? null : PlattCalibration.Fit(validation.Scores),
        ClassNames = classNames,
        Protocol = validation?.Protocol ?? "",
        Figures = validation?.Figures() ?? [],
        Training = new Dictionary<string, string>(recipe.Named())
        {
            ["split"] = data.Split,
            ["images"] = trained.ImageCount.ToString(CultureInfo.InvariantCulture),
        },
    };

    /// <summary>The held-out images against some that were learnt from; null where none is held out.</summary>
    private Validation? Measure(TrainingRun run, ISampleSource gallery, CancellationToken cancellationToken)
    {
        if (data.Validation is not { } held)
            return null;
        using var scope = NewDisposeScope();
        var model = new SavedModel(run.Network, recipe.Preparation) { AveragesMirrored = recipe.Mirror };     // borrows the network
        var rows = model.Embed(held, settings.Device, cancellationToken: cancellationToken);
        var known = model.Embed(gallery, settings.Device, cancellationToken: cancellationToken);
        return Validation.Of(rows, held.Labels, known, gallery.Labels, model, recipe.Seed);
    }

    private static IEnumerable<int> Spread(int count, int most)
        => count <= most ? Enumerable.Range(0, count) : Enumerable.Range(0, most).Select(i => (int)((long)i * count / most));

    /// <summary>Says what is found wrong as soon as it is: there may be hours left to stop.</summary>
    private sealed class Said : IProgress<Finding>
    {
        public void Report(Finding value) => CountBar.Say(value.ToString());
    }
}
