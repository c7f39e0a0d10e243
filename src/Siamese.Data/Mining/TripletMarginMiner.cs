using System.Numerics;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Every triplet of one kind: violating the margin, hard, semi-hard, or easy.</summary>
/// <remarks>
/// Compares in the dtype of the embeddings; a NaN distance belongs to no kind. Triplets come ordered by anchor,
/// positive, negative. Time is proportional to the number of valid triplets, memory to the number kept.
/// Source of the terms: Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015, section 3.2.
/// </remarks>
public sealed class TripletMarginMiner : ITripletMiner, IBatchMiner
{
    /// <param name="margin">How much farther than the positive the negative should be, in the unit of the distance. Finite.</param>
    /// <param name="kind">Which triplets to keep.</param>
    /// <param name="distance">Null for the Euclidean distance of L2-normalised rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not finite, or the kind is none of the named ones.</exception>
    public TripletMarginMiner(double margin = 0.2, TripletKind kind = TripletKind.All, IDistance? distance = null)
    {
        Margin = Check.Finite(margin);
        Kind = Enum.IsDefined(kind) ? kind : throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Expected one of {string.Join(", ", Enum.GetNames<TripletKind>())}, got {kind}.");
        Distance = distance ?? new LpDistance();
    }

    /// <summary>How much farther than the positive the negative should be.</summary>
    public double Margin { get; }

    /// <summary>Which triplets are kept.</summary>
    public TripletKind Kind { get; }

    /// <summary>What is compared.</summary>
    public IDistance Distance { get; }

    /// <inheritdoc/>
    public TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private TripletIndices Mine(Tensor embeddings, BatchLabels classes, Tensor? referenceEmbeddings)
    {
        var (above, upTo) = Kind switch
        {
            TripletKind.All => (double.NegativeInfinity, Margin),
            TripletKind.Hard => (double.NegativeInfinity, Math.Min(Margin, 0)),
            TripletKind.SemiHard => (0, Margin),
            TripletKind.Easy => (Margin, double.PositiveInfinity),
            _ => throw new InvalidOperationException($"Unknown kind {Kind}."),
        };
        using var rows = new WindowRows(classes, above, upTo);
        MiningPass.Run(Distance, embeddings, referenceEmbeddings, rows);
        return rows.Triplets.ToIndices(classes, embeddings.device);
    }

    /// <summary>Keeps every triplet whose d(a,n) - d(a,p) lies in a half-open window.</summary>
    private sealed class WindowRows(BatchLabels classes, double above, double upTo) : IRowMiner
    {
        private readonly Negatives _negatives = new(classes);

        public TripletColumns Triplets { get; } = new();

        public void Row<T>(int anchor, ReadOnlySpan<T> distances)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var count = _negatives.Gather<T>(anchor, distances, out var rows, out var far);
            if (count == 0)
                return;
            var (low, high) = (T.CreateTruncating(above), T.CreateTruncating(upTo));
            foreach (var positive in classes.Positives(anchor))
            {
                if (classes.WithinBatch && positive == anchor)
                    continue;
                Triplets.AddRun(anchor, positive, RowScan.Window(distances[positive], rows, far, low, high, Triplets.Negatives.Reserve(count)));
            }
        }

        public void Dispose()
        {
            Triplets.Dispose();
            _negatives.Dispose();
        }
    }
}
