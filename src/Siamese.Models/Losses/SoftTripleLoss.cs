using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;
using CosineSimilarity = TorchSharp.Siamese.Data.Mining.CosineSimilarity;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Cross-entropy of <c>λ·S</c>, S the similarity to a class softly taken over its several centres, less δ for the own class.</summary>
/// <remarks>
/// <c>S = Σₖ softmaxₖ(sₖ/γ) sₖ</c>, by default on cosines; mean over the rows. Source: Qian, Shang, Sun, Hu, Li and Jin,
/// "SoftTriple loss", ICCV 2019; its regulariser is <see cref="Regularizers.SparseCentersRegularizer"/>. Checkpoint key:
/// <c>centers</c>, <c>[D, classes · centres]</c>, the centres of a class side by side.
/// </remarks>
public sealed class SoftTripleLoss : ProxyLoss
{
    private readonly Parameter centers;   // [D, C·K]

    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="options">Centres, scales, margin, a similarity (cosine), reducer (mean), regularisers and seed; centres start uniformly distributed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name a distance that is no similarity.</exception>
    public SoftTripleLoss(long classes, long embeddingSize, SoftTripleLossOptions? options = null)
        : base(nameof(SoftTripleLoss), classes, embeddingSize, options, Only<IDistance>(options, new CosineSimilarity(), d => d.IsInverted))
    {
        Settings = options ?? new SoftTripleLossOptions();
        var columns = classes * Settings.CentersPerClass;
        var bound = 1 / Math.Sqrt(columns);
        centers = Create(embeddingSize, columns, (values, generator) => values.uniform_(-bound, bound, generator));
        RegisterComponents();
    }

    /// <summary>Centres, scales and margin.</summary>
    public SoftTripleLossOptions Settings { get; }

    private protected override Parameter Weights => centers;

    private protected override Tensor WeightRows => centers.t();

    /// <summary>Similarity to each class.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, dtype and device of the centres.</param>
    /// <returns><c>[N, classes]</c>. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    public Tensor Logits(Tensor embeddings)
    {
        CheckRows(embeddings);
        using var scope = NewDisposeScope();
        return Similarities(embeddings).MoveToOuterDisposeScope();
    }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch, Tensor labels)
    {
        var target = labels.unsqueeze(1);                                                             // [N, 1]
        var similarities = Similarities(batch.Embeddings);                                            // [N, C]
        var own = similarities.gather(1, target) - Settings.Margin;                                   // [N, 1]
        var logits = Settings.Lambda * similarities.scatter(1, target, own);
        var losses = logits.logsumexp(1) - Settings.Lambda * own.squeeze(1);                          // [N]
        return [new LossPart(TupleWeights.Of(batch) is { } weights ? losses * weights : losses, RowNumbers(batch))];
    }

    private Tensor Similarities(Tensor embeddings)
    {
        var toCenters = distance.Matrix(embeddings, WeightRows).reshape([-1, Classes, Settings.CentersPerClass]);   // [N, C, K]
        return ((toCenters / Settings.Gamma).softmax(2) * toCenters).sum(2);                          // [N, C]
    }
}
