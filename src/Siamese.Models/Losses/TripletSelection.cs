namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Which of the triplets that the labels admit <see cref="TripletMarginLoss"/> prices when none are given.</summary>
public enum TripletSelection
{
    /// <summary>Every valid triplet: batch-all of Hermans et al. 2017, section 2.</summary>
    All,

    /// <summary>Those whose negative is no farther than the positive: <c>d(a,n) − d(a,p) ≤ 0</c>.</summary>
    Hard,

    /// <summary>Those whose negative is farther, but not by more than the selection margin: <c>0 &lt; d(a,n) − d(a,p) ≤ margin</c>.</summary>
    SemiHard,

    /// <summary>For every anchor and positive the nearest of the semi-hard negatives: Schroff et al. 2015, section 3.2.</summary>
    NearestSemiHard,

    /// <summary>For every anchor its farthest positive and nearest negative: batch-hard of Hermans et al. 2017, section 2.</summary>
    Hardest,
}
