using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Heads;

/// <summary>The head of Koch's network: <c>Σᵢ αᵢ |xᵢ − yᵢ| + b</c>, the logit of two images being of one class.</summary>
/// <remarks>
/// Price it with <see cref="Losses.PairVerificationLoss"/>; <see cref="Probability"/> is its sigmoid. Source: Koch, Zemel and
/// Salakhutdinov, "Siamese neural networks for one-shot image recognition", ICML deep learning workshop 2015. Weights start
/// uniformly within <c>±1/√D</c>. Checkpoint keys: <c>weight</c>, <c>[D]</c>, and <c>bias</c>, <c>[1]</c>. Not thread-safe while training.
/// </remarks>
public sealed class WeightedL1Head : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Parameter weight;   // [D]
    private readonly Parameter bias;     // [1]

    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="seed">Seed of the initial weights; null to draw them from torch's global generator.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="embeddingSize"/> is 0 or less.</exception>
    public WeightedL1Head(long embeddingSize, ulong? seed = null)
        : base(nameof(WeightedL1Head))
    {
        var bound = 1 / Math.Sqrt(Check.Between(embeddingSize, 1L, int.MaxValue));
        using var scope = NewDisposeScope();
        using var generator = seed is { } value ? new Generator(value) : null;
        weight = (Parameter)new Parameter(empty(embeddingSize).uniform_(-bound, bound, generator)).DetachFromDisposeScope();
        bias = (Parameter)new Parameter(zeros(1)).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <param name="left">Embeddings, <c>[N, D]</c>, dtype and device of the weights.</param>
    /// <param name="right">Embeddings, <c>[N, D]</c>, dtype and device of the weights.</param>
    /// <returns>Logits, <c>[N]</c>: above 0 for "the same class". The caller owns them.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    public override Tensor forward(Tensor left, Tensor right)
    {
        Check.Embeddings(left);
        Check.Shape(left, [-1, weight.shape[0]]);
        Check.EmbeddingsLike(Check.Shape(right, left.shape), left, nameof(right));
        if (left.dtype != weight.dtype)
            throw new ArgumentException($"Expected dtype {weight.dtype}, that of the head's weights, got {left.dtype}.", nameof(left));
        Check.SameDevice(left, weight);
        using var scope = NewDisposeScope();
        return ((left - right).abs().matmul(weight) + bias).MoveToOuterDisposeScope();
    }

    /// <summary>The chance of two images being of one class.</summary>
    /// <param name="left">Embeddings, <c>[N, D]</c>, dtype and device of the weights.</param>
    /// <param name="right">Embeddings, <c>[N, D]</c>, dtype and device of the weights.</param>
    /// <returns><c>[N]</c>, 0 to 1. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above.</exception>
    public Tensor Probability(Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        return call(left, right).sigmoid().MoveToOuterDisposeScope();
    }
}
