using System.Numerics;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All triplets (anchor, positive, negative): the sum over classes of c(c - 1)(N - c), or half of it.</summary>
/// <remarks>
/// With <see cref="LoneSamples.OwnPositive"/> each class of one sample adds N - 1 triplets, in which that sample is anchor and
/// positive. Fewer than 2^93, since there are at most 2^31 samples. Immutable, thread-safe.
/// </remarks>
public sealed class TripletSpace : ITupleSpace<SampleTriplet>, IAnchoredSpace
{
    private readonly BlockTable _blocks;
    private readonly bool _ownPositive;

    /// <summary>The triplets of a labelled set; none where there is one class, or one sample in every class.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="form">Whether anchor and positive are told apart; by default they are.</param>
    /// <param name="lone">What becomes of classes of one sample; by default they have no triplet as the anchor's class.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="form"/> or <paramref name="lone"/> is not one of its enum.</exception>
    public TripletSpace(ClassIndex classes, TripletForm form = TripletForm.Ordered, LoneSamples lone = LoneSamples.NegativesOnly)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (!Enum.IsDefined(form))
            throw new ArgumentOutOfRangeException(nameof(form), $"Needs a TripletForm, got {form}.");
        Classes = classes;
        Form = form;
        _ownPositive = SpaceCheck.OwnPositive(lone, nameof(lone));
        var sizes = new UInt128[classes.ClassCount];
        for (var c = 0; c < sizes.Length; c++)
            sizes[c] = (UInt128)PairsOf(classes.SizeOf(c)) * (UInt128)(classes.SampleCount - classes.SizeOf(c));
        _blocks = new BlockTable(sizes);
        Count = _blocks.Total;
    }

    /// <summary>The labelled set.</summary>
    public ClassIndex Classes { get; }

    /// <summary>Whether anchor and positive are told apart.</summary>
    public TripletForm Form { get; }

    /// <inheritdoc/>
    public int Length => 3;

    /// <inheritdoc/>
    public string Fingerprint => ContentHash.Of("triplets", _ownPositive ? $"{Form} with own positives" : $"{Form}", Classes.Fingerprint);

    /// <inheritdoc/>
    public int SampleCount => Classes.SampleCount;

    /// <inheritdoc/>
    public UInt128 Count { get; }

    /// <inheritdoc/>
    public BigInteger ExactCount => Count;

    /// <inheritdoc/>
    public SampleTriplet Unrank(UInt128 index)
    {
        SpaceCheck.Index(index, Count);
        return At(index);
    }

    /// <inheritdoc/>
    public void Unrank(UInt128 index, Span<int> samples)
    {
        SpaceCheck.Length(samples, 3);
        var triplet = Unrank(index);
        (samples[0], samples[1], samples[2]) = (triplet.Anchor, triplet.Positive, triplet.Negative);
    }

    /// <inheritdoc/>
    public UInt128 Rank(SampleTriplet tuple)
    {
        ReadOnlySpan<int> samples = [tuple.Anchor, tuple.Positive, tuple.Negative];
        foreach (var sample in samples)
            SpaceCheck.Sample(Classes.SampleCount, sample, nameof(tuple));
        var c = Classes.ClassOf(tuple.Anchor);
        var (start, size) = (Classes.StartOf(c), Classes.SizeOf(c));
        var own = tuple.Anchor == tuple.Positive;
        if ((own && !(_ownPositive && size == 1)) || Classes.ClassOf(tuple.Positive) != c || Classes.ClassOf(tuple.Negative) == c)
        {
            var needed = _ownPositive ? "two different samples of one class (or twice the only one)" : "two different samples of one class";
            throw SpaceCheck.NotAMember(Classes, $"{needed} and a sample of another", samples, nameof(tuple));
        }

        var (anchor, positive) = (Classes.PositionOf(tuple.Anchor) - start, Classes.PositionOf(tuple.Positive) - start);
        var negative = Classes.PositionOf(tuple.Negative);
        var pair = own ? 0
            : Form == TripletForm.Unordered
            ? Triangle.Rank(Math.Min(anchor, positive), Math.Max(anchor, positive))
            : (ulong)anchor * (ulong)(size - 1) + (ulong)(positive < anchor ? positive : positive - 1);
        return _blocks.StartOf(c) + (UInt128)pair * (UInt128)(Classes.SampleCount - size)
            + (UInt128)(negative < start ? negative : negative - size);
    }

    /// <inheritdoc/>
    public UInt128 Rank(ReadOnlySpan<int> samples)
    {
        SpaceCheck.Length(samples, 3);
        return Rank(new SampleTriplet(samples[0], samples[1], samples[2]));
    }

    /// <summary>Whether the numbers fit 63 bits, so that <see cref="At(ReadOnlySpan{ulong}, Span{SampleTriplet})"/> may be used.</summary>
    internal bool IsSmall => _blocks.IsSmall;

    /// <summary>As <see cref="Unrank(UInt128)"/> where the index is known to be in range.</summary>
    internal SampleTriplet At(UInt128 index)
    {
        if (_blocks.IsSmall)
            return SamplesAt(PlacesOf((ulong)index));
        var c = _blocks.Find(index, out var offset);
        var (pair, negative) = UInt128.DivRem(offset, (UInt128)(Classes.SampleCount - Classes.SizeOf(c)));
        return SamplesAt(PlacesOf(c, (ulong)pair, (ulong)negative));
    }

    /// <summary>Many triplets of a small space; their look-ups wait for memory together.</summary>
    internal void At(ReadOnlySpan<ulong> numbers, Span<SampleTriplet> triplets)
    {
        for (var i = 0; i < numbers.Length; i++)
            triplets[i] = PlacesOf(numbers[i]);
        for (var i = 0; i < numbers.Length; i++)
            triplets[i] = SamplesAt(triplets[i]);
    }

    /// <summary>The places in <see cref="ClassIndex.Grouped"/> of a triplet of a small space.</summary>
    private SampleTriplet PlacesOf(ulong index)
    {
        var c = _blocks.FindSmall(index, out var offset);
        var (pair, negative) = Math.DivRem(offset, (ulong)(Classes.SampleCount - Classes.SizeOf(c)));
        return PlacesOf(c, pair, negative);
    }

    private SampleTriplet PlacesOf(int c, ulong pair, ulong negative)
    {
        var (start, size) = (Classes.StartOf(c), Classes.SizeOf(c));
        var (anchor, positive) = UnrankPair(pair, size);
        positive = Math.Min(positive, size - 1);        // 0 in a class of one, whose only sample is its own positive
        var place = (int)negative < start ? (int)negative : (int)negative + size;      // the anchor's own class is left out
        return new SampleTriplet(start + anchor, start + positive, place);
    }

    private SampleTriplet SamplesAt(SampleTriplet places)
    {
        var grouped = Classes.Grouped;
        return new SampleTriplet(grouped[places.Anchor], grouped[places.Positive], grouped[places.Negative]);
    }

    int IAnchoredSpace.BlockCount => Classes.ClassCount;

    bool IAnchoredSpace.IsByAnchor => Form == TripletForm.Ordered;

    int IAnchoredSpace.ClassCount => Classes.ClassCount;

    UInt128 IAnchoredSpace.StartOfBlock(int block) => _blocks.StartOf(block);

    int IAnchoredSpace.AnchorsOfBlock(int block) => Classes.SizeOf(block);

    int IAnchoredSpace.ClassOfBlock(int block) => block;

    string IAnchoredSpace.NameOfClass(int @class) => Classes.NameOf(@class);

    private (int Anchor, int Positive) UnrankPair(ulong pair, int size)
    {
        if (Form == TripletForm.Unordered)
            return Triangle.Unrank(pair);
        var (anchor, positive) = Math.DivRem(pair, (ulong)Math.Max(1, size - 1));
        return ((int)anchor, (int)positive < (int)anchor ? (int)positive : (int)positive + 1);
    }

    private ulong PairsOf(int size) => _ownPositive && size == 1 ? 1
        : Form == TripletForm.Unordered ? Triangle.Count(size)
        : 2 * Triangle.Count(size);
}
