namespace TorchSharp.Siamese.Examples.Host;

/// <summary>Where a training stands after a step.</summary>
/// <param name="Epoch">Current epoch, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="Step">Steps done, over all epochs.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Loss of the step.</param>
/// <param name="ActiveTuples">Tuples of the step that cost something.</param>
/// <param name="Images">Images seen, over all epochs.</param>
public readonly record struct TrainingStatus(
    int Epoch, int Epochs, long Step, long Steps, double Loss, long ActiveTuples, long Images);
