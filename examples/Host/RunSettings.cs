using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>What the common options came to.</summary>
/// <param name="Seed">0 or more.</param>
/// <param name="Threads">CPU threads, 1 or more.</param>
/// <param name="Device">Where the network runs.</param>
/// <param name="Model">The file that gets the trained network.</param>
/// <param name="Json">The file that gets the figures, or null.</param>
public sealed record RunSettings(long Seed, int Threads, Device Device, FileInfo Model, FileInfo? Json)
{
    /// <summary>The file that gets the report, or null.</summary>
    public FileInfo? Report { get; init; }
}
