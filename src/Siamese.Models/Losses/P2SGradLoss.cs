using TorchSharp.Modules;
using static TorchSharp.torch;
using CosineSimilarity = TorchSharp.Siamese.Data.Mining.CosineSimilarity;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Mean over rows and classes of <c>(cos θ − 1)²</c> for the own class and <c>cos²θ</c> for the others.</summary>
/// <remarks>
/// Its gradient is the one that the paper derives; no margin or scale has to be chosen. Every pass first scales the class
/// weights to length 1 (to within 1e-7), without a gradient. The result is one number, which no reducer changes. Source: Zhang,
/// Zhao, Yan, Wang, Qiao and Li, "P2SGrad", CVPR 2019. Checkpoint key: <c>weight</c>, <c>[D, classes]</c>, a column per class.
/// </remarks>
public sealed class P2SGradLoss : ProxyLoss
{
    private const double NormFloor = 1e-7;   // what torch's renorm adds to a norm

    private readonly Parameter weight;   // [D, C]

    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="options">Regularisers and seed; the distance is the cosine, weights start uniformly distributed before they are scaled, and no reducer is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public P2SGradLoss(long classes, long embeddingSize, ProxyLossOptions? options = null)
        : base(nameof(P2SGradLoss), classes, embeddingSize, options, Only(options, new CosineSimilarity()), inputs: LossInputs.LabelsOnly)
    {
        weight = Create(embeddingSize, classes, (values, generator) => values.uniform_(-1, 1, generator));
        RegisterComponents();
    }

    private protected override Parameter Weights => weight;

    private protected override Tensor WeightRows => weight.t();

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch, Tensor labels)
    {
        if (labels.shape[0] == 0)
            return [new LossPart((batch.Embeddings * 0).sum(), labels)];
        using (no_grad())
            weight.div_(linalg.vector_norm(weight, 2, [0], keepdim: true) + NormFloor);
        var cosines = Data.Mining.Rows.Normalize(batch.Embeddings).matmul(weight).clamp(-1, 1);    // [N, C]
        var target = zeros_like(cosines.detach()).scatter(1, labels.unsqueeze(1), ones([labels.shape[0], 1], cosines.dtype, cosines.device));
        return [new LossPart((cosines - target).square().mean(), RowNumbers(batch))];
    }
}
