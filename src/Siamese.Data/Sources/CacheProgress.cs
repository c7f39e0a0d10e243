namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How far the building of a cache is.</summary>
/// <param name="Images">Images done, those that could not be read included.</param>
/// <param name="Total">All images.</param>
public readonly record struct CacheProgress(int Images, int Total);
