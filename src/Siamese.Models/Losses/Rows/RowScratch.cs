using System.Buffers;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Room for a few rows of numbers, one set for each thread.</summary>
internal sealed class RowScratch(int width) : IDisposable
{
    private readonly byte[]?[] _rows = new byte[]?[6];

    /// <summary>A row of undefined content, one number for each reference row.</summary>
    /// <param name="index">0 for the distances, which the pass itself uses; 1 to 5 for the loss.</param>
    public Span<T> Of<T>(int index)
        where T : unmanaged
    {
        var row = _rows[index] ??= ArrayPool<byte>.Shared.Rent((width + 1) * sizeof(double));
        return MemoryMarshal.Cast<byte, T>(row.AsSpan())[..width];
    }

    public void Dispose()
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            if (_rows[i] is { } row)
                ArrayPool<byte>.Shared.Return(row);
            _rows[i] = null;
        }
    }
}
