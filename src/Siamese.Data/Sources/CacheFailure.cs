namespace TorchSharp.Siamese.Data.Sources;

/// <summary>An image that could not be read into a cache.</summary>
/// <param name="Index">Number of the image.</param>
/// <param name="Name">Where it comes from, such as its path.</param>
/// <param name="Reason">What went wrong.</param>
public sealed record CacheFailure(int Index, string Name, string Reason);
