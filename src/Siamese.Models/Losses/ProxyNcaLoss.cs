using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Per row <c>−log softmax(−c·d²)</c> of its class's proxy among the proxies of all classes.</summary>
/// <remarks>
/// By default on squared Euclidean distances of L2-normalised rows, mean over the rows. The own proxy stays in the
/// denominator. Given tuples weigh their anchors. Source: Movshovitz-Attias, Toshev, Leung, Ioffe and Singh, "No fuss distance
/// metric learning using proxies", ICCV 2017. Of a similarity the sign is exchanged. Checkpoint key: <c>proxies</c>, <c>[classes, D]</c>.
/// </remarks>
public sealed class ProxyNcaLoss : ProxyLoss
{
    private readonly Parameter proxies;   // [C, D]

    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="softmaxScale">c, finite, above 0.</param>
    /// <param name="options">Distance (squared Euclidean, normalised), reducer (mean), regularisers and seed; proxies start normally distributed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    public ProxyNcaLoss(long classes, long embeddingSize, double softmaxScale = 1, ProxyLossOptions? options = null)
        : base(nameof(ProxyNcaLoss), classes, embeddingSize, options, new LpDistance(power: 2))
    {
        softmax_scale = Check.FinitePositive(softmaxScale);
        proxies = Create(classes, embeddingSize);
        RegisterComponents();
    }

    /// <summary>c.</summary>
    public double softmax_scale { get; }

    private protected override Parameter Weights => proxies;

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch, Tensor labels)
    {
        var logits = Farther(distance.Matrix(batch.Embeddings, proxies)) * -softmax_scale;            // [N, C]
        var losses = logits.logsumexp(1) - logits.gather(1, labels.unsqueeze(1)).squeeze(1);          // [N]
        var weights = TupleWeights.Of(batch, anchorsOnly: true);
        return [new LossPart(weights is null ? losses : losses * weights, RowNumbers(batch))];
    }
}
