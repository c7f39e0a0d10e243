using System.Numerics;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>All tuplets whose positives and negatives also fit a rule about groups.</summary>
/// <remarks>
/// Positives and negatives are sets: their order makes no new tuplet. Several negatives may share a class. Immutable,
/// thread-safe.
/// </remarks>
public sealed class GroupedTupletSpace : IAnchoredSpace
{
    private readonly CellTable _cells;
    private readonly BlockTable? _blocks;      // null where the count is beyond 2^127

    /// <summary>The tuplets of a set that fit the rules.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="groups">Who belongs to which group.</param>
    /// <param name="positives">P, 1 to 65,536.</param>
    /// <param name="negatives">K, 1 to 65,536.</param>
    /// <param name="positiveRule">How the group of each positive compares with the anchor's.</param>
    /// <param name="negativeRule">How the group of each negative compares with the anchor's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> or <paramref name="groups"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="groups"/> has another number of samples.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range, or a rule is not a GroupRule.</exception>
    public GroupedTupletSpace(
        ClassIndex classes, ClassIndex groups, int positives, int negatives, GroupRule positiveRule, GroupRule negativeRule)
    {
        SpaceCheck.Role(positives, nameof(positives));
        SpaceCheck.Role(negatives, nameof(negatives));
        SpaceCheck.Rule(positiveRule, nameof(positiveRule));
        SpaceCheck.Rule(negativeRule, nameof(negativeRule));
        _cells = new CellTable(classes, groups);
        (Positives, Negatives, PositiveRule, NegativeRule) = (positives, negatives, positiveRule, negativeRule);
        BigInteger[] sizes = [.. _cells.Cells.Select(cell => cell.Size
            * SpaceCheck.Binomial(_cells.PositiveCount(cell, positiveRule), positives)
            * SpaceCheck.Binomial(_cells.NegativeCount(cell, negativeRule), negatives))];
        ExactCount = sizes.Aggregate(BigInteger.Zero, (sum, size) => sum + size);
        if (ExactCount <= (BigInteger)IndexPermutation.LargestCount)
            _blocks = new BlockTable([.. sizes.Select(size => (UInt128)size)]);
    }

    /// <summary>P: samples of the anchor's class besides the anchor.</summary>
    public int Positives { get; }

    /// <summary>K: samples of other classes.</summary>
    public int Negatives { get; }

    /// <summary>How the group of each positive compares with the anchor's.</summary>
    public GroupRule PositiveRule { get; }

    /// <summary>How the group of each negative compares with the anchor's.</summary>
    public GroupRule NegativeRule { get; }

    /// <inheritdoc/>
    public int SampleCount => _cells.Classes.SampleCount;

    /// <inheritdoc/>
    public string Fingerprint => ContentHash.Of("tuplets", $"{Positives} {PositiveRule} {Negatives} {NegativeRule}", _cells.Fingerprint);

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
        ref readonly var cell = ref _cells.Cells[blocks.Find(index, out var offset)];
        var (allowedPositives, allowedNegatives) = Allowed(cell);
        var (head, negative) = UInt128.DivRem(offset, Combinations.Count(allowedNegatives, Negatives));
        var (first, positive) = UInt128.DivRem(head, Combinations.Count(allowedPositives, Positives));
        var anchor = cell.Start + (int)first;

        samples[0] = _cells.SampleAt(anchor);
        var positives = samples.Slice(1, Positives);
        Combinations.Unrank(positive, allowedPositives, positives);
        foreach (ref var item in positives)
            item = _cells.SampleAt(_cells.PositiveAt(cell, anchor, PositiveRule, item));
        var negatives = samples[(1 + Positives)..];
        Combinations.Unrank(negative, allowedNegatives, negatives);
        foreach (ref var item in negatives)
            item = _cells.SampleAt(_cells.NegativeAt(cell, NegativeRule, item));
    }

    /// <inheritdoc/>
    public UInt128 Rank(ReadOnlySpan<int> samples)
    {
        var blocks = Blocks();
        CheckMember(samples);
        var anchor = _cells.PlaceOf(samples[0]);
        var number = _cells.CellOf(anchor);
        ref readonly var cell = ref _cells.Cells[number];
        var (allowedPositives, allowedNegatives) = Allowed(cell);

        Span<int> numbers = Length <= 256 ? stackalloc int[Length] : new int[Length];
        for (var i = 1; i < numbers.Length; i++)
        {
            numbers[i] = i <= Positives
                ? _cells.PositiveNumber(cell, anchor, PositiveRule, _cells.PlaceOf(samples[i]))
                : _cells.NegativeNumber(cell, NegativeRule, _cells.PlaceOf(samples[i]));
        }

        var positives = numbers.Slice(1, Positives);
        var negatives = numbers[(1 + Positives)..];
        positives.Sort();
        negatives.Sort();
        var head = (UInt128)(anchor - cell.Start) * Combinations.Count(allowedPositives, Positives) + Combinations.Rank(positives);
        return blocks.StartOf(number) + head * Combinations.Count(allowedNegatives, Negatives) + Combinations.Rank(negatives);
    }

    int IAnchoredSpace.BlockCount => _cells.Cells.Length;

    bool IAnchoredSpace.IsByAnchor => true;

    int IAnchoredSpace.ClassCount => _cells.Classes.ClassCount;

    UInt128 IAnchoredSpace.StartOfBlock(int block) => Blocks().StartOf(block);

    int IAnchoredSpace.AnchorsOfBlock(int block) => _cells.Cells[block].Size;

    int IAnchoredSpace.ClassOfBlock(int block) => _cells.Cells[block].Class;

    string IAnchoredSpace.NameOfClass(int @class) => _cells.Classes.NameOf(@class);

    private (ulong Positives, ulong Negatives) Allowed(in CellTable.Cell cell)
        => ((ulong)_cells.PositiveCount(cell, PositiveRule), (ulong)_cells.NegativeCount(cell, NegativeRule));

    private void CheckMember(ReadOnlySpan<int> samples)
    {
        SpaceCheck.Length(samples, Length);
        foreach (var sample in samples)
            SpaceCheck.Sample(_cells.Classes.SampleCount, sample, nameof(samples));
        var anchor = samples[0];
        for (var i = 1; i < samples.Length; i++)
        {
            var positive = i <= Positives;
            var fits = _cells.Classes.ClassOf(anchor) == _cells.Classes.ClassOf(samples[i]) == positive
                && _cells.Fits(anchor, samples[i], positive ? PositiveRule : NegativeRule)
                && !samples[..i].Contains(samples[i]);
            if (!fits)
            {
                throw new ArgumentException(
                    $"Needs an anchor, {Positives} other samples of its class (groups: {PositiveRule}) and {Negatives} different samples "
                    + $"of other classes (groups: {NegativeRule}), got samples {string.Join(", ", samples.ToArray().Select(_cells.Describe))}.",
                    nameof(samples));
            }
        }
    }

    private BlockTable Blocks() => _blocks ?? throw SpaceCheck.NotAddressable(ExactCount);
}
