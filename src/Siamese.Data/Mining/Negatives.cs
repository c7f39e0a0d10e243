using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>The reference rows of other classes than an anchor's, with their distances side by side.</summary>
internal sealed class Negatives(BatchLabels classes) : IDisposable
{
    private readonly long[] _rows = ArrayPool<long>.Shared.Rent(classes.ReferenceCount + 1);
    private readonly byte[] _distances = ArrayPool<byte>.Shared.Rent((classes.ReferenceCount + 1) * sizeof(double));

    public int Gather<T>(int anchor, ReadOnlySpan<T> distances, out ReadOnlySpan<long> rows, out ReadOnlySpan<T> far)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var own = classes.ClassOf(anchor);
        var of = classes.ReferenceClasses;
        var values = MemoryMarshal.Cast<byte, T>(_distances.AsSpan());
        var count = 0;
        var kept = _rows.AsSpan();
        for (var j = 0; j < of.Length; j++)
        {
            kept[count] = j;
            values[count] = distances[j];
            count += of[j] != own ? 1 : 0;
        }
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
