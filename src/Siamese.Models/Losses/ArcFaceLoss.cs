using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Cross-entropy of <c>s·cos θ</c> to each class weight, with <c>s·cos(θ + m)</c> for the own class: a margin in the angle.</summary>
/// <remarks>
/// Past <c>θ = π − m</c>, where <c>cos(θ + m)</c> would rise again, <c>cos θ − m sin m</c> takes its place. Source: Deng, Guo,
/// Xue and Zafeiriou, "ArcFace", CVPR 2019. Checkpoint key: <c>weight</c>, <c>[D, classes]</c>.
/// </remarks>
public sealed class ArcFaceLoss : SoftmaxLoss
{
    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="margin">m in degrees, 0 to 180.</param>
    /// <param name="scale">s, finite, above 0.</param>
    /// <param name="options">Reducer (mean), regularisers and seed; the distance is the cosine, weights start normally distributed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public ArcFaceLoss(long classes, long embeddingSize, double margin = 28.6, double scale = 64, ProxyLossOptions? options = null)
        : base(nameof(ArcFaceLoss), classes, embeddingSize, options, Only(options, new CosineSimilarity()))
    {
        this.margin = Check.Between(margin, 0, 180);
        this.scale = Check.FinitePositive(scale);
    }

    /// <summary>m, in degrees.</summary>
    public double margin { get; }

    /// <summary>s.</summary>
    public double scale { get; }

    private protected override Tensor WithMargin(Tensor scores) => AngularMargin.Apply(scores, margin);

    private protected override Tensor Scaled(Tensor scores, Tensor embeddings) => scores * scale;
}
