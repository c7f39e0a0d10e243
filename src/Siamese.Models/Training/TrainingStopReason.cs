namespace TorchSharp.Siamese.Models.Training;

/// <summary>Why a training can't go on.</summary>
public enum TrainingStopReason
{
    /// <summary>None of the others; the message says it.</summary>
    Other,

    /// <summary>A loss, an embedding, a gradient or a weight is NaN or infinite, and not because of the images.</summary>
    NotFinite,

    /// <summary>Images of the batch hold NaN or infinity.</summary>
    ImagesNotFinite,

    /// <summary>The norm of the gradient has left the usual by far.</summary>
    ExplodingGradient,

    /// <summary>Batch after batch had no active tuple.</summary>
    NoActiveTuples,
}
