using System.Numerics;
using TorchSharp.Siamese.Data.Sampling;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>For every anchor and positive one negative, drawn so that all distances come equally often.</summary>
/// <remarks>
/// On the unit sphere nearly all random points lie about √2 apart; weights <c>1/q(d)</c> with
/// <c>log q(d) = (D − 2) log d + (D − 3)/2 · log(1 − d²/4)</c> undo that. Distances below the cutoff count as the cutoff, so that no
/// negative outweighs all others; negatives from the second cutoff on are never drawn, as no margin loss would move them. Anchors
/// without a candidate are left out. In many dimensions (hundreds) nearly all the weight falls on the nearest negatives.
/// Draws are a pure function of seed, epoch, batch and anchor. Source: Wu, Manmatha, Smola and Krähenbühl, "Sampling matters
/// in deep embedding learning", ICCV 2017, section 4; cutoffs as in its code.
/// </remarks>
public sealed class DistanceWeightedMiner : ITripletMiner, IBatchMiner
{
    private readonly CounterRandom _random;
    private readonly ulong _seed;

    /// <param name="cutoff">Distances below count as this, above 0, below 2.</param>
    /// <param name="farthest">Negatives from this distance on are not drawn, above 0, up to 2.</param>
    /// <param name="seed">Of the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">A distance is outside its range.</exception>
    public DistanceWeightedMiner(double cutoff = 0.5, double farthest = 1.4, ulong seed = 0)
        : this(cutoff, farthest, seed, CounterRandom.For(seed, 0, 0))
    {
    }

    private DistanceWeightedMiner(double cutoff, double farthest, ulong seed, CounterRandom random)
    {
        Cutoff = cutoff is > 0 and < 2 ? cutoff : throw new ArgumentOutOfRangeException(nameof(cutoff), cutoff, $"Expected a distance above 0 and below 2, got {cutoff}.");
        Farthest = farthest is > 0 and <= 2 ? farthest : throw new ArgumentOutOfRangeException(nameof(farthest), farthest, $"Expected a distance above 0 and up to 2, got {farthest}.");
        (_seed, _random) = (seed, random);
    }

    /// <summary>Distances below count as this.</summary>
    public double Cutoff { get; }

    /// <summary>Negatives from this distance on are not drawn.</summary>
    public double Farthest { get; }

    /// <summary>The miner for one batch; itself it draws as for batch 0 of epoch 0.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="batch">Number of the batch in its epoch, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public DistanceWeightedMiner At(int epoch, long batch) => new(Cutoff, Farthest, _seed, CounterRandom.For(_seed, epoch, batch));

    IMiner IMiner.At(int epoch, long batch) => At(epoch, batch);

    /// <inheritdoc/>
    public TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private TripletIndices Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings)
    {
        using var rows = new WeightedRows(labels, embeddings.shape[1], Cutoff, Farthest, _random);
        MiningPass.Run(new LpDistance(), embeddings, referenceEmbeddings, rows);
        return rows.Triplets.ToIndices(labels, embeddings.device);
    }

    internal sealed class WeightedRows(BatchLabels labels, long width, double cutoff, double farthest, CounterRandom random) : IRowMiner
    {
        private readonly Negatives _negatives = new(labels);
        private double[] _weights = [];

        public TripletColumns Triplets { get; } = new();

        /// <summary>Weights of the last row's negatives, which add up to 1; all 0 if none may be drawn.</summary>
        public ReadOnlySpan<double> Weights => _weights;

        /// <summary>The last row's negatives.</summary>
        public long[] Candidates { get; private set; } = [];

        public void Row<T>(int anchor, ReadOnlySpan<T> distances)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            _negatives.Gather<T>(anchor, distances, out var rows, out var far);
            Candidates = rows.ToArray();
            if (!Weigh(far))
                return;
            var draws = random.Fork((ulong)anchor);
            var draw = 0UL;
            foreach (var positive in labels.Positives(anchor))
            {
                if (!(labels.WithinBatch && positive == anchor))
                    Triplets.Add(anchor, positive, rows[Draw(draws.Unit(draw++))]);
            }
        }

        public void Dispose()
        {
            Triplets.Dispose();
            _negatives.Dispose();
        }

        private bool Weigh<T>(ReadOnlySpan<T> far)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            _weights = new double[far.Length];
            var largest = double.NegativeInfinity;
            for (var k = 0; k < far.Length; k++)
            {
                var d = Math.Max(double.CreateTruncating(far[k]), cutoff);
                var log = ((2.0 - width) * Math.Log(d)) - ((width - 3) / 2.0 * Math.Log(1 - (0.25 * d * d)));
                _weights[k] = d < farthest && double.IsFinite(log) ? log : double.NegativeInfinity;
                largest = Math.Max(largest, _weights[k]);
            }
            if (double.IsNegativeInfinity(largest))
            {
                Array.Clear(_weights);
                return false;
            }
            // The largest of the row, so that no row vanishes however far another one's weights reach.
            var sum = 0.0;
            for (var k = 0; k < _weights.Length; k++)
                sum += _weights[k] = Math.Exp(_weights[k] - largest);
            for (var k = 0; k < _weights.Length; k++)
                _weights[k] /= sum;
            return true;
        }

        /// <summary>The candidate whose share of [0, 1) a number falls into.</summary>
        private int Draw(double unit)
        {
            var (last, sum) = (0, 0.0);
            for (var k = 0; k < _weights.Length; k++)
            {
                if (_weights[k] == 0)
                    continue;
                last = k;
                sum += _weights[k];
                if (unit < sum)
                    return k;
            }
            return last;   // the sum of the weights may be a little below 1
        }
    }
}
