using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Models.Losses.Reducers;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Settings of <see cref="VicRegLoss"/>; immutable.</summary>
public sealed record VicRegLossOptions
{
    /// <summary>λ. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double InvarianceWeight { get; init => field = Check.Finite(value, nameof(InvarianceWeight)); } = 25;

    /// <summary>μ. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double VarianceWeight { get; init => field = Check.Finite(value, nameof(VarianceWeight)); } = 25;

    /// <summary>ν. Finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double CovarianceWeight { get; init => field = Check.Finite(value, nameof(CovarianceWeight)); } = 1;

    /// <summary>ε under the root of the variance. Finite, above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite and positive.</exception>
    public double Epsilon { get; init => field = Check.FinitePositive(value, nameof(Epsilon)); } = 1e-4;

    /// <summary>How the losses of rows, and of coordinates, become one number.</summary>
    public Reducer Reducer { get; init; } = Reducer.Mean;
}
