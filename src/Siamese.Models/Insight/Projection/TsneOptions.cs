using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Insight.Projection;

/// <summary>How <see cref="TsneProjection"/> spreads points. Immutable.</summary>
public sealed record TsneOptions
{
    /// <summary>About how many neighbours each point is kept close to, 1 to 1,000. Fewer than 3 times as many points use a third of their number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set outside its range.</exception>
    public double Perplexity { get; init => field = Check.Between(Check.Finite(value, nameof(Perplexity)), 1, 1_000, nameof(Perplexity)); } = 30;

    /// <summary>Steps of gradient descent, 1 to 100,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set outside its range.</exception>
    public int Iterations { get; init => field = Check.Between(value, 1, 100_000, nameof(Iterations)); } = 1_000;

    /// <summary>How many of those steps come with early exaggeration and low momentum; at most <see cref="Iterations"/> are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0.</exception>
    public int ExaggeratedIterations { get; init => field = Check.Between(value, 0, 100_000, nameof(ExaggeratedIterations)); } = 250;

    /// <summary>How much stronger points attract each other at first, so that clusters form before they are spread, 1 to 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set outside its range.</exception>
    public double Exaggeration { get; init => field = Check.Between(Check.Finite(value, nameof(Exaggeration)), 1, 100, nameof(Exaggeration)); } = 12;

    /// <summary>Step length; null for N over 4 times the exaggeration, at least 50 (Belkina et al. 2019 take N over the exaggeration, their gradient being a quarter of van der Maaten's).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to what is not finite and above 0.</exception>
    public double? LearningRate { get; init => field = value is { } rate ? Check.FinitePositive(rate, nameof(LearningRate)) : null; }

    /// <summary>Of the tiny shifts that part equal points at the start.</summary>
    public ulong Seed { get; init; }
}
