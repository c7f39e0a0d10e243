namespace TorchSharp.Siamese.Models.Insight;

/// <summary>What is wrong with a training or with trained embeddings.</summary>
/// <remarks>New causes are added at the end: the numbers are kept in checkpoints.</remarks>
public enum FindingCause
{
    /// <summary>A loss, a gradient or an embedding is NaN or infinite.</summary>
    NotFinite,

    /// <summary>All images have nearly the same embedding.</summary>
    Collapse,

    /// <summary>The embeddings use few of their dimensions.</summary>
    LowRank,

    /// <summary>The loss asks for distances that the embeddings cannot have.</summary>
    MarginTooLarge,

    /// <summary>The learning rate is too high: loss and gradients jump instead of settling.</summary>
    LearningRateTooHigh,

    /// <summary>Hardly any tuple still has a loss, so that hardly any batch moves the weights.</summary>
    NoActiveTuples,

    /// <summary>A few classes make up most of the images, or of the tuples.</summary>
    ClassImbalance,

    /// <summary>Same and different pairs are far from balanced in the batches.</summary>
    PairImbalance,

    /// <summary>Labels contradict the images.</summary>
    LabelNoise,

    /// <summary>Distances of same and of different pairs overlap.</summary>
    Overlap,

    /// <summary>Two classes are taken for each other.</summary>
    ConfusedClasses,

    /// <summary>The same images are in the training and in the validation set.</summary>
    DuplicatesAcrossSplits,

    /// <summary>Augmentation turns images into those of other classes.</summary>
    DestructiveAugmentation,

    /// <summary>The network is much better on training than on validation data.</summary>
    Overfit,
}
