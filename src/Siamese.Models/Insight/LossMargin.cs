using System.Globalization;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Losses;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>How far apart a loss wants images of different classes, compared with images of one class.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed record LossMargin
{
    /// <param name="distance">What the loss compares.</param>
    /// <param name="gap">How much farther than images of one class those of two classes should be, in the unit of the distance; finite, above 0. Of a similarity: how much less alike.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gap"/> is not finite and positive.</exception>
    public LossMargin(IDistance distance, double gap)
    {
        ArgumentNullException.ThrowIfNull(distance);
        Distance = distance;
        Gap = Check.FinitePositive(gap);
    }

    /// <summary>What the loss compares.</summary>
    public IDistance Distance { get; }

    /// <summary>How much farther than images of one class those of two classes should be, in the unit of the distance; above 0.</summary>
    public double Gap { get; }

    /// <summary>Whether the distance looks at directions only, so that the distances have an upper limit.</summary>
    internal bool IsBounded => DistanceNormalizes(Distance);

    /// <summary>The gap as a Euclidean distance between rows as the loss sees them; NaN where the distance is of another kind.</summary>
    /// <remarks>On the unit sphere <c>1 − cos = d²/2</c>.</remarks>
    internal double EuclideanGap => Distance switch
    {
        LpDistance { P: 2 } lp => Math.Pow(Gap, 1 / lp.Power),
        CosineSimilarity { Power: 1 } or DotProductSimilarity { Normalize: true, Power: 1 } => Math.Sqrt(2 * Gap),
        _ => double.NaN,
    };

    /// <summary>Reads the margin of a loss.</summary>
    /// <param name="loss">Any loss.</param>
    /// <returns>
    /// Null for a loss without a margin that ends its demands (soft margins, softmax losses and so on), or with one that is 0 or
    /// less. Contrastive losses ask for their negative margin, as if images of one class were equal; the margin loss for twice its m.
    /// </returns>
    public static LossMargin? Of(MetricLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        var fromOne = loss.distance is CosineSimilarity or DotProductSimilarity { Normalize: true };
        double? gap = loss switch
        {
            TripletMarginLoss { penalty: TripletPenalty.Hinge } triplet => triplet.margin,
            BatchHardLoss { penalty: TripletPenalty.Hinge } hard => hard.margin,
            ContrastiveLoss contrastive => Absolute(contrastive.negative_margin),
            SnrContrastiveLoss snr => snr.negative_margin,
            OnlineContrastiveLoss online => online.margin,
            CosineEmbeddingLoss cosine => Absolute(cosine.margin),
            MarginLoss margin => 2 * margin.margin,
            RankedListLoss ranked => ranked.alpha,
            _ => null,
        };
        return gap is > 0 ? new LossMargin(loss.distance, gap.Value) : null;

        // A similarity to stay below counts from the largest there is, where there is one.
        double? Absolute(double margin) => !loss.distance.IsInverted ? margin : fromOne ? 1 - margin : null;
    }

    /// <summary>The margin with its distance, in words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Gap:0.####} ({DistanceText.Of(Distance)})");

    internal static bool DistanceNormalizes(IDistance distance)
        => distance is LpDistance { Normalize: true } or CosineSimilarity or DotProductSimilarity { Normalize: true };

    /// <summary>The largest distance that classes can all have from each other on the unit sphere, as a regular simplex: <c>√(2C/(C − 1))</c>.</summary>
    internal static double LargestOnSphere(int classes) => Math.Sqrt(2.0 * classes / (classes - 1));
}
