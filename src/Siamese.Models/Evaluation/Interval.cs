using System.Globalization;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>A figure and the interval that it lies in. Immutable.</summary>
/// <param name="Value">The figure itself.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Interval(double Value, double Low, double High)
{
    /// <summary>Value and ends.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:0.0000} [{Low:0.0000}, {High:0.0000}]");
}
