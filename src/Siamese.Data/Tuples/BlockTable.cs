using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>Blocks of numbers laid end to end: which block owns a number, and where in it.</summary>
/// <remarks>
/// A guide of at most one entry a block says where to start looking, so that a search takes O(1) steps on average and
/// O(log blocks) at worst. Takes 10 to 12 bytes a block. Blocks may be empty. Totals beyond 63 bits take the slower
/// 128-bit form, 16 bytes a block.
/// </remarks>
internal sealed class BlockTable
{
    private readonly ulong[]? _starts;        // [blocks + 1] running sums, from 0 to the total
    private readonly UInt128[]? _longStarts;  // the same where they do not fit
    private readonly int[] _guide = [];       // [total >> _shift + 1] first block that can own such a number
    private readonly int _shift;

    /// <param name="sizes">Size of each block; the sum is below 2^128.</param>
    internal BlockTable(ReadOnlySpan<UInt128> sizes)
    {
        var starts = new UInt128[sizes.Length + 1];
        for (var block = 0; block < sizes.Length; block++)
            starts[block + 1] = starts[block] + sizes[block];
        Total = starts[^1];
        if (Total > long.MaxValue)
        {
            _longStarts = starts;
            return;
        }

        _starts = Array.ConvertAll(starts, start => (ulong)start);
        while ((ulong)Total >> _shift >= (ulong)Math.Max(1, sizes.Length))
            _shift++;
        _guide = Guide(_starts, _shift);
    }

    internal UInt128 Total { get; }

    /// <summary>Whether the total fits 63 bits, so that <see cref="FindSmall"/> may be used.</summary>
    internal bool IsSmall => _starts is not null;

    /// <summary>Where a block begins.</summary>
    internal UInt128 StartOf(int block) => _starts is null ? _longStarts![block] : _starts[block];

    /// <param name="index">0 to Total - 1.</param>
    /// <param name="offset">Position in the block.</param>
    internal int Find(UInt128 index, out UInt128 offset)
    {
        int block;
        if (_longStarts is null)
        {
            block = FindSmall((ulong)index, out var smallOffset);
            offset = smallOffset;
            return block;
        }

        block = Search(_longStarts, 0, index);
        offset = index - _longStarts[block];
        return block;
    }

    /// <inheritdoc cref="Find"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int FindSmall(ulong index, out ulong offset)
    {
        unchecked
        {
            var starts = _starts!;
            var block = _guide[(int)(index >> _shift)];
            // Two steps without a branch settle nearly every search; a branch on random numbers would be mispredicted.
            block += (int)((starts[block + 1] - 1 - index) >> 63);
            block += (int)((starts[block + 1] - 1 - index) >> 63);
            if (starts[block + 1] <= index)
                block = Search(starts, block + 1, index);
            offset = index - starts[block];
            return block;
        }
    }

    /// <summary>The first block from <paramref name="low"/> on that ends beyond the index.</summary>
    private static int Search<T>(T[] starts, int low, T index)
        where T : IComparisonOperators<T, T, bool>
    {
        var high = starts.Length - 2;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (starts[middle + 1] <= index)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static int[] Guide(ulong[] starts, int shift)
    {
        var guide = new int[(int)(starts[^1] >> shift) + 1];
        var block = 0;
        for (var bucket = 0; bucket < guide.Length; bucket++)
        {
            while (block < starts.Length - 2 && starts[block + 1] <= (ulong)bucket << shift)
                block++;
            guide[bucket] = block;
        }

        return guide;
    }
}
