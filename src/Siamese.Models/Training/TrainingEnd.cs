namespace TorchSharp.Siamese.Models.Training;

/// <summary>Why a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>All its epochs or steps are done.</summary>
    Complete,

    /// <summary>The watched metric did not get better any more.</summary>
    NoImprovement,

    /// <summary>Its time was over.</summary>
    TimeLimit,
}
