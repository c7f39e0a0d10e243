using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>Tuples in the order in which they are written; any run of them, on any thread.</summary>
internal sealed class TupleRows
{
    private const int RunLength = 256;

    private readonly FillRun _fill;

    private TupleRows(ITuplePlan plan, UInt128 count, FillRun fill)
    {
        var positives = plan is TupletPlan tuplets ? tuplets.Options.Positives : 1;
        var negatives = plan.LearningSize - 1 - positives;
        (Length, Count, _fill) = (plan.LearningSize, count, fill);
        IsPairs = plan.LearningSize == 2;
        Same = IsPairs ? [] : [.. Enumerable.Range(0, Length - 1).Select(i => i < positives)];
        Unit = IsPairs ? "pairs" : plan is ITuplePlan<SampleTriplet> ? "triplets" : "tuplets";
        Columns = IsPairs
            ? ["anchor", "other", "same"]
            : ["anchor", .. Numbered("positive", positives), .. Numbered("negative", negatives), .. Numbered("same", Length - 1)];
    }

    private delegate void FillRun(long first, Span<int> samples, Span<bool> same);

    /// <summary>Samples in a tuple.</summary>
    public int Length { get; }

    /// <summary>How many tuples there are.</summary>
    public UInt128 Count { get; }

    /// <summary>What a tuple is called, many of them.</summary>
    public string Unit { get; }

    /// <summary>Names of the columns: one for each sample, then the labels.</summary>
    public string[] Columns { get; }

    /// <summary>Whether the label differs from tuple to tuple.</summary>
    public bool IsPairs { get; }

    /// <summary>The labels of every tuple, where they are the same for all; else empty.</summary>
    public bool[] Same { get; }

    /// <summary>A run of tuples.</summary>
    /// <param name="first">Number of the first one.</param>
    /// <param name="samples">Takes the samples, <see cref="Length"/> of each tuple.</param>
    /// <param name="same">Takes the label of each pair; not touched for other tuples.</param>
    public void Fill(long first, Span<int> samples, Span<bool> same) => _fill(first, samples, same);

    /// <summary>The tuples of an epoch of a plan.</summary>
    public static TupleRows OfEpoch(ITuplePlan plan, int epoch) => new(plan, (UInt128)plan.EpochLength, plan switch
    {
        ITuplePlan<SamplePair> pairs => (first, samples, same) => FillPairs(pairs, epoch, first, samples, same),
        ITuplePlan<SampleTriplet> triplets => (first, samples, _) => FillTriplets(triplets, epoch, first, samples),
        _ => (first, samples, _) => FillTuplets(plan, epoch, first, samples),
    });

    /// <summary>All tuples that a plan draws from, as its spaces number them.</summary>
    /// <param name="plan">A plan over spaces.</param>
    /// <param name="ratio">Positive to negative pairs, until one side is used up; null for all positive, then all negative ones.</param>
    public static TupleRows InSpaceOrder(ITuplePlan plan, Ratio? ratio) => plan switch
    {
        PairPlan pairs when ratio is null => new(
            plan, pairs.Positives.Count + pairs.Negatives.Count,
            (first, samples, same) => FillSides(pairs, row => row < (ulong)pairs.Positives.Count ? (true, row) : (false, row - (ulong)pairs.Positives.Count), first, samples, same)),
        PairPlan pairs => new(
            plan, CountAt(ratio!, (ulong)pairs.Positives.Count, (ulong)pairs.Negatives.Count),
            (first, samples, same) => FillSides(pairs, row => SideAt(ratio!, row), first, samples, same)),
        TripletPlan triplets => new(plan, triplets.Space.Count, (first, samples, _) => FillSpace(triplets.Space, first, samples)),
        TupletPlan tuplets => new(plan, tuplets.Space.Count, (first, samples, _) => FillSpace(tuplets.Space, first, samples)),
        _ => OfEpoch(plan, 0),
    };

    /// <summary>Rounds of positives, then negatives, until one side has none left.</summary>
    private static UInt128 CountAt(Ratio ratio, ulong positives, ulong negatives)
    {
        var (p, n) = ((ulong)ratio.First, (ulong)ratio.Second);
        var rounds = Math.Min(positives / p, negatives / n);
        var more = Math.Min(p, positives - rounds * p);
        return (UInt128)rounds * (p + n) + more + (more == p ? Math.Min(n, negatives - rounds * n) : 0);
    }

    private static (bool IsPositive, ulong Number) SideAt(Ratio ratio, ulong row)
    {
        var (p, n) = ((ulong)ratio.First, (ulong)ratio.Second);
        var (round, place) = Math.DivRem(row, p + n);
        return place < p ? (true, round * p + place) : (false, round * n + place - p);
    }

    private static void FillSides(PairPlan plan, Func<ulong, (bool IsPositive, ulong Number)> sideAt, long first, Span<int> samples, Span<bool> same)
    {
        for (var i = 0; i < same.Length; i++)
        {
            var (positive, number) = sideAt((ulong)(first + i));
            var pair = (positive ? plan.Positives : plan.Negatives).Unrank(number);
            (samples[2 * i], samples[2 * i + 1], same[i]) = (pair.Anchor, pair.Other, positive);
        }
    }

    private static void FillSpace(ITupleSpace space, long first, Span<int> samples)
    {
        for (var start = 0; start < samples.Length; start += space.Length)
            space.Unrank((UInt128)first++, samples.Slice(start, space.Length));
    }

    private static void FillPairs(ITuplePlan<SamplePair> plan, int epoch, long first, Span<int> samples, Span<bool> same)
    {
        Span<SamplePair> run = stackalloc SamplePair[Math.Min(RunLength, same.Length)];
        for (var start = 0; start < same.Length; start += RunLength)
        {
            var pairs = run[..Math.Min(RunLength, same.Length - start)];
            plan.Fill(epoch, first + start, pairs);
            var s = samples.Slice(2 * start, 2 * pairs.Length);
            var l = same.Slice(start, pairs.Length);
            for (var i = 0; i < pairs.Length; i++)
                (s[2 * i], s[2 * i + 1], l[i]) = (pairs[i].Anchor, pairs[i].Other, pairs[i].Same);
        }
    }

    private static void FillTriplets(ITuplePlan<SampleTriplet> plan, int epoch, long first, Span<int> samples)
    {
        Span<SampleTriplet> run = stackalloc SampleTriplet[Math.Min(RunLength, samples.Length / 3)];
        for (var start = 0; start < samples.Length; start += 3 * RunLength)
        {
            var triplets = run[..Math.Min(RunLength, (samples.Length - start) / 3)];
            plan.Fill(epoch, first + start / 3, triplets);
            var s = samples.Slice(start, 3 * triplets.Length);
            for (var i = 0; i < triplets.Length; i++)
                (s[3 * i], s[3 * i + 1], s[3 * i + 2]) = (triplets[i].Anchor, triplets[i].Positive, triplets[i].Negative);
        }
    }

    private static void FillTuplets(ITuplePlan plan, int epoch, long first, Span<int> samples)
    {
        var same = new bool[plan.LearningSize - 1];
        for (var start = 0; start < samples.Length; start += plan.LearningSize)
            plan.At(epoch, first++, samples.Slice(start, plan.LearningSize), same);
    }

    private static IEnumerable<string> Numbered(string name, int count)
        => count == 1 ? [name] : Enumerable.Range(1, count).Select(number => $"{name}{number}");
}
