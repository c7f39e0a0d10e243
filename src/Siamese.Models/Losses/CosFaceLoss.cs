using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Cross-entropy of <c>s·cos θ</c> to each class weight, with <c>s·(cos θ − m)</c> for the own class.</summary>
/// <remarks>Source: Wang, Wang, Zhou, Ji, Gong, Zhou, Li and Liu, "CosFace", CVPR 2018. Checkpoint key: <c>weight</c>, <c>[D, classes]</c>.</remarks>
public sealed class CosFaceLoss : SoftmaxLoss
{
    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="margin">m, in units of the cosine. Finite.</param>
    /// <param name="scale">s, finite, above 0.</param>
    /// <param name="options">Reducer (mean), regularisers and seed; the distance is the cosine, weights start normally distributed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public CosFaceLoss(long classes, long embeddingSize, double margin = 0.35, double scale = 64, ProxyLossOptions? options = null)
        : base(nameof(CosFaceLoss), classes, embeddingSize, options, Only(options, new CosineSimilarity()))
    {
        this.margin = Check.Finite(margin);
        this.scale = Check.FinitePositive(scale);
    }

    /// <summary>m.</summary>
    public double margin { get; }

    /// <summary>s.</summary>
    public double scale { get; }

    private protected override Tensor WithMargin(Tensor scores) => scores - margin;

    private protected override Tensor Scaled(Tensor scores, Tensor embeddings) => scores * scale;
}
