using System.Numerics;
using TorchSharp.Siamese.Data.Sampling;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>As many pairs of every distance: the range of distances is cut into bins, and each bin that is not empty gives the same number of pairs.</summary>
/// <remarks>
/// Positive and negative pairs have ranges and bins of their own; within a bin pairs are drawn with replacement. Draws are a pure
/// function of seed, epoch, batch and bin. Goes through the distances three times and holds none of them.
/// </remarks>
public sealed class UniformHistogramMiner : IMiner, IBatchMiner
{
    private readonly CounterRandom _random;
    private readonly ulong _seed;

    /// <param name="bins">Number of bins of equal width, 1 or more.</param>
    /// <param name="positivesPerBin">Positive pairs drawn from each, 1 or more.</param>
    /// <param name="negativesPerBin">Negative pairs drawn from each, 1 or more.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="seed">Of the draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public UniformHistogramMiner(int bins = 100, int positivesPerBin = 10, int negativesPerBin = 10, IDistance? distance = null, ulong seed = 0)
        : this(bins, positivesPerBin, negativesPerBin, distance ?? new LpDistance(), seed, CounterRandom.For(seed, 0, 0))
    {
    }

    private UniformHistogramMiner(int bins, int positivesPerBin, int negativesPerBin, IDistance distance, ulong seed, CounterRandom random)
    {
        Bins = Check.Between(bins, 1, int.MaxValue);
        PositivesPerBin = Check.Between(positivesPerBin, 1, int.MaxValue);
        NegativesPerBin = Check.Between(negativesPerBin, 1, int.MaxValue);
        Distance = distance;
        (_seed, _random) = (seed, random);
    }

    /// <summary>Number of bins.</summary>
    public int Bins { get; }

    /// <summary>Positive pairs drawn from each bin.</summary>
    public int PositivesPerBin { get; }

    /// <summary>Negative pairs drawn from each bin.</summary>
    public int NegativesPerBin { get; }

    /// <summary>What is compared.</summary>
    public IDistance Distance { get; }

    /// <summary>The miner for one batch; itself it draws as for batch 0 of epoch 0.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="batch">Number of the batch in its epoch, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public UniformHistogramMiner At(int epoch, long batch)
        => new(Bins, PositivesPerBin, NegativesPerBin, Distance, _seed, CounterRandom.For(_seed, epoch, batch));

    IMiner IMiner.At(int epoch, long batch) => At(epoch, batch);

    /// <inheritdoc cref="IMiner.Mine"/>
    public PairIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IMiner.Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings, Tensor? referenceLabels)
        => Mine(embeddings, labels, referenceEmbeddings, referenceLabels);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private PairIndices Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings)
    {
        using var rows = Fill(embeddings, labels, referenceEmbeddings);
        rows.Positive.Draw(_random.Fork(0), PositivesPerBin);
        rows.Negative.Draw(_random.Fork(1), NegativesPerBin);
        MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);
        using var pairs = new PairColumns();
        foreach (var (anchor, other) in rows.Positive.Drawn)
            pairs.AddPositive(anchor, other);
        foreach (var (anchor, other) in rows.Negative.Drawn)
            pairs.AddNegative(anchor, other);
        return pairs.ToIndices(labels, embeddings.device);
    }

    /// <summary>Bins with their counts; similarities lie in them negated.</summary>
    internal BinRows Fill(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings)
    {
        var rows = new BinRows(labels, Bins);
        MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);
        rows.Positive.Cut();
        rows.Negative.Cut();
        MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);
        return rows;
    }

    /// <summary>Shows every pair to the histogram of its side, whatever that is doing.</summary>
    internal sealed class BinRows(BatchLabels labels, int bins) : IRowMiner
    {
        private readonly Negatives _negatives = new(labels);

        public DistanceBins Positive { get; } = new(bins);

        public DistanceBins Negative { get; } = new(bins);

        public void Row<T>(int anchor, ReadOnlySpan<T> distances)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            foreach (var positive in labels.Positives(anchor))
            {
                if (!(labels.WithinBatch && positive == anchor))
                    Positive.See(double.CreateTruncating(distances[positive]), anchor, positive);
            }
            _negatives.Gather<T>(anchor, distances, out var rows, out var far);
            for (var k = 0; k < far.Length; k++)
                Negative.See(double.CreateTruncating(far[k]), anchor, (int)rows[k]);
        }

        public void Dispose() => _negatives.Dispose();
    }
}
