namespace TorchSharp.Siamese.Models.Insight;

/// <summary>The same image, or nearly so, in two sets.</summary>
/// <param name="Train">Index in the training set.</param>
/// <param name="Validation">Index in the validation set.</param>
/// <param name="Distance">How different the pixels are, 0 to 2: the Euclidean distance after each image has mean 0 and norm 1; 0 for equal pixels.</param>
public sealed record DuplicatePair(int Train, int Validation, double Distance);
