using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Linear, batch normalisation, ReLU, linear: features to the embeddings that a contrastive loss sees.</summary>
/// <remarks>
/// The features before it often serve later tasks better. Source: Chen and others, "A simple framework for contrastive learning of
/// visual representations", ICML 2020, section 4.2. Checkpoint keys: <c>fc1.weight</c>, <c>bn1.*</c>, <c>fc2.*</c>. Not thread-safe while training.
/// </remarks>
public sealed class ProjectionHead : nn.Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly BatchNorm1d bn1;
    private readonly Linear fc2;

    /// <param name="inputSize">Length of the features, 1 or more.</param>
    /// <param name="hiddenSize">Length in between, 1 or more.</param>
    /// <param name="embeddingSize">Length of the embeddings, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is 0 or less.</exception>
    public ProjectionHead(int inputSize, int hiddenSize, int embeddingSize)
        : base(nameof(ProjectionHead))
    {
        InputSize = Check.Between(inputSize, 1, int.MaxValue);
        fc1 = nn.Linear(inputSize, Check.Between(hiddenSize, 1, int.MaxValue), hasBias: false);
        bn1 = nn.BatchNorm1d(hiddenSize);
        fc2 = nn.Linear(hiddenSize, Check.Between(embeddingSize, 1, int.MaxValue));
        RegisterComponents();
    }

    /// <summary>Length of the features.</summary>
    public int InputSize { get; }

    /// <param name="input">Features, <c>[N, InputSize]</c>.</param>
    /// <returns>Embeddings, <c>[N, D]</c>. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shape differs from the above.</exception>
    public override Tensor forward(Tensor input)
    {
        Check.Shape(Check.Embeddings(input), [-1, InputSize]);
        using var scope = NewDisposeScope();
        return fc2.call(bn1.call(fc1.call(input)).relu()).MoveToOuterDisposeScope();
    }
}
