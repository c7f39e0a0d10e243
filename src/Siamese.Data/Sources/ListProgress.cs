namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How far the listing of a source is.</summary>
/// <param name="Source">What is being listed: a path.</param>
/// <param name="Seen">Files, rows or entries looked at so far.</param>
/// <param name="Found">Images among them.</param>
/// <param name="Total">Entries to look at in all; null where that is not known beforehand, as in a folder.</param>
public readonly record struct ListProgress(string Source, long Seen, long Found, long? Total);
