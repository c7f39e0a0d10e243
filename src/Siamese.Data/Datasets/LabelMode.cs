namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>What the labels of <see cref="LabelledImages"/> look like; the modes of Keras.</summary>
/// <remarks>
/// B images or tuples, L images in a tuple. For single images the label is the class; for tuples it says of each image after
/// the first whether it shares the first one's class.
/// </remarks>
public enum LabelMode
{
    /// <summary>int32: class numbers <c>[B]</c>, or 1 for same and 0 for different <c>[B, L - 1]</c>.</summary>
    Int,

    /// <summary>float32 0 or 1: <c>[B, 1]</c> for single images of exactly two classes, or <c>[B, L - 1]</c>.</summary>
    Binary,

    /// <summary>float32, one-hot: <c>[B, classes]</c>, or <c>[B, L - 1, 2]</c> where place 1 means same.</summary>
    Categorical,

    /// <summary>No labels, images only.</summary>
    None,
}
