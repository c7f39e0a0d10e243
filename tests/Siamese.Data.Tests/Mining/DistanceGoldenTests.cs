using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Tests;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class DistanceGoldenTests
{
    [Test]
    public void MatrixAndPairwise_GoldenCases_AgreeWithGradients([Values] GoldenSet set)
    {
        var report = new GoldenReport("distances");
        foreach (var golden in GoldenFile.Read("distances", set))
            report.Case(golden, () => Compare(golden));
        report.Finish();
    }

    private static string? Compare(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var distance = GoldenDistance.Of(golden)!;
        if (distance.IsInverted != golden.Flag("is_inverted"))
            return $"IsInverted is {distance.IsInverted}";
        return Matrix(golden, distance, null, "sum")
            ?? Matrix(golden, distance, golden.Matrix("coefficients"), "weighted_sum")
            ?? Pairwise(golden, distance);
    }

    private static string? Matrix(GoldenCase golden, IDistance distance, Tensor? weights, string name)
    {
        var query = golden.Matrix("query").requires_grad_();
        var reference = golden.OptionalMatrix("ref")?.requires_grad_();
        var matrix = distance.Matrix(query, reference);
        (weights is null ? matrix.sum() : (matrix * weights).sum()).backward();
        return GoldenReport.Compare("matrix", Values(matrix), golden.Flat("expected_matrix"))
            ?? GoldenReport.Compare($"gradient of {name}", Values(query.grad!), golden.Flat($"expected_grad_query_of_{name}"))
            ?? (reference is null ? null : GoldenReport.Compare($"reference gradient of {name}", Values(reference.grad!), golden.Flat($"expected_grad_ref_of_{name}")));
    }

    private static string? Pairwise(GoldenCase golden, IDistance distance)
    {
        var left = golden.Matrix("pairwise_query").requires_grad_();
        var right = golden.Matrix("pairwise_ref").requires_grad_();
        var scores = distance.RawPairwise(left, right);
        scores.sum().backward();
        return GoldenReport.Compare("pairwise", Values(scores), golden.Flat("expected_pairwise"))
            ?? GoldenReport.Compare("left gradient", Values(left.grad!), golden.Flat("expected_pairwise_grad_query"))
            ?? GoldenReport.Compare("right gradient", Values(right.grad!), golden.Flat("expected_pairwise_grad_ref"));
    }

    private static double[] Values(Tensor tensor) => tensor.detach().contiguous().data<double>().ToArray();
}
