using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary><c>log Σ exp</c> over part of each row, and its kin, with finite values and gradients for every input.</summary>
internal static class LogSumExp
{
    /// <summary>Over the entries that a mask keeps; for a row without any, the lowest number of the type, with a zero gradient.</summary>
    /// <param name="logits"><c>[N, M]</c>.</param>
    /// <param name="keep">bool, <c>[N, M]</c>.</param>
    /// <returns><c>[N]</c>.</returns>
    // Minus infinity would be the exact value of an empty row, and 0 times that the gradient.
    public static Tensor OfRows(Tensor logits, Tensor keep)
        => logits.masked_fill(keep.logical_not(), finfo(logits.dtype).min).logsumexp(1);

    /// <summary>As <see cref="OfRows"/>, but 0 for a row without any entry.</summary>
    public static Tensor OfRowsOrZero(Tensor logits, Tensor keep)
        => OfRows(logits, keep).masked_fill(keep.any(1).logical_not(), 0);

    /// <summary><c>log(1 + eˣ)</c>, exact for every x.</summary>
    public static Tensor WithZero(Tensor x) => x.logaddexp(zeros_like(x));
}
