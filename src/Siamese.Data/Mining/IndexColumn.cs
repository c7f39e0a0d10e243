using System.Buffers;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>A growing list of indices on pooled arrays, which never moves what it holds: mining a batch leaves no garbage behind.</summary>
internal sealed class IndexColumn : IDisposable
{
    private const int FirstLength = 4096;
    private const int UsualLength = 1 << 16;

    // A tensor's bytes are written through a span, which holds less than 2^31 of them.
    private const int Longest = int.MaxValue / sizeof(long);

    private readonly List<(long[] Items, int Count)> _full = [];
    private long[] _items = ArrayPool<long>.Shared.Rent(FirstLength);
    private int _used;   // of the items

    public int Count { get; private set; }

    /// <summary>At least <paramref name="count"/> free slots behind the items; <see cref="Keep"/> says how many were used.</summary>
    public Span<long> Reserve(int count)
    {
        if (_items.Length - _used < count)
            Grow(count);
        return _items.AsSpan(_used);
    }

    public void Keep(int count)
    {
        if ((long)Count + count > Longest)
            throw new InvalidOperationException($"This batch yields more than the {Longest} tuples that one index tensor can list. Use a smaller batch, or a miner that keeps fewer.");
        Count += count;
        _used += count;
    }

    public void Add(long item)
    {
        Reserve(1)[0] = item;
        Keep(1);
    }

    public void Fill(long item, int count)
    {
        Reserve(count)[..count].Fill(item);
        Keep(count);
    }

    /// <summary>The items as an int64 tensor of their number, in the current dispose scope.</summary>
    public Tensor ToTensor(Device device)
    {
        var column = empty(Count, dtype: ScalarType.Int64);
        var rest = MemoryMarshal.Cast<byte, long>(column.bytes);
        foreach (var (items, count) in _full)
        {
            items.AsSpan(0, count).CopyTo(rest);
            rest = rest[count..];
        }
        _items.AsSpan(0, _used).CopyTo(rest);
        return device.type == DeviceType.CPU ? column : column.to(device, disposeAfter: true);
    }

    public void Dispose()
    {
        foreach (var (items, _) in _full)
            ArrayPool<long>.Shared.Return(items);
        _full.Clear();
        if (_items.Length > 0)
            ArrayPool<long>.Shared.Return(_items);
        _items = [];
        (_used, Count) = (0, 0);
    }

    private void Grow(int count)
    {
        _full.Add((_items, _used));
        // Short lists stay short, long ones grow by a constant.
        _items = ArrayPool<long>.Shared.Rent(Math.Max(count, Math.Min(UsualLength, 2 * _items.Length)));
        _used = 0;
    }
}
