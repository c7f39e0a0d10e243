namespace TorchSharp.Siamese.Models.Losses;

/// <summary>What <see cref="PnpLoss"/> makes of R, the soft count of negatives before a positive.</summary>
public enum PnpVariant
{
    /// <summary><c>R</c>.</summary>
    O,

    /// <summary><c>ln(1 + R)</c>: the gradient falls with R.</summary>
    Ds,

    /// <summary><c>1 − (1 + R)^−α</c>: the gradient falls with a power of R.</summary>
    Dq,

    /// <summary><c>(1 + R) ln(1 + R)</c>: the gradient grows with R, without bound.</summary>
    Iu,

    /// <summary><c>(bR − ln(1 + bR)) / b²</c>: the gradient grows with R, up to a bound.</summary>
    Ib,
}
