using System.Runtime.Intrinsics;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>A box of the source, in whole pixels, stretched to the whole result; its edge pixels go on beyond it.</summary>
internal readonly struct CropMap(int left, int top, int width, int height, int resultWidth, int resultHeight) : IRowMap
{
    /// <inheritdoc/>
    public void Fill(int row, Span<float> sourceX, Span<float> sourceY)
    {
        var scale = Vector256.Create((float)((double)width / resultWidth));
        var half = Vector256.Create(0.5f);
        var (first, last) = (Vector256.Create((float)left), Vector256.Create(left + width - 1f));
        for (var x = 0; x < sourceX.Length; x += Vector256<float>.Count)
        {
            var column = ((Lane.From(x) + half) * scale) - half + first;
            Vector256.Min(Vector256.Max(column, first), last).CopyTo(sourceX[x..]);
        }
        var line = ((row + 0.5) * height / resultHeight) - 0.5 + top;
        sourceY.Fill((float)Math.Clamp(line, top, top + height - 1));
    }
}
