using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>Tuples drawn by chance, each without regard to those before: what most loaders do. Some come twice, others never.</summary>
internal sealed class IndependentDraws
{
    private readonly Random _random = new(1);
    private readonly int[][] _classes;

    public IndependentDraws(int[] labels) => _classes = [.. LabelledSet.Lists(labels).OrderBy(c => c.Key).Select(c => c.Value.ToArray())];

    public SamplePair Pair(bool same)
    {
        var c = _random.Next(_classes.Length);
        var (anchor, positive) = Two(_classes[c]);
        return same ? new SamplePair(anchor, positive, true) : new SamplePair(anchor, Outside(c), false);
    }

    public SampleTriplet Triplet()
    {
        var c = _random.Next(_classes.Length);
        var (anchor, positive) = Two(_classes[c]);
        return new SampleTriplet(anchor, positive, Outside(c));
    }

    private (int First, int Second) Two(int[] members)
    {
        var (first, second) = (_random.Next(members.Length), _random.Next(members.Length - 1));
        return (members[first], members[second < first ? second : second + 1]);
    }

    private int Outside(int barred)
    {
        var c = _random.Next(_classes.Length - 1);
        var members = _classes[c < barred ? c : c + 1];
        return members[_random.Next(members.Length)];
    }
}
