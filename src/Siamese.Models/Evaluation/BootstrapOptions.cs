using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>How bootstrap intervals are made. Immutable.</summary>
public sealed record BootstrapOptions
{
    /// <summary>Number of resampled sets, 10 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 10.</exception>
    public int Resamples { get; init => field = Check.Between(value, 10, 1 << 24, nameof(Resamples)); } = 1000;

    /// <summary>Share of the resampled figures inside the interval, above 0 and below 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public double Confidence { get; init => field = Check.Between(value, double.BitIncrement(0), double.BitDecrement(1), nameof(Confidence)); } = 0.95;

    /// <summary>The draws are a function of this.</summary>
    public ulong Seed { get; init; }
}
