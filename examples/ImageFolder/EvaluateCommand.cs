using System.CommandLine;
using System.Globalization;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Says how good a model is on labelled images.</summary>
internal sealed class EvaluateCommand : IImageCommand
{
    private static readonly int[] Ranks = [1, 5, 10];

    private readonly ModelArgument _model;
    private readonly DataOptions _data;
    private readonly Option<string?> _gallery = new("--gallery") { Description = "Search these images, in place of the other images of --data; read like --data.", HelpName = "DIR|ZIP|CSV" };
    private readonly Option<bool> _baselines = new("--baselines") { Description = "Also what raw pixels and colour histograms reach, the best of several sizes on these very images." };
    private readonly Option<long> _seed = RangedOption.Create("--seed", "Seed of the pairs drawn and of the intervals.", 1L, 0L, long.MaxValue);
    private readonly ComputeOptions _compute;

    public EvaluateCommand()
    {
        _model = new ModelArgument(Command);
        _data = new DataOptions(Command, required: true, "Labelled images");
        Command.Add(_gallery);
        Command.Add(_baselines);
        Command.Add(_seed);
        _compute = new ComputeOptions(Command);
    }

    public Command Command { get; } = new("evaluate",
        "Says how good a model is on labelled images: whether an image finds its like, and how well same is told from different.\n"
        + "Every figure comes with its protocol and an interval. The threshold is that of the model, chosen on other images.");

    public void Run(ParseResult result, CancellationToken cancellationToken)
    {
        var settings = _compute.Apply(result);
        using var scope = NewDisposeScope();
        using var model = _model.Load(result, settings.Device);
        using var queries = _data.Open(result, _data.Path(result), "--data", cancellationToken);
        using var gallery = result.GetValue(_gallery) is { } path ? _data.Open(result, path, "--gallery", cancellationToken) : null;
        var (labels, galleryLabels, _) = ClassNumbers.Of(queries, gallery);
        var rows = ModelArgument.Embed(model, queries.Files, settings.Device, cancellationToken);
        var galleryRows = gallery is null ? rows.narrow(0, 0, 0) : ModelArgument.Embed(model, gallery.Files, settings.Device, cancellationToken);
        var seed = (ulong)result.GetValue(_seed);
        var found = Validation.Of(rows, labels, galleryRows, galleryLabels, model, seed);
        var report = Report(model, queries, found, seed, cancellationToken);
        Print(model, queries, found, report);
        if (result.GetValue(_baselines))
        {
            var baselines = Baselines.Of(queries.Files, labels, gallery?.Files, galleryLabels, cancellationToken).ToArray();
            foreach (var baseline in baselines)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{baseline.Name}: precision@1 {100 * baseline.PrecisionAt1:0.00} % ({baseline.How})"));
            report = report with { Baselines = baselines };
        }
        settings.WriteJson(report);
    }

    private static EvaluationReport Report(SavedModel model, ListedImages queries, Validation found, ulong seed, CancellationToken cancellationToken)
    {
        var intervals = VerificationIntervals.Of(found.Scores, new BootstrapOptions { Resamples = 200, Seed = seed }, model.Threshold, cancellationToken: cancellationToken);
        var overall = found.Retrieval.Overall;
        var known = model.ClassNames.ToHashSet(StringComparer.Ordinal);
        return new EvaluationReport(
            queries.Files.Count, queries.ClassCount, queries.Files.Labels.Distinct().Count(label => known.Contains(queries.Files.ClassNames[label])),
            found.Figures(), WilsonInterval.Of(overall.PrecisionAt1, overall.Queries), intervals.Auc, intervals.EqualErrorRate, intervals.Accuracy,
            found.Retrieval.Protocol, found.PairProtocol, intervals.Protocol, null);
    }

    private static void Print(SavedModel model, ListedImages queries, Validation found, EvaluationReport report)
    {
        Console.WriteLine(queries.Files.Report);
        Console.WriteLine($"  {report.KnownClasses} of its {report.Classes} classes have the name of a class that the model was trained on.");
        Console.WriteLine(found.Retrieval);
        var deepest = found.Retrieval.Cmc.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {string.Join(", ", Ranks.Where(rank => rank <= deepest).Select(rank => $"recall@{rank} {100 * found.Retrieval.RecallAt(rank):0.00} %"))}; precision@1 {Percent(report.PrecisionAt1)} (95 % Wilson interval over {found.Retrieval.Overall.Queries} queries)"));
        Console.WriteLine(VerificationMetrics.From(found.Scores));
        Console.WriteLine($"  {found.PairProtocol}");
        Console.WriteLine($"  AUC {Percent(report.Auc)}, EER {Percent(report.Eer)} ({report.IntervalProtocol})");
        if (report.ThresholdAccuracy is { } accuracy)
            Console.WriteLine($"  at the model's threshold: accuracy {Percent(accuracy)}, {model.Threshold!.On(found.Scores)}");
    }

    private static string Percent(Interval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Value:0.00} % [{100 * interval.Low:0.00}, {100 * interval.High:0.00}]");
}
