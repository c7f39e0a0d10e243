using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>What a step of the optimiser came from.</summary>
/// <remarks>The tensors are borrowed: valid during the call only, to be copied if they are needed for longer, and not to be disposed.</remarks>
public sealed class TrainingStep
{
    /// <summary>Number of the step, from 1.</summary>
    public required long Step { get; init; }

    /// <summary>Epoch of the batch, from 0.</summary>
    public required int Epoch { get; init; }

    /// <summary>Index of the batch in its epoch, from 0; of several that make up a step, the last.</summary>
    public required int Batch { get; init; }

    /// <summary>The loss that was minimised, summed over all losses with their weights, averaged over the step's batches.</summary>
    public required double Loss { get; init; }

    /// <summary>Loss and tuples of each loss of the training, in its order.</summary>
    public required IReadOnlyList<TrainingLossFigures> Losses { get; init; }

    /// <summary>Tuples priced, over all losses.</summary>
    public required long TupleCount { get; init; }

    /// <summary>Tuples whose loss was above 0.</summary>
    public required long ActiveCount { get; init; }

    /// <summary>Euclidean norm of the gradient over all parameters, before it was clipped; NaN where it was not measured.</summary>
    public double GradientNorm { get; init; } = double.NaN;

    /// <summary>Learning rate of the step, of the optimiser's first group of parameters.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Images of the step.</summary>
    public required int ImageCount { get; init; }

    /// <summary>Images since the beginning of the training, those before a restart included.</summary>
    public required long TotalImageCount { get; init; }

    /// <summary>Time of this training so far, of this process only.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>What the encoder made of the images, before the step, <c>[N, D]</c>, without gradient. Borrowed.</summary>
    public required Tensor Embeddings { get; init; }

    /// <summary>Classes of the images, int64, <c>[N]</c>. Borrowed.</summary>
    public required Tensor Labels { get; init; }

    /// <summary>Which samples of the source they are, int64, <c>[N]</c>. Borrowed.</summary>
    public required Tensor Ids { get; init; }
}
