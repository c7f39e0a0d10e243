using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Tests;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class MetricsGoldenTests
{
    [Test]
    public void Verification_GoldenCases_Agree([Values] GoldenSet set)
    {
        var report = new GoldenReport("verification");
        foreach (var golden in GoldenFile.Read("metrics", set).Where(golden => golden.Text("kind") == "verification"))
            report.Case(golden, () => golden.Has("expected_error") ? Refused(golden) : Compare(golden, golden.Inner("expected")!));
        report.Finish();
    }

    [Test]
    public void PrecisionAt1_GoldenCases_Agrees([Values] GoldenSet set)
    {
        var report = new GoldenReport("precision at 1");
        foreach (var golden in GoldenFile.Read("metrics", set).Where(golden => golden.Text("kind") == "retrieval"))
        {
            if (golden.Has("expected_error"))
                report.Skip(golden.Id, "the reference fails on one of its own options, which we do not have");
            else
                report.Case(golden, () => Nearest(golden));
        }
        report.Finish();
    }

    private static VerificationScores Scores(GoldenCase golden, ScoreKind kind = ScoreKind.Similarity)
    {
        bool[] same = [.. golden.Integers("labels").Select(label => label == 1)];
        double[] scores = golden.Numbers("scores");
        return VerificationScores.From(kind == ScoreKind.Similarity ? scores : [.. scores.Select(score => -score)], same, kind);
    }

    private static string? Refused(GoldenCase golden)
    {
        try
        {
            Scores(golden);
        }
        catch (ArgumentException)
        {
            return null;
        }
        return "accepted what the reference refuses";
    }

    private static string? Compare(GoldenCase golden, GoldenCase expected)
    {
        // Distances are the same scores with the sign turned: the figures stay, the thresholds turn too.
        var (similarity, distance) = (VerificationMetrics.From(Scores(golden)), VerificationMetrics.From(Scores(golden, ScoreKind.Distance)));
        return Figures(similarity, expected, 1) ?? Figures(distance, expected, -1)
            ?? Curve(RocCurve.From(Scores(golden)), expected.Inner("roc_curve")!)
            ?? Curve(RocCurve.From(Scores(golden), allPoints: true), expected.Inner("roc_curve_full")!)
            ?? Candidates(golden, expected);
    }

    private static string? Figures(VerificationMetrics ours, GoldenCase expected, int sign)
        => GoldenReport.Compare("figures",
            [ours.Auc, ours.AveragePrecision, ours.EqualErrorRate, sign * ours.EqualErrorThreshold, ours.NearestEqualErrorRate, sign * ours.NearestEqualErrorThreshold, ours.BestAccuracy],
            [.. new[] { "roc_auc_score", "average_precision_score", "eer_linear", "eer_linear_threshold", "eer_nearest", "eer_nearest_threshold", "best_accuracy" }.Select(key => expected.Number(key))])
        ?? GoldenReport.Compare("best thresholds", [.. ours.BestThresholds.Select(threshold => sign * threshold).Order()], expected.Numbers("best_accuracy_thresholds"));

    private static string? Curve(RocCurve ours, GoldenCase expected)
        => GoldenReport.Compare("false positives", [.. ours.FalsePositiveRates], expected.Numbers("fpr"))
        ?? GoldenReport.Compare("true positives", [.. ours.TruePositiveRates], expected.Numbers("tpr"))
        ?? GoldenReport.Compare("thresholds", [.. ours.Thresholds], expected.Numbers("thresholds"));

    private static string? Candidates(GoldenCase golden, GoldenCase expected)
    {
        if (expected.Inner("accuracy_per_candidate") is not { } candidates)
            return null;
        var scores = Scores(golden);
        return GoldenReport.Compare("accuracies", [.. candidates.Numbers("threshold").Select(scores.AccuracyAt)], candidates.Numbers("accuracy"));
    }

    private static string? Nearest(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var reference = golden.OptionalMatrix("reference");
        var result = KnnEvaluator.Evaluate(
            golden.Matrix("query"), golden.OptionalIntegers("query_labels")!, reference, golden.OptionalIntegers("reference_labels"),
            GoldenDistance.Of(golden), galleryBeginsWithQuery: reference is not null && golden.Flag("ref_includes_query"));
        var expected = golden.Inner("expected")!;
        if (golden.Flag("return_per_class") && result.AnswerableCount == 0)
            return expected.Numbers("precision_at_1").All(double.IsNaN) && result.PerClass.Count == 0 ? null : "classes without an answer have one";
        if (golden.Flag("return_per_class"))
            return GoldenReport.Compare("classes", [.. result.PerClass.Values], expected.Numbers("precision_at_1"));
        return GoldenReport.Compare("precision", [golden.Flag("avg_of_avgs") ? result.ClassAverage : result.PrecisionAt1], [expected.Number("precision_at_1")]);
    }
}
