using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Settings of an <see cref="EmbeddingDiagnosis"/>, and what else is known; immutable. Borrows its tensors.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>What is compared; null for that of <see cref="Margin"/>, or else the Euclidean distance of L2-normalised rows.</summary>
    public IDistance? Distance { get; init; }

    /// <summary>The margin of the loss that was trained with; null if it has none. <see cref="LossMargin.Of"/> reads it.</summary>
    public LossMargin? Margin { get; init; }

    /// <summary>Images that were not trained on, of the same or of other classes; null for none.</summary>
    public LabelledEmbeddings? Validation { get; init; }

    /// <summary>Embeddings of augmented images: row i is a view of image i, <c>[N, D]</c>; null for none.</summary>
    public Tensor? AugmentedViews { get; init; }

    /// <summary>Images that training and validation set share; null if that was not looked for.</summary>
    public DuplicateSearch? Duplicates { get; init; }

    /// <summary>What a <see cref="TrainingMonitor"/> found while the network was trained.</summary>
    public IReadOnlyList<Finding> DuringTraining { get; init; } = [];

    /// <summary>Names classes in texts; null for their numbers.</summary>
    public Func<int, string>? ClassName { get; init; }

    /// <summary>Neighbours to judge a label by, 3 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 2 or less.</exception>
    public int Neighbors { get; init => field = Check.Between(value, 3, 10_000, nameof(Neighbors)); } = 10;

    /// <summary>Worst pairs of either kind to list, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int WorstPairCount { get; init => field = Check.Between(value, 1, 1_000_000, nameof(WorstPairCount)); } = 20;
}
