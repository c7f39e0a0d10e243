using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Feature maps <c>[N, C, H, W]</c> to one row an image: <c>[N, C]</c>, or <c>[N, C·H·W]</c> flattened.</summary>
/// <remarks>
/// The generalised mean is <c>(mean of max(x, 1e-6)^p)^(1/p)</c>: the average for p = 1, and towards the maximum as p grows. Source:
/// Radenović, Tolias and Chum, TPAMI 2019, eq. 3, there with p = 3 to begin with. Checkpoint key, for it alone: <c>p</c>, <c>[1]</c>. Not
/// thread-safe while training.
/// </remarks>
public sealed class GlobalPool : nn.Module<Tensor, Tensor>
{
    private const double Smallest = 1e-6;   // powers of 0 have no gradient for p

    private readonly Parameter? p;

    /// <param name="kind">Which pooling.</param>
    /// <param name="exponent">The exponent of the generalised mean at the beginning, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kind is unknown, or the exponent not finite and positive.</exception>
    public GlobalPool(GlobalPooling kind, double exponent = 3)
        : base(nameof(GlobalPool))
    {
        Kind = Enum.IsDefined(kind) ? kind : throw new ArgumentOutOfRangeException(nameof(kind), kind, $"Expected Flatten, Average, Max or GeM, got {kind}.");
        Check.FinitePositive(exponent);
        using var scope = NewDisposeScope();
        if (kind == GlobalPooling.GeM)
            p = (Parameter)new Parameter(full(1, exponent, ScalarType.Float32)).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Which pooling.</summary>
    public GlobalPooling Kind { get; }

    /// <param name="input">Feature maps, <c>[N, C, H, W]</c>; for the generalised mean what is below 1e-6 counts as that.</param>
    /// <returns>One row an image. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The shape differs from the above.</exception>
    public override Tensor forward(Tensor input)
    {
        Check.Shape(input, [-1, -1, -1, -1]);
        using var scope = NewDisposeScope();
        var pooled = Kind switch
        {
            GlobalPooling.Flatten => input.flatten(1),
            GlobalPooling.Average => input.mean([2, 3]),
            GlobalPooling.Max => input.amax([2, 3]),
            _ => input.clamp_min(Smallest).pow(p!).mean([2, 3]).pow(p!.reciprocal()),
        };
        return pooled.MoveToOuterDisposeScope();
    }

    /// <summary>Length of a row.</summary>
    internal static long Length(GlobalPooling kind, long channels, long height, long width)
        => kind == GlobalPooling.Flatten ? channels * height * width : channels;
}
