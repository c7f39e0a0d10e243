using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class TupleIndicesTests
{
    [Test]
    public void AllTriplets_TwoAndOne_AreTheTwoThereAre()
    {
        using var scope = NewDisposeScope();
        var all = TripletIndices.All(tensor(new long[] { 5, -2, 5 }));
        Assert.That(Columns(all), Is.EqualTo(new long[][] { [0, 2], [2, 0], [1, 1] }));
    }

    [Test]
    public void AllPairs_WithReference_PairEveryRowWithEveryReferenceRow()
    {
        using var scope = NewDisposeScope();
        var all = PairIndices.All(tensor(new long[] { 1, 2 }), tensor(new long[] { 1, 3, 1 }));
        Assert.That(Columns(all), Is.EqualTo(new long[][] { [0, 0], [0, 2], [0, 1, 1, 1], [1, 0, 1, 2] }));
    }

    [Test]
    public void AllPairs_WithinBatch_LeaveOutSelfPairs()
    {
        using var scope = NewDisposeScope();
        var all = PairIndices.All(tensor(new long[] { 1, 1, 2 }));
        Assert.That(Columns(all), Is.EqualTo(new long[][] { [0, 1], [1, 0], [0, 1, 2, 2], [2, 2, 0, 1] }));
    }

    [Test]
    public void ToTriplets_OfPairs_JoinsThoseOfOneAnchor()
    {
        using var scope = NewDisposeScope();
        using var pairs = new PairIndices(Int64(3, 0, 3), Int64(1, 2, 2), Int64(3, 1, 3, 0), Int64(7, 8, 9, 6));
        Assert.That(Columns(pairs.ToTriplets()), Is.EqualTo(new long[][] { [3, 3, 0, 3, 3], [1, 1, 2, 2, 2], [7, 9, 6, 7, 9] }));
    }

    [Test]
    public void ToPairs_OfTriplets_KeepsDuplicates()
    {
        using var scope = NewDisposeScope();
        using var triplets = new TripletIndices(Int64(0, 0), Int64(1, 1), Int64(2, 3));
        Assert.That(Columns(triplets.ToPairs()), Is.EqualTo(new long[][] { [0, 0], [1, 1], [0, 0], [2, 3] }));
    }

    [Test]
    public void Constructor_NegativeIndex_IsNamedWithItsValue()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => _ = new TripletIndices(Int64(0), Int64(-4), Int64(1)));
        Assert.That(error!.ParamName, Is.EqualTo("positives"));
        Assert.That(error.Message, Does.StartWith("Expected indices of 0 or more, got -4."));
    }

    [Test]
    public void Constructor_LengthsOrTypesDiffer_AreNamed()
    {
        using var scope = NewDisposeScope();
        var length = Assert.Throws<ArgumentException>(() => _ = new PairIndices(Int64(0), Int64(1), Int64(0, 1), Int64(1)));
        Assert.That((length!.ParamName, length.Message[..27]), Is.EqualTo(("negatives", "Expected shape [2], got [1]")));
        var type = Assert.Throws<ArgumentException>(() => _ = new TripletIndices(Int64(0), Int64(1), tensor(new[] { 1 })));
        Assert.That((type!.ParamName, type.Message[..31]), Is.EqualTo(("negatives", "Expected dtype Int64, got Int32")));
    }

    [Test]
    public void Dispose_Twice_DisposesTheTensorsOnce()
    {
        var left = LeakCheck.LeftAlive(() =>
        {
            var triplets = new TripletIndices(Int64(0), Int64(1), Int64(2));
            triplets.Dispose();
            triplets.Dispose();
        });
        Assert.That(left, Is.Zero);
    }

    [Test]
    public void MoveToOuterDisposeScope_InnerScopeEnds_TensorsLive()
    {
        using var outer = NewDisposeScope();
        TripletIndices triplets;
        using (NewDisposeScope())
            triplets = new TripletIndices(Int64(0), Int64(1), Int64(2)).MoveToOuterDisposeScope();
        Assert.That(Columns(triplets), Is.EqualTo(new long[][] { [0], [1], [2] }));
    }

    [Test]
    public void Conversions_LeaveExactlyTheirResultAlive()
    {
        using var labels = tensor(new long[] { 0, 0, 1 });
        LeakCheck.LeavesOnlyItsResult(() => TripletIndices.All(labels), 3);
        LeakCheck.LeavesOnlyItsResult(() => PairIndices.All(labels), 4);
        using var pairs = PairIndices.All(labels);
        LeakCheck.LeavesOnlyItsResult(pairs.ToTriplets, 3);
        LeakCheck.LeavesOnlyItsResult(pairs.ToPairs, 4);
    }

    private static Tensor Int64(params long[] values) => tensor(values);

    private static long[][] Columns(TripletIndices indices)
        => [.. new[] { indices.Anchors, indices.Positives, indices.Negatives }.Select(column => column.data<long>().ToArray())];

    private static long[][] Columns(PairIndices indices)
        => [.. new[] { indices.PositiveAnchors, indices.Positives, indices.NegativeAnchors, indices.Negatives }.Select(column => column.data<long>().ToArray())];
}
