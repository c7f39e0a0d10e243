namespace TorchSharp.Siamese.Models.Training;

/// <summary>What one loss of a training said of a step.</summary>
/// <param name="Name">Name of the loss in the training.</param>
/// <param name="Loss">Without its weight, averaged over the step's batches.</param>
/// <param name="TupleCount">Tuples priced.</param>
/// <param name="ActiveCount">Tuples whose loss was not 0.</param>
public readonly record struct TrainingLossFigures(string Name, double Loss, long TupleCount, long ActiveCount);
