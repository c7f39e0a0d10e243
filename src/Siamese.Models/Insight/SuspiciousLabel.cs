namespace TorchSharp.Siamese.Models.Insight;

/// <summary>An image whose neighbours are of another class.</summary>
/// <param name="Index">Row of the image.</param>
/// <param name="Label">Its label.</param>
/// <param name="Suggested">The class of most of its neighbours.</param>
/// <param name="Confidence">Share of its neighbours that are of the suggested class, less the share that are of its own: above 0, up to 1.</param>
public sealed record SuspiciousLabel(int Index, int Label, int Suggested, double Confidence);
