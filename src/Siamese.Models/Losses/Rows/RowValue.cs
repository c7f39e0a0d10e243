namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>What one anchor adds to a loss.</summary>
/// <param name="Sum">Sum of the losses of its tuples.</param>
/// <param name="Count">Number of its tuples.</param>
/// <param name="Active">Number of those with a loss above 0.</param>
internal readonly record struct RowValue(double Sum, long Count, long Active);
