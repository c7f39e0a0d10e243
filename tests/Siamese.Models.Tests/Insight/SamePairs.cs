using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>A miner with a mistake: it gives pairs of one class only.</summary>
internal sealed class SamePairs : IMiner
{
    public TupleIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
    {
        var all = PairIndices.All(labels);
        return new PairIndices(all.PositiveAnchors, all.Positives, all.NegativeAnchors.narrow(0, 0, 0), all.Negatives.narrow(0, 0, 0));
    }
}
