using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Reducers;

/// <summary>The mean over the tuples whose loss lies strictly between two limits; 0 if there is none.</summary>
/// <remarks>Immutable, thread-safe. Needs no host synchronisation.</remarks>
public sealed class ThresholdReducer : Reducer
{
    /// <param name="low">Losses up to this are left out; null for no lower limit.</param>
    /// <param name="high">Losses from this on are left out; null for no upper limit.</param>
    /// <exception cref="ArgumentException">Neither limit is given, one is NaN, or low is not below high.</exception>
    public ThresholdReducer(double? low = null, double? high = null)
    {
        if (low is null && high is null)
            throw new ArgumentException("Expected a lower or an upper limit, got neither.", nameof(low));
        if (!((low ?? double.NegativeInfinity) < (high ?? double.PositiveInfinity)))
            throw new ArgumentException($"Expected low below high, got {low} and {high}.", nameof(high));
        Low = low;
        High = high;
    }

    /// <summary>Losses up to this are left out.</summary>
    public double? Low { get; }

    /// <summary>Losses from this on are left out.</summary>
    public double? High { get; }

    /// <inheritdoc/>
    public override Tensor Reduce(LossPart part, LossBatch batch)
    {
        using var scope = NewDisposeScope();
        // Says what to leave out, so that NaN, which no comparison holds for, stays in.
        var drop = Low is { } low ? part.Losses.le(low) : null;
        if (High is { } high)
            drop = drop is null ? part.Losses.ge(high) : drop.logical_or(part.Losses.ge(high));
        var count = drop!.logical_not().sum().clamp_min(1);                 // int64 scalar
        return (part.Losses.masked_fill(drop, 0).sum() / count).MoveToOuterDisposeScope();
    }
}
