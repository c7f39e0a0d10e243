using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Tests;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class RetrievalGoldenTests
{
    private static readonly (string Key, Func<RetrievalFigures, double> Of)[] Figures =
    [
        ("precision_at_1", figures => figures.PrecisionAt1),
        ("r_precision", figures => figures.RPrecision),
        ("mean_average_precision_at_r", figures => figures.MeanAveragePrecisionAtR),
        ("mean_average_precision", figures => figures.MeanAveragePrecision),
        ("mean_reciprocal_rank", figures => figures.MeanReciprocalRank),
    ];

    [Test]
    public void Retrieval_GoldenCases_Agree([Values] GoldenSet set)
    {
        var report = new GoldenReport("retrieval");
        foreach (var golden in GoldenFile.Read("metrics", set).Where(golden => golden.Text("kind") == "retrieval"))
        {
            if (golden.Has("expected_error"))
                report.Skip(golden.Id, "the reference fails on one of its own options, which we do not have");
            else
                report.Case(golden, () => Compare(golden));
        }
        report.Finish();
    }

    private static string? Compare(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var reference = golden.OptionalMatrix("reference");
        var skipSelf = reference is null || golden.Flag("ref_includes_query");
        var result = RetrievalEvaluator.Evaluate(
            golden.Matrix("query"), golden.OptionalIntegers("query_labels")!, reference, golden.OptionalIntegers("reference_labels"), new RetrievalOptions
            {
                Distance = GoldenDistance.Of(golden),
                Neighbors = Neighbors(golden, skipSelf),
                GalleryBeginsWithQuery = reference is not null && skipSelf,
                RequirePositives = false,
            });
        var expected = golden.Inner("expected")!;
        return Figures.Select(figure => Compare(golden, result, figure, expected)).FirstOrDefault(difference => difference is not null);
    }

    private static string? Compare(GoldenCase golden, RetrievalResult result, (string Key, Func<RetrievalFigures, double> Of) figure, GoldenCase expected)
    {
        if (!golden.Flag("return_per_class"))
            return GoldenReport.Compare(figure.Key, [figure.Of(golden.Flag("avg_of_avgs") ? result.ClassAverage : result.Overall)], [expected.Number(figure.Key)]);
        if (result.Overall.Queries == 0)
            return expected.Numbers(figure.Key).All(double.IsNaN) && result.ByClass.Count == 0 ? null : "classes without an answer have one";
        return GoldenReport.Compare(figure.Key, [.. result.ByClass.Values.Select(figure.Of)], expected.Numbers(figure.Key));
    }

    // "max_bin_count" is as many neighbours as the largest class can give.
    private static int? Neighbors(GoldenCase golden, bool skipSelf)
    {
        if (!golden.Has("k"))
            return null;
        if (golden.IsText("k"))
        {
            var largest = golden.Integers(golden.Has("reference_labels") ? "reference_labels" : "query_labels").CountBy(label => label).Max(count => count.Value);
            return Math.Max(1, largest - (skipSelf ? 1 : 0));
        }
        return (int)golden.Number("k");
    }
}
