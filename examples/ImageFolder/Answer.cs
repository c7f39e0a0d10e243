namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>What a search found for one image.</summary>
/// <param name="Query">The image.</param>
/// <param name="Hits">The nearest ones, nearest first.</param>
internal sealed record Answer(string Query, IReadOnlyList<Hit> Hits);

/// <summary>An image that was found.</summary>
/// <param name="Rank">1 for the nearest.</param>
/// <param name="Image">Its path.</param>
/// <param name="Score">Distance or similarity.</param>
/// <param name="Same">What the threshold says; null without one.</param>
/// <param name="ProbabilitySame">What the calibration says; null without one.</param>
internal sealed record Hit(int Rank, string Image, double Score, bool? Same, double? ProbabilitySame);
