using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;
using CosineSimilarity = TorchSharp.Siamese.Data.Mining.CosineSimilarity;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Proxies as anchors: <c>mean over classes in the batch of log(1 + Σ₊ e^(−α(s − δ)))</c> plus <c>mean over all classes of log(1 + Σ₋ e^(α(s + δ)))</c>.</summary>
/// <remarks>
/// By default on cosines. Given tuples add their weight less 1 to the exponents. Source: Kim, Kim, Cho and Kwak, "Proxy anchor
/// loss for deep metric learning", CVPR 2020, eq. 4. Of a distance the signs are exchanged. Checkpoint key: <c>proxies</c>, <c>[classes, D]</c>.
/// </remarks>
public sealed class ProxyAnchorLoss : ProxyLoss
{
    private readonly Parameter proxies;   // [C, D]

    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="margin">δ, finite.</param>
    /// <param name="alpha">α, finite, above 0.</param>
    /// <param name="options">Distance (cosine), reducer (divisor: the two class counts), regularisers and seed; proxies start normally distributed with variance 2 / classes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    public ProxyAnchorLoss(long classes, long embeddingSize, double margin = 0.1, double alpha = 32, ProxyLossOptions? options = null)
        : base(nameof(ProxyAnchorLoss), classes, embeddingSize, options, new CosineSimilarity(), Reducer.Divisor)
    {
        this.margin = Check.Finite(margin);
        this.alpha = Check.FinitePositive(alpha);
        proxies = Create(classes, embeddingSize, (values, generator) => values.normal_(0, Math.Sqrt(2.0 / classes), generator));
        RegisterComponents();
    }

    /// <summary>δ.</summary>
    public double margin { get; }

    /// <summary>α.</summary>
    public double alpha { get; }

    private protected override Parameter Weights => proxies;

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch, Tensor labels)
    {
        var matrix = distance.Matrix(batch.Embeddings, proxies).t();                                  // [C, N]
        var classes = arange(Classes, dtype: ScalarType.Int64, device: labels.device);
        var own = classes.unsqueeze(1).eq(labels.unsqueeze(0));                                       // [C, N]
        Tensor positive = alpha * Farther(matrix - margin), negative = -alpha * Farther(matrix + margin);
        if (TupleWeights.Of(batch) is { } weights)
            (positive, negative) = (positive + (weights - 1), negative + (weights - 1));
        var present = own.any(1);                                                                     // [C]
        return
        [
            new LossPart(LogSumExp.WithZero(LogSumExp.OfRows(positive, own)), classes) { Divisor = present.sum(), Usable = present, Classes = classes },
            new LossPart(LogSumExp.WithZero(LogSumExp.OfRows(negative, own.logical_not())), classes)
            {
                Divisor = tensor(Classes).to(labels.device),
                Usable = own.logical_not().any(1),
                Classes = classes,
            },
        ];
    }
}
