namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Which batch is to be made.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Number">Number of the batch in it, from 0.</param>
/// <param name="Samples">The samples that a sampler picked; empty where a plan says it.</param>
internal readonly record struct BatchRequest(int Epoch, int Number, int[] Samples);
