using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Negative pairs nearer than the anchor's farthest positive, positive pairs farther than its nearest negative, each by a tolerance.</summary>
/// <remarks>
/// On similarities: a negative is kept if <c>s_n + ε &gt; min s_p</c>, a positive if <c>s_p − ε &lt; max s_n</c>; an anchor without a positive
/// or without a negative has no pairs. Source: Wang, Han, Huang, Dong and Scott, "Multi-similarity loss with general pair
/// weighting", CVPR 2019, eq. 11 and 12.
/// </remarks>
public sealed class MultiSimilarityMiner : IMiner, IBatchMiner
{
    /// <param name="epsilon">Tolerance, in the unit of the distance. Finite; below 0 it asks for more than being nearer.</param>
    /// <param name="distance">Null for the cosine.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not finite.</exception>
    public MultiSimilarityMiner(double epsilon = 0.1, IDistance? distance = null)
    {
        Epsilon = Check.Finite(epsilon);
        Distance = distance ?? new CosineSimilarity();
    }

    /// <summary>Tolerance, in the unit of the distance.</summary>
    public double Epsilon { get; }

    /// <summary>What is compared.</summary>
    public IDistance Distance { get; }

    /// <inheritdoc cref="IMiner.Mine"/>
    public PairIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IMiner.Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings, Tensor? referenceLabels)
        => Mine(embeddings, labels, referenceEmbeddings, referenceLabels);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private PairIndices Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings)
    {
        using var rows = new ToleranceRows(labels, Epsilon);
        MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);
        return rows.Pairs.ToIndices(labels, embeddings.device);
    }

    private sealed class ToleranceRows(BatchLabels labels, double epsilon) : IRowMiner
    {
        private readonly Negatives _negatives = new(labels);

        public PairColumns Pairs { get; } = new();

        public void Row<T>(int anchor, ReadOnlySpan<T> distances)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (labels.PositiveCount(anchor) == 0 || _negatives.Gather<T>(anchor, distances, out var rows, out var far) == 0)
                return;
            var tolerance = T.CreateTruncating(epsilon);
            var nearest = T.PositiveInfinity;
            foreach (var d in far)
                nearest = d < nearest ? d : nearest;
            var farthest = T.NegativeInfinity;
            foreach (var positive in labels.Positives(anchor))
            {
                if (labels.WithinBatch && positive == anchor)
                    continue;
                farthest = distances[positive] > farthest ? distances[positive] : farthest;
                if (distances[positive] + tolerance > nearest)
                    Pairs.AddPositive(anchor, positive);
            }
            for (var k = 0; k < far.Length; k++)
            {
                if (far[k] - tolerance < farthest)
                    Pairs.AddNegative(anchor, rows[k]);
            }
        }

        public void Dispose()
        {
            Pairs.Dispose();
            _negatives.Dispose();
        }
    }
}
