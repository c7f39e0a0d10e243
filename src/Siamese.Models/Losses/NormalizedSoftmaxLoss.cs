using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Cross-entropy of <c>s(x, w)/T</c>, by default of cosines, against L2-normalised class weights.</summary>
/// <remarks>Of a distance the negative is taken. Source: Zhai and Wu, "Classification is a strong baseline for deep metric learning", BMVC 2019. Checkpoint key: <c>weight</c>, <c>[D, classes]</c>.</remarks>
public sealed class NormalizedSoftmaxLoss : SoftmaxLoss
{
    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="temperature">T, finite, above 0.</param>
    /// <param name="options">Distance (cosine), reducer (mean), regularisers and seed; weights start normally distributed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    public NormalizedSoftmaxLoss(long classes, long embeddingSize, double temperature = 0.05, ProxyLossOptions? options = null)
        : base(nameof(NormalizedSoftmaxLoss), classes, embeddingSize, options, new DotProductSimilarity(normalize: true))
        => this.temperature = Check.FinitePositive(temperature);

    /// <summary>T.</summary>
    public double temperature { get; }

    private protected override Tensor Scores(Tensor embeddings)
        => -Farther(distance.Matrix(embeddings, Data.Mining.Rows.Normalize(WeightRows)));

    private protected override Tensor Scaled(Tensor scores, Tensor embeddings) => scores / temperature;
}
