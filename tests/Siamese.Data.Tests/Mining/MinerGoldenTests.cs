using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Tests;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class MinerGoldenTests
{
    [Test]
    public void Mine_GoldenCases_ChoosesTheSameTuples(
        [Values] GoldenSet set, [Values("BatchHardMiner", "BatchEasyHardMiner", "TripletMarginMiner")] string miner)
    {
        var report = new GoldenReport(miner);
        foreach (var golden in GoldenFile.Read("miners", set).Where(golden => golden.Text("miner") == miner))
            report.Case(golden, () => golden.Has("expected_error") ? Refused(golden) : Compare(golden));
        report.Finish();
    }

    private static string? Compare(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var mined = Miner(golden).Mine(
            golden.Matrix("embeddings"), golden.OptionalIntegers("labels")!, golden.OptionalMatrix("ref_embeddings"), golden.OptionalIntegers("ref_labels"));
        var expected = golden.IntegerLists("expected");
        if (expected.Length == 3)
            return mined is TripletIndices t
                ? Difference("triplets", [t.Anchors, t.Positives, t.Negatives], expected)
                : $"gave {mined.GetType().Name}, expected triplets";
        var pairs = mined.ToPairs();
        return Difference("positives", [pairs.PositiveAnchors, pairs.Positives], expected[..2])
            ?? Difference("negatives", [pairs.NegativeAnchors, pairs.Negatives], expected[2..]);
    }

    private static string? Refused(GoldenCase golden)
    {
        try
        {
            Miner(golden);
        }
        catch (ArgumentException)
        {
            return null;
        }
        return "accepted what the reference refuses";
    }

    private static IMiner Miner(GoldenCase golden)
    {
        var options = golden.Inner("params")!;
        var distance = GoldenDistance.Of(golden);
        return golden.Text("miner") switch
        {
            "BatchHardMiner" => new BatchHardMiner(distance, Range(options, "allowed_pos_range"), Range(options, "allowed_neg_range")),
            "BatchEasyHardMiner" => new BatchEasyHardMiner(
                Strategy(options.Text("pos_strategy", "easy")), Strategy(options.Text("neg_strategy", "semihard")), distance,
                Range(options, "allowed_pos_range"), Range(options, "allowed_neg_range")),
            "TripletMarginMiner" => new TripletMarginMiner(
                options.Number("margin", 0.2), Enum.Parse<TripletKind>(options.Text("type_of_triplets", "all"), ignoreCase: true), distance),
            var name => throw new NotSupportedException(name),
        };
    }

    private static MiningStrategy Strategy(string name) => Enum.Parse<MiningStrategy>(name, ignoreCase: true);

    private static DistanceRange? Range(GoldenCase options, string key)
        => options.Has(key) && options.Numbers(key) is [var low, var high] ? new DistanceRange(low, high) : null;

    private static string? Difference(string what, Tensor[] columns, long[][] expected)
    {
        var actual = Tuples([.. columns.Select(column => column.data<long>().ToArray())]);
        var wanted = Tuples(expected);
        if (actual.Length != actual.Distinct().Count())
            return $"{what} repeat themselves";
        return actual.ToHashSet().SetEquals(wanted)
            ? null
            : $"{what}: {actual.Except(wanted).Count()} too many ({actual.Except(wanted).FirstOrDefault()}), {wanted.Except(actual).Count()} missing ({wanted.Except(actual).FirstOrDefault()})";
    }

    private static string[] Tuples(long[][] columns)
        => [.. Enumerable.Range(0, columns[0].Length).Select(row => string.Join(",", columns.Select(column => column[row])))];
}
