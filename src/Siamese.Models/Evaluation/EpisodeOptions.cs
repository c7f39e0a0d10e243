using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Layout of N-way K-shot episodes. Immutable.</summary>
public sealed record EpisodeOptions
{
    /// <summary>Classes of an episode (N), 2 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 2.</exception>
    public int Ways { get; init => field = Check.Between(value, 2, int.MaxValue, nameof(Ways)); } = 20;

    /// <summary>Support images of each class (K), 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1.</exception>
    public int Shots { get; init => field = Check.Between(value, 1, 1 << 20, nameof(Shots)); } = 1;

    /// <summary>Queries of each class, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1.</exception>
    public int QueriesPerClass { get; init => field = Check.Between(value, 1, 1 << 20, nameof(QueriesPerClass)); } = 1;

    /// <summary>Episodes are a function of this and their number.</summary>
    public ulong Seed { get; init; }
}
