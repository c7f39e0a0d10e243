using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>How many dimensions a cloud of points really uses.</summary>
internal static class Spectrum
{
    /// <summary>The effective rank of the rows around their mean: e to the entropy of the variances' shares along the principal axes.</summary>
    /// <param name="rows"><c>[N, D]</c>.</param>
    /// <returns>1 for points on a line, D for a ball; NaN where all rows are equal.</returns>
    /// <remarks>Roy and Vetterli, "The effective rank", EUSIPCO 2007, there of singular values; here of their squares, which weigh noise less.</remarks>
    public static double EffectiveRank(Tensor rows) => RankOf(Variances(rows));

    /// <summary>Variances along the principal axes, largest first, <c>min(N, D)</c> of them.</summary>
    public static double[] Variances(Tensor rows)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var wide = rows.to(ScalarType.Float64);                                                    // squares of diverging rows overflow otherwise
        var centred = wide - wide.mean([0], keepdim: true);                                        // [N, D]
        var count = Math.Max(1, rows.shape[0]);
        var square = (rows.shape[0] < rows.shape[1] ? centred.mm(centred.t()) : centred.t().mm(centred)) / count;
        if (square.numel() == 0)
            return [];
        var values = linalg.eigvalsh(square.cpu());
        return [.. MemoryMarshal.Cast<byte, double>(values.contiguous().bytes).ToArray().Select(value => Math.Max(0, value)).Reverse()];
    }

    /// <summary>e to the entropy of the shares.</summary>
    public static double RankOf(IReadOnlyCollection<double> variances)
    {
        var sum = variances.Sum();
        return sum > 0 ? Math.Exp(-variances.Where(value => value > 0).Sum(value => value / sum * Math.Log(value / sum))) : double.NaN;
    }
}
