using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>
/// A perspective map of the plane, from the result to the source:
/// <c>((A x + B y + C) / (G x + H y + 1), (D x + E y + F) / (G x + H y + 1))</c>, where the first pixel's middle is (0.5, 0.5).
/// </summary>
internal readonly record struct PerspectiveMap(double A, double B, double C, double D, double E, double F, double G, double H) : IRowMap
{
    private const int Unknowns = 8;
    private const int Stride = Unknowns + 1;

    /// <summary>The map that takes four points of the result to four points of the source.</summary>
    /// <param name="result">x and y of each.</param>
    /// <param name="source">x and y of each.</param>
    /// <returns>Null where three of the points lie on a line.</returns>
    public static PerspectiveMap? Between(ReadOnlySpan<double> result, ReadOnlySpan<double> source)
    {
        Span<double> rows = stackalloc double[Unknowns * Stride];
        rows.Clear();
        for (var p = 0; p < 4; p++)
        {
            var (x, y, u, v) = (result[2 * p], result[(2 * p) + 1], source[2 * p], source[(2 * p) + 1]);
            ReadOnlySpan<double> forX = [x, y, 1, 0, 0, 0, -u * x, -u * y, u];
            ReadOnlySpan<double> forY = [0, 0, 0, x, y, 1, -v * x, -v * y, v];
            forX.CopyTo(rows[(2 * p * Stride)..]);
            forY.CopyTo(rows[(((2 * p) + 1) * Stride)..]);
        }
        return Solve(rows)
            ? new PerspectiveMap(
                rows[Unknowns], rows[Unknowns + Stride], rows[Unknowns + (2 * Stride)], rows[Unknowns + (3 * Stride)],
                rows[Unknowns + (4 * Stride)], rows[Unknowns + (5 * Stride)], rows[Unknowns + (6 * Stride)], rows[Unknowns + (7 * Stride)])
            : null;
    }

    /// <inheritdoc/>
    public void Fill(int row, Span<float> sourceX, Span<float> sourceY)
    {
        var y = row + 0.5;
        var (stepX, startX) = (Vector256.Create((float)A), Vector256.Create((float)((B * y) + C + (0.5 * A))));
        var (stepY, startY) = (Vector256.Create((float)D), Vector256.Create((float)((E * y) + F + (0.5 * D))));
        var (stepW, startW) = (Vector256.Create((float)G), Vector256.Create((float)((H * y) + 1 + (0.5 * G))));
        var half = Vector256.Create(0.5f);
        for (var x = 0; x < sourceX.Length; x += Vector256<float>.Count)
        {
            var column = Lane.From(x);
            var depth = (stepW * column) + startW;
            ((((stepX * column) + startX) / depth) - half).CopyTo(sourceX[x..]);
            ((((stepY * column) + startY) / depth) - half).CopyTo(sourceY[x..]);
        }
    }

    /// <summary>Where the pixels of a batch come from, one map for each image.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="device">Where the result is to be.</param>
    /// <returns>Columns and rows of the source, <c>[B, H, W]</c> each.</returns>
    public static (Tensor X, Tensor Y) Coordinates(PerspectiveMap[] maps, int height, int width, Device device)
    {
        Tensor Of(Func<PerspectiveMap, double> coefficient) =>
            tensor(Array.ConvertAll(maps, m => (float)coefficient(m)), device: device).view(-1, 1, 1);

        var x = arange(width, ScalarType.Float32, device) + 0.5f;                       // [W]
        var y = (arange(height, ScalarType.Float32, device) + 0.5f).unsqueeze(1);       // [H, 1]
        var depth = (Of(m => m.G) * x) + (Of(m => m.H) * y) + 1;                        // [B, H, W]
        return (
            (((Of(m => m.A) * x) + (Of(m => m.B) * y) + Of(m => m.C)) / depth) - 0.5f,
            (((Of(m => m.D) * x) + (Of(m => m.E) * y) + Of(m => m.F)) / depth) - 0.5f);
    }

    // Gauss and Jordan with the largest pivot; the solution stands in the last column.
    private static bool Solve(Span<double> rows)
    {
        for (var column = 0; column < Unknowns; column++)
        {
            var best = column;
            for (var r = column + 1; r < Unknowns; r++)
            {
                if (Math.Abs(rows[(r * Stride) + column]) > Math.Abs(rows[(best * Stride) + column]))
                    best = r;
            }
            var pivot = rows[(best * Stride) + column];
            if (Math.Abs(pivot) < 1e-10)
                return false;
            for (var k = 0; k < Stride; k++)
            {
                var value = rows[(best * Stride) + k];
                rows[(best * Stride) + k] = rows[(column * Stride) + k];
                rows[(column * Stride) + k] = value / pivot;
            }
            for (var r = 0; r < Unknowns; r++)
            {
                var factor = rows[(r * Stride) + column];
                for (var k = column; r != column && k < Stride; k++)
                    rows[(r * Stride) + k] -= factor * rows[(column * Stride) + k];
            }
        }
        return true;
    }
}
