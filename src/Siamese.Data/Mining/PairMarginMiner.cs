using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Positive pairs farther apart than one margin, negative pairs nearer than another: those that a contrastive loss moves.</summary>
/// <remarks>For similarities it is the other way round: positives below the one, negatives above the other.</remarks>
public sealed class PairMarginMiner : IMiner, IBatchMiner
{
    /// <param name="positiveMargin">Distance that a positive pair has to exceed, in the unit of the distance. Finite.</param>
    /// <param name="negativeMargin">Distance that a negative pair has to be below. Finite.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A margin is not finite.</exception>
    public PairMarginMiner(double positiveMargin = 0.2, double negativeMargin = 0.8, IDistance? distance = null)
    {
        PositiveMargin = Check.Finite(positiveMargin);
        NegativeMargin = Check.Finite(negativeMargin);
        Distance = distance ?? new LpDistance();
    }

    /// <summary>Distance that a positive pair has to exceed.</summary>
    public double PositiveMargin { get; }

    /// <summary>Distance that a negative pair has to be below.</summary>
    public double NegativeMargin { get; }

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
        var sign = Distance.IsInverted ? -1 : 1;   // similarities come to the rows negated
        using var rows = new MarginRows(labels, sign * PositiveMargin, sign * NegativeMargin);
        MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);
        return rows.Pairs.ToIndices(labels, embeddings.device);
    }

    private sealed class MarginRows(BatchLabels labels, double above, double below) : IRowMiner
    {
        private readonly Negatives _negatives = new(labels);

        public PairColumns Pairs { get; } = new();

        public void Row<T>(int anchor, ReadOnlySpan<T> distances)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (var positive in labels.Positives(anchor))
            {
                if (!(labels.WithinBatch && positive == anchor) && distances[positive] > T.CreateTruncating(above))
                    Pairs.AddPositive(anchor, positive);
            }
            _negatives.Gather<T>(anchor, distances, out var rows, out var far);
            var limit = T.CreateTruncating(below);
            for (var k = 0; k < far.Length; k++)
            {
                if (far[k] < limit)
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
