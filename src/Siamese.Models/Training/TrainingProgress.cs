namespace TorchSharp.Siamese.Models.Training;

/// <summary>Where a training stands after a step.</summary>
/// <param name="Epoch">Epoch of the step, from 0.</param>
/// <param name="Batch">Index of its batch in the epoch, from 0.</param>
/// <param name="BatchesPerEpoch">Batches of an epoch.</param>
/// <param name="Step">Steps done, those before a restart included.</param>
/// <param name="TotalSteps">Steps of the whole training, if nothing stops it early.</param>
/// <param name="Loss">Loss of the step.</param>
/// <param name="TupleCount">Tuples priced in the step.</param>
/// <param name="ActiveCount">Tuples whose loss was above 0.</param>
/// <param name="ImageCount">Images since the beginning, those before a restart included.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Batch, int BatchesPerEpoch, long Step, long TotalSteps, double Loss, long TupleCount, long ActiveCount, long ImageCount);
