using System.Globalization;
using Spectre.Console;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Insight.Report;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>The report of a run, for those who asked for one.</summary>
public static class RunReport
{
    /// <summary>Looks at the held-out images and writes the file that <c>--report</c> names; does nothing without it.</summary>
    /// <param name="settings">The options.</param>
    /// <param name="figures">The final figures.</param>
    /// <param name="network">The trained network.</param>
    /// <param name="train">The images that it learnt from.</param>
    /// <param name="test">Held-out images.</param>
    /// <param name="record">What the training told.</param>
    /// <param name="cancellationToken">Stops before the file is written.</param>
    public static void Write(
        RunSettings settings, Figures figures, SiameseNetwork network, ISampleSource train, ISampleSource test, RunRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(record);
        if (settings.Report is not { } file)
            return;
        using var scope = NewDisposeScope();
        network.eval();
        var (embeddings, _) = HeldOut.Embed(network, test, settings.Device, cancellationToken);
        var findings = Findings(settings, network, train, test, embeddings, record, cancellationToken);
        var options = new ReportOptions { Distance = network.Metric, Seed = (ulong)settings.Seed };
        var report = WithProgress(progress => Begin(figures, record.Curves, findings)
            .WithEmbeddings(embeddings, ReportSamples.Of(test), options, progress, cancellationToken));
        report.Save(file.FullName, cancellationToken);
        Console.WriteLine($"Report saved to {file.FullName}");
    }

    private static IReadOnlyList<Finding> Findings(
        RunSettings settings, SiameseNetwork network, ISampleSource train, ISampleSource test, Tensor embeddings, RunRecord record, CancellationToken cancellationToken)
    {
        var learnt = RunFindings.Some(train);
        var (rows, _) = HeldOut.Embed(network, learnt, settings.Device, cancellationToken);
        int[] held = [.. RunFindings.Rows(test.Count)];
        var some = embeddings.index_select(0, tensor(held.Select(row => (long)row).ToArray()).to(embeddings.device));
        return RunFindings.Of(
            record, new LabelledEmbeddings(rows, learnt.Labels), new LabelledEmbeddings(some, [.. held.Select(row => test.Labels[row])]),
            new DiagnosisOptions { Distance = network.Metric });
    }

    private static TrainingReport Begin(Figures figures, CurveRecorder curves, IReadOnlyList<Finding> findings)
    {
        var invariant = CultureInfo.InvariantCulture;
        return new TrainingReport
        {
            Title = $"{char.ToUpperInvariant(figures.Example[0])}{figures.Example[1..]}, recipe '{figures.Recipe}'",
            Subtitle = string.Create(invariant, $"{figures.TrainImages:#,0} images to train on, {figures.TestImages:#,0} held out"),
            Options =
            [
                new("example", figures.Example),
                new("recipe", figures.Recipe),
                new("seed", figures.Seed.ToString(invariant)),
                new("device", figures.Device),
                new("threads", figures.Threads.ToString(invariant)),
                new("epochs", figures.Epochs.ToString(invariant)),
                new("training", string.Create(invariant, $"{figures.TrainSeconds:0.0} s, {figures.ImagesPerSecond:#,0} images/s")),
                new("network", figures.Model),
            ],
            Protocol = ["Curves are of the training images; every other part but the findings is of held-out images, which the network has not learnt from.", RunFindings.Protocol],
            Findings = findings,
            Figures = [ReportFigure.Share("1-NN accuracy", figures.KnnAccuracy, string.Create(invariant, $"{figures.TestImages:#,0} held-out images, each given the class of the nearest of {figures.TrainImages:#,0} training images"))],
            Curves = curves.Curves,
        };
    }

    /// <summary>Makes a report, with a bar on a terminal.</summary>
    public static TrainingReport WithProgress(Func<IProgress<ReportProgress>?, TrainingReport> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (!Terminal.IsInteractive)
            return make(null);
        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = 24 }, new PercentageColumn())
            .Start(context => make(new Bar(context.AddTask("Report", maxValue: 1))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<ReportProgress>
    {
        public void Report(ReportProgress value)
        {
            task.Description = $"Report: {Markup.Escape(value.Work)}";
            task.Value = value.Done;
        }
    }
}
