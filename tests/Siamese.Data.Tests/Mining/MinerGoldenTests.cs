using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Tests;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class MinerGoldenTests
{
    [Test]
    public void Mine_GoldenCases_ChoosesTheSameTuples(
        [Values] GoldenSet set,
        [Values("BatchHardMiner", "BatchEasyHardMiner", "TripletMarginMiner", "MultiSimilarityMiner", "PairMarginMiner", "AngularMiner", "HDCMiner", "EmbeddingsAlreadyPackagedAsTriplets")] string miner)
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
        return Pairs(golden, "pos", [pairs.PositiveAnchors, pairs.Positives], expected[..2])
            ?? Pairs(golden, "neg", [pairs.NegativeAnchors, pairs.Negatives], expected[2..]);
    }

    private static string? Pairs(GoldenCase golden, string side, Tensor[] columns, long[][] expected)
    {
        if (!golden.Has("boundary_tie") || !golden.Texts("boundary_tie").Contains(side))
            return Difference(side, columns, expected);
        // Which of two equally far pairs is the last one taken is arbitrary: their distances agree.
        var distance = GoldenDistance.Of(golden) ?? new LpDistance();
        var matrix = distance.Matrix(golden.Matrix("embeddings"), golden.OptionalMatrix("ref_embeddings"));
        double[] Sorted(IEnumerable<(long, long)> pairs) => [.. pairs.Select(pair => matrix[pair.Item1, pair.Item2].item<double>()).Order()];
        return GoldenReport.Compare(side, Sorted(columns[0].data<long>().ToArray().Zip(columns[1].data<long>().ToArray())), Sorted(expected[0].Zip(expected[1])));
    }

    [Test]
    public void Weights_GoldenCases_AreTheSame([Values] GoldenSet set)
    {
        var report = new GoldenReport("DistanceWeightedMiner");
        foreach (var golden in GoldenFile.Read("miners", set).Where(golden => golden.Text("miner") == "DistanceWeightedMiner"))
            report.Case(golden, () => Weights(golden));
        report.Finish();
    }

    [Test]
    public void Bins_GoldenCases_AreTheSame([Values] GoldenSet set)
    {
        var report = new GoldenReport("UniformHistogramMiner");
        foreach (var golden in GoldenFile.Read("miners", set).Where(golden => golden.Text("miner") == "UniformHistogramMiner"))
            report.Case(golden, () => Bins(golden));
        report.Finish();
    }

    private static string? Weights(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var options = golden.Inner("params")!;
        var (embeddings, reference) = (golden.Matrix("embeddings"), golden.OptionalMatrix("ref_embeddings"));
        var labels = BatchLabels.Read(golden.OptionalIntegers("labels")!, golden.OptionalIntegers("ref_labels"));
        var cutoffs = (options.Number("cutoff", 0.5), options.Number("nonzero_loss_cutoff", 1.4));
        var seen = new List<double[]>();
        var matrix = new LpDistance().Matrix(embeddings, reference);
        for (var row = 0; row < labels.QueryCount; row++)
        {
            using var rows = new DistanceWeightedMiner.WeightedRows(labels, embeddings.shape[1], cutoffs.Item1, cutoffs.Item2, default);
            rows.Row<double>(row, matrix[row].contiguous().data<double>().ToArray());
            var weights = new double[labels.ReferenceCount];
            for (var k = 0; k < rows.Candidates.Length; k++)
                weights[rows.Candidates[k]] = rows.Weights[k];
            seen.Add(weights);
        }
        // The reference divides 0 by 0 in rows without a candidate.
        var expected = golden.Flat("expected_weights").Select(weight => double.IsNaN(weight) ? 0 : weight).ToArray();
        return GoldenReport.Compare("weights", [.. seen.SelectMany(row => row)], expected);
    }

    private static string? Bins(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var miner = Histogram(golden);
        var (embeddings, reference) = (golden.Matrix("embeddings"), golden.OptionalMatrix("ref_embeddings"));
        var (labels, referenceLabels) = (golden.OptionalIntegers("labels")!, golden.OptionalIntegers("ref_labels"));
        using var rows = miner.Fill(embeddings, BatchLabels.Read(labels, referenceLabels), reference);
        var matrix = miner.Distance.Matrix(embeddings, reference);
        var drawn = miner.Mine(embeddings, labels, reference, referenceLabels);
        var bins = golden.Inner("expected_bins")!;
        return Side(bins.Inner("pos"), rows.Positive, drawn.PositiveAnchors, drawn.Positives, matrix, miner.Distance.IsInverted, miner.Bins, miner.PositivesPerBin)
            ?? Side(bins.Inner("neg"), rows.Negative, drawn.NegativeAnchors, drawn.Negatives, matrix, miner.Distance.IsInverted, miner.Bins, miner.NegativesPerBin);
    }

    private static string? Side(GoldenCase? expected, DistanceBins bins, Tensor anchors, Tensor others, Tensor matrix, bool inverted, int count, int perBin)
    {
        if (expected is null)
            return bins.Edges.Length == 0 && anchors.numel() == 0 ? null : "bins where the reference has none";
        double[] edges = inverted ? [.. bins.Edges.Reverse().Select(edge => -edge)] : bins.Edges;
        if (GoldenReport.Compare("edges", expected.Flag("edges_are_min_max_only") ? [edges[0], edges[^1]] : edges, expected.Numbers("edges")) is { } difference)
            return difference;
        // Similarities lie in the bins negated: from the other end, and the far limit of a bin belongs to it.
        var nonEmpty = expected.List("nonempty_bins").Select(bin => (Bin: (int)bin.Number("bin"), Pairs: bin.IntegerLists("pairs"))).ToArray();
        var wanted = nonEmpty.ToDictionary(bin => inverted ? count - 1 - bin.Bin : bin.Bin, bin => (long)bin.Pairs.Length);
        for (var bin = 0; bin < count; bin++)
        {
            if (bins.Counts[bin] != wanted.GetValueOrDefault(bin))
                return $"bin {bin} holds {bins.Counts[bin]} pairs, expected {wanted.GetValueOrDefault(bin)}";
        }
        var drawn = anchors.data<long>().ToArray().Zip(others.data<long>().ToArray()).ToArray();
        foreach (var (bin, pairs) in nonEmpty)
        {
            var members = pairs.Select(pair => (pair[0], pair[1])).ToHashSet();
            if (drawn.Count(members.Contains) != perBin)
                return $"bin {bin} gave {drawn.Count(members.Contains)} pairs, expected {perBin}";
        }
        return drawn.Length == perBin * nonEmpty.Length ? null : $"{drawn.Length} pairs, expected {perBin * nonEmpty.Length}";
    }

    private static UniformHistogramMiner Histogram(GoldenCase golden)
    {
        var options = golden.Inner("params")!;
        return new UniformHistogramMiner(
            (int)options.Number("num_bins", 100), (int)options.Number("pos_per_bin", 10), (int)options.Number("neg_per_bin", 10), GoldenDistance.Of(golden));
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
            "MultiSimilarityMiner" => new MultiSimilarityMiner(options.Number("epsilon", 0.1), distance),
            "PairMarginMiner" => new PairMarginMiner(options.Number("pos_margin", 0.2), options.Number("neg_margin", 0.8), distance),
            "AngularMiner" => new AngularMiner(options.Number("angle", 20)),
            "HDCMiner" => new HdcMiner(options.Number("filter_percentage", 0.5), distance),
            "EmbeddingsAlreadyPackagedAsTriplets" => new PackagedTripletMiner(),
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
