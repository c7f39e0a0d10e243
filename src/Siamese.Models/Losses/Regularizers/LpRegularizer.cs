using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Regularizers;

/// <summary>Mean over the rows of <c>‖x‖ₚ^power</c>: keeps norms small.</summary>
/// <remarks>Rows of zeros have gradient 0. Immutable, thread-safe.</remarks>
public sealed class LpRegularizer : Regularizer
{
    /// <param name="p">Order of the norm, finite and above 0.</param>
    /// <param name="power">Exponent of the norm, finite, 1 or more; 2 with p = 2 is weight decay.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public LpRegularizer(double p = 2, double power = 1)
    {
        P = Check.FinitePositive(p);
        Power = Check.Between(power, 1, double.MaxValue);
    }

    /// <summary>Order of the norm.</summary>
    public double P { get; }

    /// <summary>Exponent of the norm.</summary>
    public double Power { get; }

    private protected override Tensor Losses(Tensor rows)
    {
        var norms = Data.Mining.Rows.Norm(rows, P);                 // [N]
        return Power == 1 ? norms : norms.pow(Power);
    }
}
