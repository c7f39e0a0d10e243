namespace TorchSharp.Siamese.Models.Logging;

/// <summary>What a column of the projector's table says of every embedding: its class, its file.</summary>
/// <param name="Name">Title of the column.</param>
/// <param name="Values">A text for each embedding. Tabs and line breaks in it become spaces.</param>
public sealed record ProjectorColumn(string Name, IReadOnlyList<string> Values);
