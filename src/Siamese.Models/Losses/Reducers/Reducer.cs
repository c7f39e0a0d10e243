using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Reducers;

/// <summary>How the losses of single tuples become one number.</summary>
/// <remarks>
/// A loss with several parts (positive and negative pairs) is reduced part by part and summed. Immutable,
/// thread-safe. Not NaN where nothing is there to reduce: an empty part gives 0 with a zero gradient. A NaN among
/// the losses is never dropped: the result is NaN.
/// </remarks>
public abstract class Reducer
{
    private protected Reducer()
    {
    }

    /// <summary>The arithmetic mean over all tuples.</summary>
    public static Reducer Mean { get; } = new MeanReducer();

    /// <summary>The sum over all tuples.</summary>
    public static Reducer Sum { get; } = new SumReducer();

    /// <summary>The mean over the tuples whose loss is above 0; tuples that are satisfied do not water it down.</summary>
    public static Reducer AverageNonZero { get; } = new ThresholdReducer(low: 0);

    /// <summary>The sum over all tuples divided by what the loss's definition names, such as the active pairs of <see cref="MarginLoss"/>; the mean where it names nothing.</summary>
    public static Reducer Divisor { get; } = new DivisorReducer();

    /// <summary>No reduction: the losses of all parts one after another, <c>[T]</c>.</summary>
    public static Reducer None { get; } = new NoReducer();

    /// <summary>Reduces one part.</summary>
    /// <param name="part">The losses, and which anchor each belongs to.</param>
    /// <param name="batch">The batch they were computed from.</param>
    /// <returns>A scalar (<see cref="None"/>: <c>[T]</c>). The caller owns it.</returns>
    public abstract Tensor Reduce(LossPart part, LossBatch batch);
}
