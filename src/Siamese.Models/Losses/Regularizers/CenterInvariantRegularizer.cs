using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Regularizers;

/// <summary>Mean over the classes of <c>¼(‖w‖² − mean ‖w‖²)²</c>: class weights of one length, so that rare classes are not drowned.</summary>
/// <remarks>Source: Wu, Liu, Liu and Fu, "Deep face recognition with center invariant loss", ACM MM workshops 2017. Immutable, thread-safe.</remarks>
public sealed class CenterInvariantRegularizer : Regularizer
{
    private protected override Tensor Losses(Tensor rows)
    {
        // Two infinities have no difference.
        var squares = rows.square().sum(1).clamp_max(finfo(rows.dtype).max / (4.0 * Math.Max(1, rows.shape[0])));   // [C]
        return (squares - squares.mean()).square() / 4;
    }
}
