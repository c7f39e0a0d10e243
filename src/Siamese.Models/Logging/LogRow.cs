namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Where a line of a log belongs.</summary>
/// <param name="Step">The training's step, 0 or more.</param>
/// <param name="Kind">What it tells of: lines of one kind and one step are written together.</param>
internal readonly record struct LogRow(long Step, string Kind);
