using System.Buffers;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>A growing list of indices on a pooled array: mining a batch leaves no garbage behind.</summary>
internal sealed class IndexColumn : IDisposable
{
    private const int FirstLength = 4096;

    // A tensor's bytes are written through a span, which holds less than 2^31 of them.
    private const int Longest = int.MaxValue / sizeof(long);

    private long[] _items = ArrayPool<long>.Shared.Rent(FirstLength);

    public int Count { get; private set; }

    /// <summary>At least <paramref name="count"/> free slots behind the items; <see cref="Keep"/> says how many were used.</summary>
    public Span<long> Reserve(int count)
    {
        if (_items.Length - Count < count)
            Grow((long)Count + count);
        return _items.AsSpan(Count);
    }

    public void Keep(int count) => Count += count;

    public void Add(long item)
    {
        Reserve(1)[0] = item;
        Count++;
    }

    public void Fill(long item, int count)
    {
        Reserve(count)[..count].Fill(item);
        Count += count;
    }

    /// <summary>The items as an int64 tensor of their number, in the current dispose scope.</summary>
    public Tensor ToTensor(Device device)
    {
        var column = empty(Count, dtype: ScalarType.Int64);
        _items.AsSpan(0, Count).CopyTo(MemoryMarshal.Cast<byte, long>(column.bytes));
        return device.type == DeviceType.CPU ? column : column.to(device, disposeAfter: true);
    }

    public void Dispose()
    {
        if (_items.Length > 0)
            ArrayPool<long>.Shared.Return(_items);
        _items = [];
        Count = 0;
    }

    private void Grow(long needed)
    {
        if (needed > Longest)
            throw new InvalidOperationException($"This batch yields more than the {Longest} tuples that one index tensor can list. Use a smaller batch, or a miner that keeps fewer.");
        var larger = ArrayPool<long>.Shared.Rent((int)Math.Min(Longest, Math.Max(needed, 2L * Count)));
        _items.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<long>.Shared.Return(_items);
        _items = larger;
    }
}
