using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>An anchor's negatives, with their distances side by side.</summary>
internal sealed class Negatives(BatchLabels classes) : IDisposable
{
    private readonly long[] _rows = ArrayPool<long>.Shared.Rent(classes.ReferenceCount + 1);
    private readonly byte[] _distances = ArrayPool<byte>.Shared.Rent((classes.ReferenceCount + 1) * sizeof(double));

    public int Gather<T>(int anchor, ReadOnlySpan<T> distances, out ReadOnlySpan<long> rows, out ReadOnlySpan<T> far)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(_distances.AsSpan());
        var kept = _rows.AsSpan();
        var count = AllTuples.Others(classes, anchor, kept);
        for (var k = 0; k < count; k++)
            values[k] = distances[(int)kept[k]];
        rows = kept[..count];
        far = values[..count];
        return count;
    }

    public void Dispose()
    {
        ArrayPool<long>.Shared.Return(_rows);
        ArrayPool<byte>.Shared.Return(_distances);
    }
}
