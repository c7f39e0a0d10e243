using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>Every pixel comes from its own place plus a displacement.</summary>
/// <param name="x">Displacement to the right in pixels, <c>[H, W]</c>.</param>
/// <param name="y">Displacement downwards, <c>[H, W]</c>.</param>
/// <param name="width">W.</param>
internal readonly ref struct DisplacementMap(ReadOnlySpan<float> x, ReadOnlySpan<float> y, int width) : IRowMap
{
    private readonly ReadOnlySpan<float> _x = x;
    private readonly ReadOnlySpan<float> _y = y;

    /// <inheritdoc/>
    public void Fill(int row, Span<float> sourceX, Span<float> sourceY)
    {
        _x.Slice(row * width, width).CopyTo(sourceX);
        _y.Slice(row * width, width).CopyTo(sourceY);
        sourceX[width..].Clear();
        sourceY[width..].Clear();
        for (var i = 0; i < sourceX.Length; i += Vector256<float>.Count)
        {
            (Vector256.Create((ReadOnlySpan<float>)sourceX[i..]) + Lane.From(i)).CopyTo(sourceX[i..]);
            (Vector256.Create((ReadOnlySpan<float>)sourceY[i..]) + Vector256.Create((float)row)).CopyTo(sourceY[i..]);
        }
    }
}
