using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>One positive pair per class: cross-entropy of each anchor's similarities to all the positives, its own being the target.</summary>
/// <remarks>
/// The pair of a class is its first one: the first two rows of the class, or the first given tuple whose anchor is of it.
/// By default on cosines, mean over the classes; the paper takes plain dot products and a penalty on the norms,
/// <c>new DotProductSimilarity()</c> and <see cref="Regularizers.LpRegularizer"/> with power 2. Of a distance the negative is
/// taken. Source: Sohn, "Improved deep metric learning with multi-class N-pair loss objective", NIPS 2016.
/// Immutable, thread-safe.
/// </remarks>
public sealed class NPairsLoss : MetricLoss
{
    /// <param name="options">Distance (cosine), reducer (mean) and regulariser.</param>
    public NPairsLoss(MetricLossOptions? options = null)
        : base(nameof(NPairsLoss), options, new DotProductSimilarity(normalize: true), inputs: LossInputs.Tuples)
    {
    }

    private protected override IReadOnlyList<LossPart> Parts(LossBatch batch)
    {
        var (anchors, positives) = PairMasks.Of(batch).PositivePairs();                               // [P]
        var first = FirstOfClass(batch.Labels!.index_select(0, anchors));                             // [C]
        anchors = anchors.index_select(0, first);
        positives = positives.index_select(0, first);
        if (first.shape[0] == 0)
            return [new LossPart((batch.Embeddings * 0).sum(1).index_select(0, anchors), anchors)];
        var similarities = -Farther(distance.Matrix(
            batch.Embeddings.index_select(0, anchors), batch.Embeddings.index_select(0, positives))); // [C, C]
        var targets = arange(first.shape[0], dtype: ScalarType.Int64, device: first.device);
        return [new LossPart(nn.functional.cross_entropy(similarities, targets, reduction: nn.Reduction.None), anchors) { IsOfAnchors = true }];
    }

    /// <summary>Where each class comes up first, by ascending class, int64.</summary>
    private static Tensor FirstOfClass(Tensor classes)
    {
        var first = new SortedDictionary<long, long>();
        var values = classes.to(ScalarType.Int64, CPU).data<long>().ToArray();
        for (var i = 0; i < values.Length; i++)
            first.TryAdd(values[i], i);
        return tensor(first.Values.ToArray()).to(classes.device);
    }
}
