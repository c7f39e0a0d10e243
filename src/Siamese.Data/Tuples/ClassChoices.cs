using System.Numerics;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>
/// Sets of k samples of k different classes, one class barred: how many there are (an elementary symmetric polynomial
/// of the class sizes) and which is number i.
/// </summary>
/// <remarks>
/// A set is split by how many of its classes come before the barred one. Every sum that the way to a number below 2^127
/// passes is below 2^127 itself; larger ones are in the tables as 2^128 - 1, only ever to be multiplied by 0.
/// </remarks>
internal sealed class ClassChoices
{
    private readonly ClassIndex _classes;
    private readonly int _k;
    private readonly UInt128[] _before;      // [C + 1, k + 1] choices of j samples from classes below c
    private readonly UInt128[] _after;       // [C + 1, k + 1] choices of j samples from classes c and up
    private readonly BigInteger[] _counts;   // [C] choices of k samples with class c barred

    internal ClassChoices(ClassIndex classes, int k)
    {
        _classes = classes;
        _k = k;
        var (before, after) = (Running(0, 1), Running(classes.ClassCount - 1, -1));
        _before = [.. before.SelectMany(row => row).Select(Saturate)];
        _after = [.. Enumerable.Reverse(after).SelectMany(row => row).Select(Saturate)];
        _counts = new BigInteger[classes.ClassCount];
        for (var c = 0; c < _counts.Length; c++)
        {
            for (var j = 0; j <= k; j++)
                _counts[c] += before[c][j] * after[classes.ClassCount - 1 - c][k - j];
        }
    }

    /// <summary>Refuses tables that would not fit memory: k + 1 numbers a class.</summary>
    internal static void CheckSize(int classCount, int k, string argument)
    {
        const int LargestTable = 1 << 26;      // 1 GiB
        var largest = LargestTable / (classCount + 1) - 1;
        if (k > largest && k < classCount)     // with fewer classes there are no sets and no tables
            throw new ArgumentOutOfRangeException(argument, $"Needs at most {largest} negatives of distinct classes where there are {classCount} classes, got {k}.");
    }

    /// <summary>How many sets there are with class <paramref name="barred"/> barred.</summary>
    internal BigInteger Count(int barred) => _counts[barred];

    /// <summary>Writes the samples of set number <paramref name="index"/>, in ascending class order.</summary>
    internal void Unrank(UInt128 index, int barred, Span<int> samples)
    {
        var early = 0;
        for (; ; early++)
        {
            var both = Before(barred, early) * After(barred + 1, _k - early);
            if (index < both)
                break;
            index -= both;
        }

        var (front, back) = UInt128.DivRem(index, After(barred + 1, _k - early));
        var to = barred;
        for (var j = early; j > 0; j--)
        {
            to = LastWithin(front, j, to);
            front -= Before(to, j);
            var (place, rest) = UInt128.DivRem(front, Before(to, j - 1));
            samples[j - 1] = _classes.SamplesOf(to)[(int)place];
            front = rest;
        }

        var from = barred + 1;
        for (var j = _k - early; j > 0; j--)
        {
            from = FirstWithin(back, j, from);
            back -= After(from + 1, j);
            var (place, rest) = UInt128.DivRem(back, After(from + 1, j - 1));
            samples[_k - j] = _classes.SamplesOf(from)[(int)place];
            back = rest;
            from++;
        }
    }

    /// <summary>The number of a set.</summary>
    /// <param name="places">Places of its samples in <see cref="ClassIndex.Grouped"/>, ascending.</param>
    /// <param name="barred">The barred class.</param>
    internal UInt128 Rank(ReadOnlySpan<int> places, int barred)
    {
        var early = 0;
        while (early < _k && places[early] < _classes.StartOf(barred))
            early++;
        UInt128 index = 0;
        for (var j = 0; j < early; j++)
            index += Before(barred, j) * After(barred + 1, _k - j);
        UInt128 front = 0, back = 0;
        for (var j = 1; j <= early; j++)
        {
            var (c, place) = Locate(places[j - 1]);
            front += Before(c, j) + (UInt128)place * Before(c, j - 1);
        }

        for (var j = _k - early; j > 0; j--)
        {
            var (c, place) = Locate(places[_k - j]);
            back += After(c + 1, j) + (UInt128)place * After(c + 1, j - 1);
        }

        return index + front * After(barred + 1, _k - early) + back;
    }

    // The sets of j samples that end in class c come after those that end before it: Before(c, j) of them.
    private int LastWithin(UInt128 index, int j, int to)
    {
        int low = 0, high = to - 1;
        while (low < high)
        {
            var middle = high - (high - low) / 2;
            if (Before(middle, j) <= index)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    // Mirrored: the sets that begin in class c come after those that begin beyond it: After(c + 1, j) of them.
    private int FirstWithin(UInt128 index, int j, int from)
    {
        int low = from, high = _classes.ClassCount - 1;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (After(middle + 1, j) <= index)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private List<BigInteger[]> Running(int first, int step)
    {
        var row = new BigInteger[_k + 1];
        row[0] = 1;
        var rows = new List<BigInteger[]> { row };
        for (var c = first; c >= 0 && c < _classes.ClassCount; c += step)
        {
            row = [.. row];
            for (var j = _k; j > 0; j--)
                row[j] += row[j - 1] * _classes.SizeOf(c);
            rows.Add(row);
        }

        return rows;
    }

    private (int Class, int Place) Locate(int position)
    {
        var c = _classes.ClassOf(_classes.Grouped[position]);
        return (c, position - _classes.StartOf(c));
    }

    private UInt128 Before(int c, int j) => _before[c * (_k + 1) + j];

    private UInt128 After(int c, int j) => _after[c * (_k + 1) + j];

    private static UInt128 Saturate(BigInteger value)
        => value > (BigInteger)UInt128.MaxValue ? UInt128.MaxValue : (UInt128)value;
}
