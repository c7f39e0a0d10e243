using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>What the command line of a training asks for; null leaves it to the data.</summary>
/// <param name="Minutes">How long to train; looked at where there are no steps.</param>
/// <param name="Steps">How many steps.</param>
/// <param name="Side">Edge of the images.</param>
/// <param name="Mirror">Whether a mirror image shows the same.</param>
/// <param name="HoldOutBy">Whole classes, or samples of each.</param>
/// <param name="HeldOut">Share held out; 0 for none.</param>
/// <param name="Seed">Of everything random.</param>
internal sealed record TrainRequest(double Minutes, long? Steps, int? Side, bool? Mirror, SplitBy? HoldOutBy, double HeldOut, ulong Seed);
