using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Per anchor the positives and negatives of certain ranks of hardness, all joined: for example negatives 2 to 5.</summary>
/// <remarks>
/// Rank 1 is the farthest positive and the nearest negative. Where labels are wrong, the very hardest negative often is a
/// positive in truth: a window from rank 2 or 3 on steps over it. Of equal distances the first row has the better rank.
/// Ranks that an anchor does not have are left out. Triplets come ordered by anchor, positive rank, negative rank.
/// </remarks>
public sealed class RankWindowMiner : ITripletMiner, IBatchMiner
{
    /// <param name="negatives">Ranks of the negatives taken.</param>
    /// <param name="positives">Ranks of the positives taken; null for the hardest alone.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range begins below 1 or ends before it begins.</exception>
    public RankWindowMiner(RankRange negatives, RankRange? positives = null, IDistance? distance = null)
    {
        Negatives = Ordered(negatives, nameof(negatives));
        Positives = Ordered(positives ?? RankRange.Hardest, nameof(positives));
        Distance = distance ?? new LpDistance();
    }

    /// <summary>Ranks of the negatives taken.</summary>
    public RankRange Negatives { get; }

    /// <summary>Ranks of the positives taken.</summary>
    public RankRange Positives { get; }

    /// <summary>What is compared.</summary>
    public IDistance Distance { get; }

    /// <inheritdoc/>
    public TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private TripletIndices Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings)
    {
        using var rows = new RankRows(labels, Positives, Negatives);
        MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);
        return rows.Triplets.ToIndices(labels, embeddings.device);
    }

    private static RankRange Ordered(RankRange range, string name)
        => range.First >= 1 && range.Last >= range.First
            ? range
            : throw new ArgumentOutOfRangeException(name, range, $"Expected ranks from 1 on, the last not before the first, got {range.First} to {range.Last}.");

    private sealed class RankRows(BatchLabels labels, RankRange positives, RankRange negatives) : IRowMiner
    {
        private readonly Negatives _negatives = new(labels);
        private readonly List<int> _taken = [];

        public TripletColumns Triplets { get; } = new();

        public void Row<T>(int anchor, ReadOnlySpan<T> distances)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            if (_negatives.Gather<T>(anchor, distances, out var rows, out var far) == 0)
                return;
            var near = new (T Hardness, int Row)[labels.PositiveCount(anchor)];
            var count = 0;
            foreach (var positive in labels.Positives(anchor))
            {
                if (!(labels.WithinBatch && positive == anchor))
                    near[count++] = (-distances[positive], positive);
            }
            var hard = new (T Hardness, int Row)[far.Length];
            for (var k = 0; k < hard.Length; k++)
                hard[k] = (far[k], (int)rows[k]);
            Take(near, positives);
            int[] chosen = [.. _taken];
            Take(hard, negatives);
            foreach (var positive in chosen)
            {
                foreach (var negative in _taken)
                    Triplets.Add(anchor, positive, negative);
            }
        }

        public void Dispose()
        {
            Triplets.Dispose();
            _negatives.Dispose();
        }

        private void Take<T>((T Hardness, int Row)[] candidates, RankRange ranks)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            Array.Sort(candidates);   // by hardness, then by row
            _taken.Clear();
            for (var rank = ranks.First; rank <= Math.Min(ranks.Last, candidates.Length); rank++)
                _taken.Add(candidates[rank - 1].Row);
        }
    }
}
