using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Regularizers;

/// <summary>Half the mean of <c>√(2 − 2cos)</c> over the pairs of centres of one class: superfluous centres of <see cref="SoftTripleLoss"/> merge.</summary>
/// <remarks>Source: Qian, Shang, Sun, Hu, Li and Jin, "SoftTriple loss", ICCV 2019, section 3.4. Centres that coincide have gradient 0 between them. Immutable, thread-safe.</remarks>
public sealed class SparseCentersRegularizer : Regularizer
{
    /// <param name="centersPerClass">Consecutive rows that belong to one class, 2 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2.</exception>
    public SparseCentersRegularizer(int centersPerClass) => CentersPerClass = Check.Between(centersPerClass, 2, int.MaxValue);

    /// <summary>Consecutive rows that belong to one class.</summary>
    public int CentersPerClass { get; }

    private protected override Tensor Losses(Tensor rows)
    {
        if (rows.shape[0] % CentersPerClass != 0)
            throw new ArgumentException($"Expected a multiple of {CentersPerClass} rows, the centres of one class, got {rows.shape[0]}.", nameof(rows));
        var centers = Data.Mining.Rows.Normalize(rows).reshape([-1, CentersPerClass, rows.shape[1]]);      // [C, K, D]
        var pairs = triu_indices(CentersPerClass, CentersPerClass, 1, device: rows.device);                   // [2, K(K-1)/2]
        // The distance of unit rows is √(2 − 2cos), without the cancellation.
        var difference = centers.index_select(1, pairs[0]) - centers.index_select(1, pairs[1]);               // [C, K(K-1)/2, D]
        return 0.5 * linalg.vector_norm(difference, 2, [2]);
    }
}
