namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>What the training took, its first step left out.</summary>
/// <param name="Seconds">Time.</param>
/// <param name="ImagesPerSecond">Images through the network, both of every pair counted, those of several pairs of a batch once.</param>
/// <param name="WaitingShare">Share of the time in which the device waited for the next batch, 0 to 1.</param>
internal sealed record KochCost(double Seconds, double ImagesPerSecond, double WaitingShare);
