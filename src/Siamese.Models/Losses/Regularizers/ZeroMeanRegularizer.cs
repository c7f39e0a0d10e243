using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Regularizers;

/// <summary>Mean over the rows of <c>|Σᵢ xᵢ|</c>: keeps the coordinates of each row around zero.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class ZeroMeanRegularizer : Regularizer
{
    private protected override Tensor Losses(Tensor rows) => rows.sum(1).abs();   // [N]
}
