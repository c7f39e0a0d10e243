using System.Numerics;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>How many tuples of each kind there are.</summary>
internal sealed record TupleCounts
{
    private TupleCounts(ClassIndex classes, TupleRequest request)
    {
        (Classes, TupletPositives, TupletNegatives) = (classes, request.Positives, request.Negatives);
        PositivePairs = (ulong)new PositivePairSpace(classes).Count;
        NegativePairs = (ulong)new NegativePairSpace(classes).Count;
        OrderedPositivePairs = (ulong)new OrderedPositivePairSpace(classes).Count;
        OrderedNegativePairs = (ulong)new OrderedNegativePairSpace(classes).Count;
        Triplets = new TripletSpace(classes).ExactCount;
        Tuplets = new TupletSpace(classes, request.Positives, request.Negatives, TuplePlans.ChoiceOf(request)).ExactCount;
        Singles = Enumerable.Range(0, classes.ClassCount).Count(c => classes.SizeOf(c) == 1);
    }

    public ClassIndex Classes { get; }

    /// <summary>Unordered pairs of two samples of one class.</summary>
    public ulong PositivePairs { get; }

    /// <summary>Unordered pairs of samples of two classes.</summary>
    public ulong NegativePairs { get; }

    /// <summary>Ordered pairs of one class, each sample with itself included.</summary>
    public ulong OrderedPositivePairs { get; }

    /// <summary>Ordered pairs of samples of two classes.</summary>
    public ulong OrderedNegativePairs { get; }

    public BigInteger Triplets { get; }

    public int TupletPositives { get; }

    public int TupletNegatives { get; }

    public BigInteger Tuplets { get; }

    /// <summary>Classes with one sample.</summary>
    public int Singles { get; }

    /// <summary>Negative pairs to each positive one, among unordered pairs; null where there is no positive one.</summary>
    public double? NegativesPerPositive => PositivePairs == 0 ? null : (double)NegativePairs / PositivePairs;

    /// <summary>Share of all unordered pairs that the answer "different" gets right; null where there is no pair.</summary>
    public double? ConstantAnswer => PositivePairs + NegativePairs == 0 ? null : (double)Math.Max(PositivePairs, NegativePairs) / (PositivePairs + NegativePairs);

    public static TupleCounts Of(ClassIndex classes, TupleRequest request) => new(classes, request);

    public ulong PositivePairsOf(int c) => (ulong)Classes.SizeOf(c) * (ulong)(Classes.SizeOf(c) - 1) / 2;

    /// <summary>Unordered pairs of a sample of the class and one of another.</summary>
    public ulong NegativePairsOf(int c) => (ulong)Classes.SizeOf(c) * (ulong)(Classes.SampleCount - Classes.SizeOf(c));

    /// <summary>Triplets whose anchor is of the class.</summary>
    public BigInteger TripletsOf(int c) => 2 * (BigInteger)PositivePairsOf(c) * (Classes.SampleCount - Classes.SizeOf(c));
}
