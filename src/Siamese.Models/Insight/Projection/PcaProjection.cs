using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>The plane on which embeddings vary most: their first two principal components, exact.</summary>
/// <remarks>
/// Rows are taken as they are; normalise them first if that is how they are compared. The direction of a component is
/// fixed by making its largest coordinate positive, so the same embeddings give the same picture. Source: Pearson (1901),
/// computed by the singular values of the centred rows.
/// </remarks>
public static class PcaProjection
{
    /// <summary>Projects.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite, on any device, N and D of 1 or more. Computed in float64.</param>
    /// <returns>N points, centred; a single dimension, or rows that are all equal, lie on a line or in one point.</returns>
    /// <exception cref="ArgumentException">The shape or type is another, there is no row or column, or a number is not finite.</exception>
    public static PlaneProjection Of(Tensor embeddings)
    {
        var rows = CheckRows(embeddings);
        var (points, shares) = Compute(rows);
        var protocol = string.Create(CultureInfo.InvariantCulture,
            $"first two principal components of {embeddings.shape[0]} rows of {embeddings.shape[1]} numbers; they hold {100 * shares.First:0.0} % and {100 * shares.Second:0.0} % of the variance");
        return new PlaneProjection("PCA", protocol, points);
    }

    /// <summary>Refuses what no projection can be made of.</summary>
    internal static Tensor CheckRows(Tensor embeddings)
    {
        Check.Embeddings(embeddings);
        if (embeddings.shape[0] < 1 || embeddings.shape[1] < 1)
            throw new ArgumentException($"Expected at least one row and one column, got [{string.Join(", ", embeddings.shape)}].", nameof(embeddings));
        Check.FiniteRows(embeddings);
        return embeddings;
    }

    /// <summary>The points, and which part of the variance each of the two components holds.</summary>
    internal static (PlanePoint[] Points, (double First, double Second) Shares) Compute(Tensor embeddings)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var rows = embeddings.detach().to(ScalarType.Float64, CPU);
        var centred = rows - rows.mean([0L], keepdim: true);                      // [N, D]
        var (_, singular, components) = linalg.svd(centred, fullMatrices: false); // [k], [k, D]
        var kept = Math.Min(2, singular.shape[0]);
        var axes = components.narrow(0, 0, kept);                                 // [1 or 2, D]
        var largest = axes.gather(1, axes.abs().argmax(1, keepdim: true));        // [1 or 2, 1]
        var scores = centred.matmul((axes * largest.sign()).t()).contiguous();    // [N, 1 or 2]

        var values = MemoryMarshal.Cast<byte, double>(scores.bytes);
        var points = new PlanePoint[rows.shape[0]];
        for (var i = 0; i < points.Length; i++)
            points[i] = new PlanePoint((float)values[i * (int)kept], kept > 1 ? (float)values[i * 2 + 1] : 0);
        var variances = MemoryMarshal.Cast<byte, double>(singular.square().contiguous().bytes);
        var total = 0.0;
        foreach (var variance in variances)
            total += variance;
        return (points, total > 0 ? (variances[0] / total, kept > 1 ? variances[1] / total : 0) : (0, 0));
    }
}
