using System.CommandLine;
using System.Globalization;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Insight;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Shows where a model goes wrong on labelled images, and says why.</summary>
internal sealed class DiagnoseCommand : IImageCommand
{
    private readonly ModelArgument _model;
    private readonly DataOptions _data;
    private readonly Option<string?> _validation = new("--validation") { Description = "Labelled images that it was not trained on, read like --data: shown beside the others.", HelpName = "DIR|ZIP|CSV" };
    private readonly Option<int> _count = RangedOption.Create("--count", "How many pairs and classes to list.", 5, 1, 1000);
    private readonly ComputeOptions _compute;

    public DiagnoseCommand()
    {
        _model = new ModelArgument(Command);
        _data = new DataOptions(Command, required: true, "Labelled images");
        Command.Add(_validation);
        Command.Add(_count);
        _compute = new ComputeOptions(Command);
    }

    public Command Command { get; } = new("diagnose",
        "Shows where a model goes wrong: how far same and different images lie apart and how much that overlaps, which classes are\n"
        + "taken for one another, the nearest images of different classes and the farthest of one. Wrong labels and classes that are\n"
        + "one and the same turn up at the top of these lists. Then what is wrong, each finding with what was measured, the limit, and what to try.");

    public void Run(ParseResult result, CancellationToken cancellationToken)
    {
        var settings = _compute.Apply(result);
        using var scope = NewDisposeScope();
        using var model = _model.Load(result, settings.Device);
        using var images = _data.Open(result, _data.Path(result), "--data", cancellationToken);
        using var others = result.GetValue(_validation) is { } path ? _data.Open(result, path, "--validation", cancellationToken) : null;
        var (labels, otherLabels, names) = ClassNumbers.Of(images, others);
        var count = result.GetValue(_count);
        (Sight Sight, Tensor Rows) Look(ListedImages listed, int[] classes, string option)
        {
            if (classes.Distinct().Count() < 2 || classes.CountBy(label => label).All(own => own.Value < 2))
                throw new InvalidDataException($"{option} '{listed.Path}': needs at least 2 classes and one of 2 images, got {classes.Distinct().Count()} in {classes.Length} images.");
            var rows = ModelArgument.Embed(model, listed.Files, settings.Device, cancellationToken);
            var metric = model.Network.Metric;
            return (Sight.Of(listed, names, DistanceHistogram.Of(rows, classes, metric), ClassConfusion.Of(rows, classes, metric), WorstPairs.Find(rows, classes, count, metric), count), rows);
        }
        var (sight, rows) = Look(images, labels, "--data");
        var (beside, besideRows) = others is null ? (null, null) : Look(others, otherLabels, "--validation");
        Sight[] sights = beside is null ? [sight] : [sight, beside];
        foreach (var one in sights)
            one.Print();
        if (sights.Length == 2)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Area under the curve {sights[0].Auc:0.0000} on the one, {sights[1].Auc:0.0000} on the other: where the second is much lower, the images of the first were learnt by heart."));
        }
        var findings = EmbeddingDiagnosis.Run(rows, labels, new DiagnosisOptions
        {
            Distance = model.Network.Metric,
            Validation = besideRows is null ? null : new LabelledEmbeddings(besideRows, otherLabels),
            ClassName = label => names[label],
        }).Findings;
        Console.WriteLine(findings.Count == 0 ? "Findings: none" : "Findings:");
        foreach (var finding in findings)
            Console.WriteLine(finding);
        settings.WriteJson(new Report(sights, findings));
    }

    private sealed record Report(Sight[] Sets, IReadOnlyList<Finding> Findings);

    /// <summary>What was seen on one set of images.</summary>
    private sealed record Sight(string Data, int Images, int Classes, double Auc, double Overlap, string Distances, double NearestOfOwnClass, Confusion[] Confused, Pair[] NearestDifferent, Pair[] FarthestSame)
    {
        public static Sight Of(ListedImages listed, IReadOnlyList<string> names, DistanceHistogram histogram, ClassConfusion confusion, WorstPairs worst, int count)
        {
            Pair Named(WorstPair pair) => new(listed.Files.NameOf(pair.First), listed.Files.NameOf(pair.Second), pair.Score);
            return new Sight(
                listed.Path, listed.Files.Count, listed.ClassCount, histogram.Auc, histogram.Overlap, histogram.ToString(), confusion.Accuracy,
                [.. confusion.Confused.OrderByDescending(pair => pair.Share).Take(count).Select(pair => new Confusion(names[pair.Label], names[pair.Neighbor], pair.Count, pair.Of))],
                [.. worst.NearestDifferent.Take(count).Select(Named)], [.. worst.FarthestSame.Take(count).Select(Named)]);
        }

        public void Print()
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Data}: {Images:#,0} images of {Classes:#,0} classes"));
            Console.WriteLine($"  {Distances}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  nearest other image of the own class: {100 * NearestOfOwnClass:0.00} %"));
            Console.WriteLine(Confused.Length == 0 ? "  no class is taken for another" : "  classes taken for others, by the nearest image:");
            foreach (var one in Confused)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {one.Class} for {one.TakenFor}: {one.Count} of {one.Of}"));
            foreach (var (title, pairs) in new[] { ("nearest images of different classes", NearestDifferent), ("farthest images of one class", FarthestSame) })
            {
                Console.WriteLine($"  {title}:");
                foreach (var pair in pairs)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"    {pair.Score,8:0.0000}  {pair.A}  {pair.B}"));
            }
        }
    }

    private sealed record Confusion(string Class, string TakenFor, int Count, int Of);

    private sealed record Pair(string A, string B, double Score);
}
