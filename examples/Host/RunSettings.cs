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

    /// <summary>The file that gets the state of the training, or null.</summary>
    public FileInfo? Checkpoint { get; init; }

    /// <summary>Time between two saves of it; null for the library's own.</summary>
    public TimeSpan? CheckpointEvery { get; init; }

    /// <summary>Whether to go on from that file.</summary>
    public bool Resume { get; init; }

    /// <summary>The folder that gets tables of the training, or null.</summary>
    public DirectoryInfo? Log { get; init; }
}
