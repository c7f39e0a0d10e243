namespace TorchSharp.Siamese.Models.Losses;

/// <summary>What a triplet's violation <c>v = d(a,p) − d(a,n) + margin</c> costs.</summary>
public enum TripletPenalty
{
    /// <summary><c>[v]₊</c>: nothing once the margin is kept.</summary>
    Hinge,

    /// <summary><c>ln(1 + eᵛ)</c>, the soft margin: it keeps pulling, ever more weakly. With margin 0 that of Hermans et al. 2017, section 2.</summary>
    SoftMargin,
}
