namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Triplets by how far the negative lies behind the positive, in the unit of the distance.</summary>
public enum TripletKind
{
    /// <summary>Every triplet that violates the margin: <c>d(a,n) − d(a,p) ≤ margin</c>; hard and semi-hard together.</summary>
    All,

    /// <summary>The negative is no farther than the positive: <c>d(a,n) − d(a,p) ≤ 0</c>, and within the margin.</summary>
    Hard,

    /// <summary>The negative is farther, but not by more than the margin: <c>0 &lt; d(a,n) − d(a,p) ≤ margin</c>.</summary>
    SemiHard,

    /// <summary>The margin is kept: <c>d(a,n) − d(a,p) &gt; margin</c>.</summary>
    Easy,
}
