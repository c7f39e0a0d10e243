namespace TorchSharp.Siamese.Examples.Host;

/// <summary>What a training reports in the end.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Loss">Mean loss of the last epoch.</param>
/// <param name="Images">Images that went through training steps.</param>
/// <param name="Seconds">Wall clock, data loading included.</param>
public sealed record TrainingOutcome(int Epochs, double Loss, long Images, double Seconds);
