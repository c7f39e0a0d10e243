using System.Numerics;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All tuplets: an anchor, P other samples of its class, and K samples of other classes.</summary>
/// <remarks>
/// <para>Positives and negatives are sets: their order makes no new tuplet. There are sum of c · C(c - 1, P) · C(N - c, K),
/// or for negatives of distinct classes sum of c · C(c - 1, P) · e_K(sizes of the other classes), where e_K is the
/// elementary symmetric polynomial.</para>
/// <para>Memory is O(classes), times K for distinct classes. Immutable, thread-safe.</para>
/// </remarks>
public sealed class TupletSpace : IAnchoredSpace
{
    private readonly ClassChoices? _choices;                // for negatives of distinct classes
    private readonly BlockTable? _blocks;                   // null where the count is beyond 2^127
    private readonly bool _ownPositive;
    private readonly UInt128[] _negativeCounts = [];        // [C] sets of negatives for an anchor of the class

    /// <summary>The tuplets of a labelled set; none where classes are too small or too few.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="positives">P, 1 to 65,536.</param>
    /// <param name="negatives">K, 1 to 65,536.</param>
    /// <param name="choice">Whether negatives may share a class; by default they may.</param>
    /// <param name="lone">What becomes of classes of one sample; by default they have no tuplet as the anchor's class.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is outside its range, an enum has another value, or the tables for negatives of distinct classes
    /// (classes times negatives) would be too large.
    /// </exception>
    public TupletSpace(
        ClassIndex classes, int positives, int negatives, NegativeChoice choice = NegativeChoice.AnyClass,
        LoneSamples lone = LoneSamples.NegativesOnly)
    {
        ArgumentNullException.ThrowIfNull(classes);
        SpaceCheck.Role(positives, nameof(positives));
        SpaceCheck.Role(negatives, nameof(negatives));
        if (!Enum.IsDefined(choice))
            throw new ArgumentOutOfRangeException(nameof(choice), $"Needs a NegativeChoice, got {choice}.");
        Classes = classes;
        Positives = positives;
        Negatives = negatives;
        Choice = choice;
        _ownPositive = SpaceCheck.OwnPositive(lone, nameof(lone));
        if (choice == NegativeChoice.DistinctClasses)
            ClassChoices.CheckSize(classes.ClassCount, negatives, nameof(negatives));
        // Without as many other classes there are no tuplets, and no table is needed to find that out.
        _choices = choice == NegativeChoice.DistinctClasses && negatives < classes.ClassCount ? new ClassChoices(classes, negatives) : null;
        BigInteger[] negativeCounts = [.. NegativeCounts()];
        BigInteger[] sizes = [.. negativeCounts.Select((count, c) => count * HeadCount(c))];
        ExactCount = sizes.Aggregate(BigInteger.Zero, (sum, size) => sum + size);
        if (ExactCount > (BigInteger)IndexPermutation.LargestCount)
            return;
        _blocks = new BlockTable([.. sizes.Select(size => (UInt128)size)]);
        // A class without tuplets may have more sets of negatives than fit; nobody asks for them.
        _negativeCounts = [.. negativeCounts.Select((count, c) => sizes[c].IsZero ? 0 : (UInt128)count)];
    }

    /// <summary>The labelled set.</summary>
    public ClassIndex Classes { get; }

    /// <summary>P: samples of the anchor's class besides the anchor.</summary>
    public int Positives { get; }

    /// <summary>K: samples of other classes.</summary>
    public int Negatives { get; }

    /// <summary>Whether negatives may share a class.</summary>
    public NegativeChoice Choice { get; }

    /// <inheritdoc/>
    public int SampleCount => Classes.SampleCount;

    /// <inheritdoc/>
    public string Fingerprint => ContentHash.Of(
        "tuplets", $"{Positives} {Negatives} {Choice}{(_ownPositive ? " with own positives" : "")}", Classes.Fingerprint);

    /// <inheritdoc/>
    public int Length => 1 + Positives + Negatives;

    /// <inheritdoc/>
    public BigInteger ExactCount { get; }

    /// <inheritdoc/>
    public UInt128 Count => SpaceCheck.Narrow(ExactCount);

    /// <inheritdoc/>
    public void Unrank(UInt128 index, Span<int> samples)
    {
        var blocks = Blocks();
        SpaceCheck.Index(index, blocks.Total);
        SpaceCheck.Length(samples, Length);
        var c = blocks.Find(index, out var offset);
        var (start, size) = (Classes.StartOf(c), Classes.SizeOf(c));
        var (head, negative) = UInt128.DivRem(offset, _negativeCounts[c]);
        if (IsOwnPositive(size))
            samples[..(1 + Positives)].Fill(Classes.Grouped[start]);
        else
            UnrankHead(head, start, size, samples);

        var negatives = samples[(1 + Positives)..];
        if (_choices is not null)
        {
            _choices.Unrank(negative, c, negatives);
            return;
        }

        Combinations.Unrank(negative, (ulong)(Classes.SampleCount - size), negatives);
        foreach (ref var item in negatives)
            item = Classes.Grouped[item < start ? item : item + size];
    }

    private void UnrankHead(UInt128 head, int start, int size, Span<int> samples)
    {
        var (anchor, positive) = UInt128.DivRem(head, Combinations.Count((ulong)size - 1, Positives));
        samples[0] = Classes.Grouped[start + (int)anchor];
        var positives = samples.Slice(1, Positives);
        Combinations.Unrank(positive, (ulong)size - 1, positives);
        foreach (ref var item in positives)
            item = Classes.Grouped[start + (item < (int)anchor ? item : item + 1)];
    }

    /// <inheritdoc/>
    public UInt128 Rank(ReadOnlySpan<int> samples)
    {
        var blocks = Blocks();
        CheckMember(samples);
        var c = Classes.ClassOf(samples[0]);
        var (start, size) = (Classes.StartOf(c), Classes.SizeOf(c));
        Span<int> places = Length <= 256 ? stackalloc int[Length] : new int[Length];
        for (var i = 0; i < places.Length; i++)
            places[i] = Classes.PositionOf(samples[i]);

        var anchor = places[0] - start;
        var positives = places.Slice(1, Positives);
        positives.Sort();
        foreach (ref var place in positives)
            place = place - start < anchor ? place - start : place - start - 1;

        var negatives = places[(1 + Positives)..];
        negatives.Sort();
        if (_choices is null)
        {
            foreach (ref var place in negatives)
                place = place < start ? place : place - size;
        }

        var head = IsOwnPositive(size) ? 0 : (UInt128)anchor * Combinations.Count((ulong)size - 1, Positives) + Combinations.Rank(positives);
        var negative = _choices?.Rank(negatives, c) ?? Combinations.Rank(negatives);
        return blocks.StartOf(c) + head * _negativeCounts[c] + negative;
    }

    int IAnchoredSpace.BlockCount => Classes.ClassCount;

    bool IAnchoredSpace.IsByAnchor => true;

    int IAnchoredSpace.ClassCount => Classes.ClassCount;

    UInt128 IAnchoredSpace.StartOfBlock(int block) => Blocks().StartOf(block);

    int IAnchoredSpace.AnchorsOfBlock(int block) => Classes.SizeOf(block);

    int IAnchoredSpace.ClassOfBlock(int block) => block;

    string IAnchoredSpace.NameOfClass(int @class) => Classes.NameOf(@class);

    private void CheckMember(ReadOnlySpan<int> samples)
    {
        SpaceCheck.Length(samples, Length);
        foreach (var sample in samples)
            SpaceCheck.Sample(Classes.SampleCount, sample, nameof(samples));
        var c = Classes.ClassOf(samples[0]);
        for (var i = 1; i < samples.Length; i++)
        {
            var fits = Classes.ClassOf(samples[i]) == c == i <= Positives;
            for (var j = 0; j < i && fits; j++)
                fits = (samples[j] != samples[i] || (i <= Positives && IsOwnPositive(Classes.SizeOf(c)))) && (!Clash(i, j) || Classes.ClassOf(samples[j]) != Classes.ClassOf(samples[i]));
            if (!fits)
            {
                var others = Choice == NegativeChoice.DistinctClasses ? "of as many other classes" : "of other classes";
                throw SpaceCheck.NotAMember(
                    Classes, $"an anchor, {Positives} other samples of its class and {Negatives} different samples {others}", samples, nameof(samples));
            }
        }
    }

    /// <summary>Whether the samples in two places must not share a class.</summary>
    private bool Clash(int i, int j) => Choice == NegativeChoice.DistinctClasses && i > Positives && j > Positives;

    private IEnumerable<BigInteger> NegativeCounts()
    {
        var bySize = new Dictionary<int, BigInteger>();
        for (var c = 0; c < Classes.ClassCount; c++)
        {
            if (Choice == NegativeChoice.DistinctClasses)
            {
                yield return _choices?.Count(c) ?? 0;
                continue;
            }

            var others = Classes.SampleCount - Classes.SizeOf(c);
            if (!bySize.TryGetValue(others, out var count))
                bySize.Add(others, count = SpaceCheck.Binomial(others, Negatives));
            yield return count;
        }
    }

    /// <summary>Anchors of a class times the sets of positives of each.</summary>
    private BigInteger HeadCount(int c) => IsOwnPositive(Classes.SizeOf(c)) ? 1 : Classes.SizeOf(c) * SpaceCheck.Binomial(Classes.SizeOf(c) - 1, Positives);

    private bool IsOwnPositive(int size) => _ownPositive && size == 1;

    private BlockTable Blocks() => _blocks ?? throw SpaceCheck.NotAddressable(ExactCount);
}
