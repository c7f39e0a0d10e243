using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Batch normalisation of embeddings with a shift that stays 0: what goes in suits distance losses, what comes out classification losses and search.</summary>
/// <remarks>
/// Source: Luo and others, "Bag of tricks and a strong baseline for deep person re-identification", CVPR workshops 2019, section 3.5.
/// Checkpoint keys: <c>bn.*</c>. Not thread-safe while training.
/// </remarks>
public sealed class BnNeck : nn.Module<Tensor, Tensor>
{
    private readonly BatchNorm1d bn;

    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="embeddingSize"/> is 0 or less.</exception>
    public BnNeck(long embeddingSize)
        : base(nameof(BnNeck))
    {
        bn = nn.BatchNorm1d(Check.Between(embeddingSize, 1L, int.MaxValue));
        bn.bias!.requires_grad = false;
        RegisterComponents();
    }

    /// <param name="input">Embeddings, <c>[N, D]</c>; two rows or more while training.</param>
    /// <returns>Each column with mean 0 over the batch (over what training saw, in evaluation), <c>[N, D]</c>. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The shape or dtype differs from the above.</exception>
    public override Tensor forward(Tensor input)
    {
        Check.Shape(Check.Embeddings(input), [-1, bn.weight!.shape[0]]);
        if (training && input.shape[0] < 2)
            throw new ArgumentException($"Expected two rows or more while training, of one there is no variance, got {input.shape[0]}.", nameof(input));
        return bn.call(input);
    }
}
