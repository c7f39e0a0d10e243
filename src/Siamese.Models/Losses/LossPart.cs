using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>The losses of some tuples, before reduction.</summary>
/// <param name="Losses">One loss per tuple, <c>[T]</c>.</param>
/// <param name="Anchors">The row of the batch that each tuple belongs to, int64, <c>[T]</c>.</param>
public sealed record LossPart(Tensor Losses, Tensor Anchors);
