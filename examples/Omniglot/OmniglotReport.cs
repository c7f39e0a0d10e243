using System.Globalization;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Insight.Report;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>The report of a run: how it was trained, and what the network does on the evaluation alphabets.</summary>
internal static class OmniglotReport
{
    private const int Resamples = 100;

    /// <summary>Writes the page.</summary>
    /// <param name="recipe">How it was trained.</param>
    /// <param name="figures">The figures of the protocol.</param>
    /// <param name="record">What the training told.</param>
    /// <param name="judge">Embeds.</param>
    /// <param name="embeddings">Of the evaluation set.</param>
    /// <param name="evaluation">That set.</param>
    /// <param name="learnt">Drawings of the background set.</param>
    /// <param name="settings">The options, with the file.</param>
    /// <param name="cancellationToken">Stops before the file is written.</param>
    public static void Write(
        Recipe recipe, OmniglotFigures figures, RunRecord record, Evaluation judge, Tensor embeddings,
        Siamese.Data.Sources.Omniglot evaluation, LearntSample learnt, RunSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Report is not { } file)
            return;
        using var scope = NewDisposeScope();
        var drawn = Evaluation.Drawn(evaluation);
        var scores = PairScorer.Of(embeddings, drawn.Pairs);
        var begun = Begin(recipe, figures, record, judge.Views) with
        {
            Findings = Findings(record, embeddings, evaluation, learnt),
            Verification = scores,
            VerificationProtocol = drawn.Protocol,
            Intervals = VerificationIntervals.Of(scores, new BootstrapOptions { Resamples = Resamples, Seed = Evaluation.Seed }, cancellationToken: cancellationToken),
        };
        var samples = ReportSamples.Of(Characters.Read(evaluation, recipe.Side, cancellationToken), label => evaluation.ClassNames[label]);
        var options = new ReportOptions { Distance = new LpDistance(), MapPoints = 1_000, VerificationPairs = 0, Seed = (ulong)settings.Seed };
        var report = RunReport.WithProgress(progress => begun.WithEmbeddings(embeddings, samples, options, progress, cancellationToken));
        report.Save(file.FullName, cancellationToken);
        Console.WriteLine($"Report saved to {file.FullName}");
    }

    private static IReadOnlyList<Finding> Findings(RunRecord record, Tensor embeddings, Siamese.Data.Sources.Omniglot evaluation, LearntSample learnt)
    {
        var held = Math.Min(evaluation.Count, RunFindings.MostImages);
        return RunFindings.Of(
            record, new LabelledEmbeddings(learnt.Rows, learnt.Labels),
            new LabelledEmbeddings(embeddings.narrow(0, 0, held), [.. evaluation.Labels.Take(held)]),
            new DiagnosisOptions { Distance = new LpDistance(), ClassName = label => learnt.ClassNames[label] });
    }

    private static TrainingReport Begin(Recipe recipe, OmniglotFigures figures, RunRecord record, int views)
    {
        var invariant = CultureInfo.InvariantCulture;
        return new TrainingReport
        {
            Title = "Omniglot",
            Subtitle = string.Create(invariant, $"trained on the background alphabets, {figures.Steps:#,0} batches of about {recipe.BatchSize}; judged on the evaluation alphabets"),
            Options =
            [
                new("protocol", figures.Protocol),
                new("seed", figures.Seed.ToString(invariant)),
                new("device", figures.Device),
                new("threads", figures.Threads.ToString(invariant)),
                new("precision", figures.Precision),
                new("steps", figures.Steps.ToString(invariant)),
                new("training", string.Create(invariant, $"{figures.TrainSeconds:0} s, {figures.Images:#,0} images, {figures.ImagesPerSecond:#,0} images/s")),
                new("recipe", recipe.ToString()),
                new("views of each test image", views.ToString(invariant)),
                new("network", figures.Model),
            ],
            Protocol =
            [
                "Curves are of the background alphabets; figures, pairs, map and confusion of the 20 evaluation alphabets, which the network has not learnt from and which nothing was chosen on.",
                string.Create(invariant, $"Findings are of the training and of every fifth character of the background alphabets, beside the first {RunFindings.MostImages:#,0} drawings of the evaluation alphabets."),
                .. figures.Figures.Select(figure => $"{figure.Name}: {figure.Protocol}"),
            ],
            Figures = [.. figures.Figures.Select(figure => ReportFigure.Share(figure.Name, figure.Value, figure.Protocol, new Interval(figure.Value, figure.Low, figure.High)))],
            Curves = record.Curves.Curves,
        };
    }
}
