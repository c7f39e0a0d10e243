using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Cross-entropy of <c>s·‖x‖ cos θ</c> to each class weight, with <c>ψ(θ) = (−1)ᵏ cos(mθ) − 2k</c>, k = ⌊mθ/π⌋, for the own class's cosine.</summary>
/// <remarks>Source: Liu, Wen, Yu, Li, Raj and Song, "SphereFace", CVPR 2017. Checkpoint key: <c>weight</c>, <c>[D, classes]</c>.</remarks>
public sealed class SphereFaceLoss : SoftmaxLoss
{
    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="margin">m, the factor of the angle, 1 (no margin) to 100.</param>
    /// <param name="scale">s, finite, above 0.</param>
    /// <param name="options">Reducer (mean), regularisers and seed; the distance is the cosine, weights start normally distributed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public SphereFaceLoss(long classes, long embeddingSize, int margin = 4, double scale = 1, ProxyLossOptions? options = null)
        : base(nameof(SphereFaceLoss), classes, embeddingSize, options, Only(options, new CosineSimilarity()))
    {
        this.margin = Check.Between(margin, 1, 100);
        this.scale = Check.FinitePositive(scale);
    }

    /// <summary>m.</summary>
    public int margin { get; }

    /// <summary>s.</summary>
    public double scale { get; }

    private protected override Tensor WithMargin(Tensor scores) => MultipleAngle.Apply(scores, margin);

    private protected override Tensor Scaled(Tensor scores, Tensor embeddings)
        => scores * scale * Data.Mining.Rows.Norm(embeddings, 2, keepdim: true);
}
