using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using TorchSharp.Siamese.Models.Losses.Regularizers;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Settings that every loss on a batch has; immutable. A loss with more of them derives its own options.</summary>
public record MetricLossOptions
{
    /// <summary>What is compared; null for the loss's own.</summary>
    public IDistance? Distance { get; init; }

    /// <summary>How the losses of single tuples become one number; null for the loss's own.</summary>
    public Reducer? Reducer { get; init; }

    /// <summary>What is added to the loss for the embeddings alone, such as their norms; null for nothing.</summary>
    public Regularizer? EmbeddingRegularizer { get; init; }

    /// <summary>Factor of the embeddings' regulariser. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double EmbeddingRegularizerWeight { get; init => field = Check.Finite(value, nameof(EmbeddingRegularizerWeight)); } = 1;
}
