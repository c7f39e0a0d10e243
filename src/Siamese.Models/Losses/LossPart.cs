using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>The losses of some tuples, before reduction.</summary>
/// <param name="Losses">One loss per tuple, <c>[T]</c>; or a scalar where the definition itself ends in one number.</param>
/// <param name="Anchors">The row of the batch that each tuple belongs to, int64, <c>[T]</c>.</param>
public sealed record LossPart(Tensor Losses, Tensor Anchors)
{
    /// <summary>What the sum of the losses is divided by where the loss's definition says so, a scalar; null for the number of losses.</summary>
    public Tensor? Divisor { get; init; }

    /// <summary>Which of the losses come from a tuple, bool, <c>[T]</c>; null for all. The others are 0, and are there because the definition's mean counts them.</summary>
    public Tensor? Usable { get; init; }

    /// <summary>Whether each loss already is that of an anchor as a whole, so that a mean over the anchor's tuples leaves it as it is.</summary>
    public bool IsOfAnchors { get; init; }

    /// <summary>The class of each loss, int64, <c>[T]</c>, where losses belong to classes and not to rows of the batch; null for the label of its anchor.</summary>
    public Tensor? Classes { get; init; }

    /// <summary>Whether the loss is one number already: no reducer is applied to it.</summary>
    public bool IsReduced => Losses.Dimensions == 0;
}
