using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>Blocks of numbers laid end to end: which block owns a number, and where in it.</summary>
/// <remarks>
/// A guide of about one entry a block says where to start looking, so that a search takes O(1) steps on average and
/// O(log blocks) at worst. Blocks may be empty. Totals beyond 64 bits take the slower 128-bit form.
/// </remarks>
internal sealed class BlockTable
{
    private readonly ulong[]? _ends;          // [blocks] running sums
    private readonly UInt128[]? _longEnds;    // the same where they do not fit
    private readonly int[] _guide = [];       // [total >> _shift + 2] first block that can own such a number
    private readonly int _shift;

    /// <param name="sizes">Size of each block; the sum is below 2^128.</param>
    internal BlockTable(ReadOnlySpan<UInt128> sizes)
    {
        foreach (var size in sizes)
            Total += size;
        if (Total > long.MaxValue)
        {
            _longEnds = new UInt128[sizes.Length];
            UInt128 sum = 0;
            for (var block = 0; block < sizes.Length; block++)
                _longEnds[block] = sum += sizes[block];
            return;
        }

        _ends = new ulong[sizes.Length];
        for (var block = 0; block < sizes.Length; block++)
            _ends[block] = (block == 0 ? 0 : _ends[block - 1]) + (ulong)sizes[block];
        var total = (ulong)Total;
        _shift = Math.Max(0, BitOperations.Log2(total | 1) - BitOperations.Log2((uint)sizes.Length | 1));
        _guide = Guide(_ends, _shift);
    }

    internal UInt128 Total { get; }

    /// <summary>Whether the total fits 63 bits, so that <see cref="FindSmall"/> may be used.</summary>
    internal bool IsSmall => _ends is not null;

    /// <summary>Where a block begins.</summary>
    internal UInt128 StartOf(int block)
    {
        if (block == 0)
            return 0;
        return _ends is null ? _longEnds![block - 1] : _ends[block - 1];
    }

    /// <param name="index">0 to Total - 1.</param>
    /// <param name="offset">Position in the block.</param>
    internal int Find(UInt128 index, out UInt128 offset)
    {
        if (_longEnds is null)
        {
            var small = FindSmall((ulong)index, out var smallOffset);
            offset = smallOffset;
            return small;
        }

        int low = 0, high = _longEnds.Length - 1;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (_longEnds[middle] <= index)
                low = middle + 1;
            else
                high = middle;
        }

        offset = index - StartOf(low);
        return low;
    }

    /// <inheritdoc cref="Find"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int FindSmall(ulong index, out ulong offset)
    {
        var ends = _ends!;
        var bucket = (int)(index >> _shift);
        int low = _guide[bucket], high = _guide[bucket + 1];
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (ends[middle] <= index)
                low = middle + 1;
            else
                high = middle;
        }

        offset = unchecked(index - (low == 0 ? 0 : ends[low - 1]));
        return low;
    }

    private static int[] Guide(ulong[] ends, int shift)
    {
        var buckets = (int)(ends[^1] >> shift) + 1;
        var guide = new int[buckets + 1];
        var block = 0;
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            while (block < ends.Length - 1 && ends[block] <= (ulong)bucket << shift)
                block++;
            guide[bucket] = block;
        }

        guide[buckets] = ends.Length - 1;
        return guide;
    }
}
