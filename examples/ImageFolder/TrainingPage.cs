using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Insight.Report;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>The page that a training leaves: curves, what is wrong, figures of the held-out images, a map of them, the worst pairs.</summary>
internal static class TrainingPage
{
    private const int MostImages = 4000;       // every image is compared with every other
    private const int MapPoints = 1000;

    /// <summary>Writes the page.</summary>
    /// <param name="curves">Of the training.</param>
    /// <param name="during">What was found wrong while it ran.</param>
    /// <param name="target">The file; it appears whole or not at all.</param>
    /// <param name="model">Trained.</param>
    /// <param name="data">The images of the training.</param>
    /// <param name="classNames">Of their labels.</param>
    /// <param name="validation">What the held-out images gave; null where none is held out.</param>
    /// <param name="device">Where the network is.</param>
    /// <param name="cancellationToken">Stops between parts.</param>
    public static void Save(
        CurveRecorder curves, IReadOnlyList<Finding> during, FileInfo target, SavedModel model, TrainData data, IReadOnlyList<string> classNames, Validation? validation, Device device, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var learnt = Some(data.Training);
        var learntRows = model.Embed(learnt, device, cancellationToken: cancellationToken);
        var (shown, rows) = (learnt, learntRows);
        if (data.Validation is { } held)
        {
            shown = Some(held);
            rows = model.Embed(shown, device, cancellationToken: cancellationToken);
        }
        var findings = EmbeddingDiagnosis.Run(learntRows, learnt.Labels, new DiagnosisOptions
        {
            Distance = model.Network.Metric,
            Validation = data.Validation is null ? null : new LabelledEmbeddings(rows, shown.Labels),
            ClassName = label => classNames[label],
            DuringTraining = during,
        }).Findings;
        var report = new TrainingReport
        {
            Title = "Your own images",
            Subtitle = FormattableString.Invariant($"{data.Training.Count:#,0} images learnt from, {data.Validation?.Count ?? 0:#,0} held out, {classNames.Count:#,0} classes"),
            Options = [.. model.Training.Select(entry => new ReportEntry(entry.Key, entry.Value))],
            Protocol = data.Validation is null ? ["No image was held out: all that is shown here was learnt from."] : [data.Split, "All but the curves of the loss is about held-out images."],
            Figures = validation is null ? [] : [ReportFigure.Share("precision@1", validation.Retrieval.Overall.PrecisionAt1, validation.Retrieval.Protocol)],
            Findings = findings,
            Curves = curves.Curves,
            Verification = validation?.Scores,
            VerificationProtocol = validation?.PairProtocol ?? "",
            Threshold = model.Threshold,
        };
        report.WithEmbeddings(
            rows, ReportSamples.Of(shown, label => classNames[label]),
            new ReportOptions { Distance = model.Network.Metric, MapPoints = MapPoints, VerificationPairs = validation is null ? 100_000 : 0 }, cancellationToken: cancellationToken)
            .Save(target.FullName, cancellationToken);
    }

    private static ISampleSource Some(ISampleSource source) => source.Count <= MostImages
        ? source
        : new SampleSubset(source, Enumerable.Range(0, MostImages).Select(i => (int)((long)i * source.Count / MostImages)));
}
