using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Divides every row by its Euclidean norm, so that embeddings lie on the unit sphere.</summary>
/// <remarks>Rows with a norm below 1e-12 are divided by 1e-12. No parameters. Thread-safe.</remarks>
public sealed class L2Normalize : nn.Module<Tensor, Tensor>
{
    /// <summary>The layer.</summary>
    public L2Normalize()
        : base(nameof(L2Normalize))
    {
    }

    /// <param name="input">Embeddings, <c>[N, D]</c>, floating point.</param>
    /// <returns>Rows of norm 1, <c>[N, D]</c>. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shape or dtype differs from the above.</exception>
    public override Tensor forward(Tensor input) => nn.functional.normalize(Check.Embeddings(input));
}
