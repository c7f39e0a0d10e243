using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>One positive and one negative per anchor, each side hard, semi-hard or easy; or all of one side.</summary>
/// <remarks>
/// Without <see cref="MiningStrategy.All"/> the result is <see cref="TripletIndices"/>, and anchors that lack either
/// side are left out. With it the result is <see cref="PairIndices"/>: every pair of that side, and the chosen pairs
/// of the other. Of equal distances the first row is taken; a NaN distance is never chosen.
/// Source: Xuan, Stylianou and Pless, "Improved embeddings with easy positive triplet mining", WACV 2020.
/// </remarks>
public sealed class BatchEasyHardMiner : IMiner, IBatchMiner
{
    /// <param name="positive">Which positive.</param>
    /// <param name="negative">Which negative.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <param name="positiveRange">Distances (or similarities) that a chosen positive may have; null for any. All positives ignore it.</param>
    /// <param name="negativeRange">The same for a chosen negative.</param>
    /// <exception cref="ArgumentException">Both sides are semi-hard, or one is semi-hard and the other all: neither says where to begin.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A strategy is none of the named ones, or a range is empty.</exception>
    public BatchEasyHardMiner(
        MiningStrategy positive = MiningStrategy.Easy, MiningStrategy negative = MiningStrategy.SemiHard, IDistance? distance = null,
        DistanceRange? positiveRange = null, DistanceRange? negativeRange = null)
    {
        Positive = Defined(positive, nameof(positive));
        Negative = Defined(negative, nameof(negative));
        if ((positive, negative) is (MiningStrategy.SemiHard, MiningStrategy.SemiHard or MiningStrategy.All) or (MiningStrategy.All, MiningStrategy.SemiHard))
            throw new ArgumentException($"Expected a hard or easy {(positive == MiningStrategy.SemiHard ? "negative" : "positive")} beside a semi-hard one, got {positive} and {negative}.", nameof(negative));
        Distance = distance ?? new LpDistance();
        PositiveRange = Filled(positiveRange, nameof(positiveRange));
        NegativeRange = Filled(negativeRange, nameof(negativeRange));
    }

    /// <summary>Which positive is chosen.</summary>
    public MiningStrategy Positive { get; }

    /// <summary>Which negative is chosen.</summary>
    public MiningStrategy Negative { get; }

    /// <summary>What is compared.</summary>
    public IDistance Distance { get; }

    /// <summary>What a chosen positive may have; null for any.</summary>
    public DistanceRange? PositiveRange { get; }

    /// <summary>What a chosen negative may have; null for any.</summary>
    public DistanceRange? NegativeRange { get; }

    /// <inheritdoc/>
    public TupleIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    internal TupleIndices Mine(Tensor embeddings, BatchLabels classes, Tensor? referenceEmbeddings)
    {
        using var rows = new EasyHardRows(classes, Positive, Negative, Limits(PositiveRange), Limits(NegativeRange));
        if (Positive != MiningStrategy.All || Negative != MiningStrategy.All)
            MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);

        using var scope = NewDisposeScope();
        var device = embeddings.device;
        var limits = ((long)classes.QueryCount, (long)classes.ReferenceCount);
        var (a1, p) = (rows.PositiveAnchors.ToTensor(device), rows.Positives.ToTensor(device));
        var (a2, n) = (rows.NegativeAnchors.ToTensor(device), rows.Negatives.ToTensor(device));
        if (Positive != MiningStrategy.All && Negative != MiningStrategy.All)
            return new TripletIndices(a1, p, n, limits).MoveToOuterDisposeScope();

        var all = AllTuples.Pairs(classes);
        if (Positive == MiningStrategy.All)
            (a1, p) = (all.PositiveAnchors, all.Positives);
        if (Negative == MiningStrategy.All)
            (a2, n) = (all.NegativeAnchors, all.Negatives);
        return new PairIndices(a1, p, a2, n, limits).MoveToOuterDisposeScope();
    }

    // Similarities come to the rows negated, so their limits do too.
    private DistanceRange Limits(DistanceRange? range) => (range, Distance.IsInverted) switch
    {
        (null, _) => new(double.NegativeInfinity, double.PositiveInfinity),
        ({ } r, false) => r,
        ({ } r, true) => new(-r.High, -r.Low),
    };

    private static MiningStrategy Defined(MiningStrategy strategy, string name)
        => Enum.IsDefined(strategy)
            ? strategy
            : throw new ArgumentOutOfRangeException(name, strategy, $"Expected one of {string.Join(", ", Enum.GetNames<MiningStrategy>())}, got {strategy}.");

    private static DistanceRange? Filled(DistanceRange? range, string name)
        => range is not { } r || r.Low <= r.High
            ? range
            : throw new ArgumentOutOfRangeException(name, range, $"Expected a range from low to high, got {r.Low} to {r.High}.");
}
