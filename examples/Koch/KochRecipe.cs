namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>How much is trained and tested.</summary>
/// <param name="Pairs">Pairs an epoch.</param>
/// <param name="Epochs">Epochs.</param>
/// <param name="Batch">Pairs a batch.</param>
/// <param name="LearningRate">Of the first epoch.</param>
/// <param name="Workers">Threads that make batches.</param>
/// <param name="TestPairs">Pairs of validation and test, each.</param>
/// <param name="Episodes">Episodes of the test.</param>
internal sealed record KochRecipe(long Pairs, int Epochs, int Batch, double LearningRate, int Workers, int TestPairs, int Episodes);
