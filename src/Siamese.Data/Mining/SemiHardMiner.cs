using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>For every anchor and positive, the nearest negative that is farther than the positive, if it lies within the margin.</summary>
/// <remarks>
/// At most one triplet per positive pair, so far fewer than <see cref="TripletMarginMiner"/> with
/// <see cref="TripletKind.SemiHard"/>, which keeps every semi-hard negative. Of equally near negatives the first
/// is taken; a NaN distance is never chosen. Triplets come ordered by anchor, then positive.
/// Source: Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015, section 3.2, with the negatives of the whole batch.
/// </remarks>
public sealed class SemiHardMiner : ITripletMiner, IBatchMiner
{
    /// <param name="margin">How much farther than the positive the negative may be, in the unit of the distance. Above 0; infinity for no limit.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is NaN, 0 or less.</exception>
    public SemiHardMiner(double margin = 0.2, IDistance? distance = null)
    {
        Margin = margin > 0 ? margin : throw new ArgumentOutOfRangeException(nameof(margin), margin, $"Expected a number above 0, got {margin}.");
        Distance = distance ?? new LpDistance();
    }

    /// <summary>How much farther than the positive the negative may be.</summary>
    public double Margin { get; }

    /// <summary>What is compared.</summary>
    public IDistance Distance { get; }

    /// <inheritdoc/>
    public TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private TripletIndices Mine(Tensor embeddings, BatchLabels classes, Tensor? referenceEmbeddings)
    {
        using var rows = new NearestRows(classes, Margin);
        MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);
        return rows.Triplets.ToIndices(classes, embeddings.device);
    }

    private sealed class NearestRows(BatchLabels classes, double margin) : IRowMiner
    {
        private readonly Negatives _negatives = new(classes);

        public TripletColumns Triplets { get; } = new();

        public void Row<T>(int anchor, ReadOnlySpan<T> distances)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (_negatives.Gather<T>(anchor, distances, out var rows, out var far) == 0)
                return;
            var limit = T.CreateTruncating(margin);
            foreach (var positive in classes.Positives(anchor))
            {
                if (classes.WithinBatch && positive == anchor)
                    continue;
                var near = distances[positive];
                var best = RowScan.NearestBeyond(near, far);
                if (best >= 0 && far[best] - near <= limit)
                    Triplets.Add(anchor, positive, rows[best]);
            }
        }

        public void Dispose()
        {
            Triplets.Dispose();
            _negatives.Dispose();
        }
    }
}
