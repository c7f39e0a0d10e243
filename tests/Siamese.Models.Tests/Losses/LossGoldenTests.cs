using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Tests;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Losses;

public class LossGoldenTests
{
    private const string OneTuple = "the reference ignores tuples where every list has one entry, so that one given pair costs nothing; we price it";
    private const string SwapRows = "the reference takes the positive's row of the reference set for a row of the batch; we take the distance within the reference set";

    // Cases in which the reference's value is a mistake that we do not repeat; ours are checked in the tests of each loss.
    private static readonly Dictionary<string, string> Differing = new()
    {
        ["ContrastiveLoss/one_triplet/default"] = OneTuple,
        ["TripletMarginLoss/ref/swap"] = SwapRows,
        ["TripletMarginLoss/ref_small/swap"] = SwapRows,
    };

    [Test]
    public void Evaluate_GoldenCases_AgreesInValueAndGradients([Values] GoldenSet set, [Values("ContrastiveLoss", "TripletMarginLoss")] string loss)
    {
        var report = new GoldenReport(loss);
        foreach (var golden in GoldenFile.Read("losses", set).Where(golden => golden.Text("loss") == loss))
        {
            if (Differing.TryGetValue(golden.Id, out var reason))
                report.Skip(golden.Id, reason);
            else if (golden.Flag("fragile"))
                report.Skip(golden.Id, "its value hinges on rounding");
            else
                report.Case(golden, () => Compare(golden));
        }
        report.Finish();
    }

    private static string? Compare(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var embeddings = golden.Matrix("embeddings").requires_grad_();
        var reference = golden.OptionalMatrix("ref_embeddings")?.requires_grad_();
        using var loss = Loss(golden);
        var value = loss.Evaluate(new LossBatch(embeddings)
        {
            Labels = golden.OptionalIntegers("labels"),
            Tuples = Tuples(golden),
            ReferenceEmbeddings = reference,
            ReferenceLabels = golden.OptionalIntegers("ref_labels"),
        }).Loss;
        value.backward();
        return GoldenReport.Compare("loss", [value.item<double>()], [golden.Number("expected_loss")])
            ?? GoldenReport.Compare("gradient", Values(embeddings.grad), golden.Flat("expected_grad_embeddings"))
            ?? (reference is null ? null : GoldenReport.Compare("reference gradient", Values(reference.grad ?? zeros_like(reference)), golden.Flat("expected_grad_ref_embeddings")));
    }

    private static MetricLoss Loss(GoldenCase golden)
    {
        var options = golden.Inner("params")!;
        var (distance, reducer) = (GoldenDistance.Of(golden), golden.Inner("reducer") is { } named ? Named(named) : null);
        return golden.Text("loss") switch
        {
            "ContrastiveLoss" => new ContrastiveLoss(new ContrastiveLossOptions
            {
                Form = ContrastiveForm.Linear,
                PositiveMargin = options.Number("pos_margin", 0),
                NegativeMargin = options.Number("neg_margin", 1),
                Distance = distance,
                Reducer = reducer,
            }),
            "TripletMarginLoss" => new TripletMarginLoss(new TripletMarginLossOptions
            {
                Margin = options.Number("margin", 0.05),
                Swap = options.Flag("swap"),
                Penalty = options.Flag("smooth_loss") ? TripletPenalty.SoftMargin : TripletPenalty.Hinge,
                Distance = distance,
                Reducer = reducer,
            }),
            var name => throw new NotSupportedException(name),
        };
    }

    private static Reducer Named(GoldenCase reducer) => reducer.Text("name") switch
    {
        "MeanReducer" => Reducer.Mean,
        "SumReducer" => Reducer.Sum,
        "AvgNonZeroReducer" => Reducer.AverageNonZero,
        "ThresholdReducer" => new ThresholdReducer(reducer.Has("low") ? reducer.Number("low") : null, reducer.Has("high") ? reducer.Number("high") : null),
        "PerAnchorReducer" => new PerAnchorReducer(reducer.Inner("reducer") is { } inner ? Named(inner) : null),
        "ClassWeightedReducer" => new ClassWeightedReducer(reducer.Numbers("weights")),
        var name => throw new NotSupportedException(name),
    };

    private static TupleIndices? Tuples(GoldenCase golden)
    {
        if (!golden.Has("indices_tuple"))
            return null;
        Tensor[] columns = [.. golden.IntegerLists("indices_tuple").Select(list => tensor(list))];
        return columns.Length == 3
            ? new TripletIndices(columns[0], columns[1], columns[2])
            : new PairIndices(columns[0], columns[1], columns[2], columns[3]);
    }

    private static double[] Values(Tensor? tensor) => tensor!.contiguous().data<double>().ToArray();
}
