using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A loss, and how many tuples it came from.</summary>
/// <remarks>Owns its tensors and disposes them; they also stay in the dispose scope in which they were made.</remarks>
public sealed class LossResult : IDisposable
{
    private readonly Tensor _active;

    internal LossResult(Tensor loss, long tupleCount, Tensor active)
    {
        Loss = loss;
        TupleCount = tupleCount;
        _active = active;
    }

    /// <summary>The loss: a scalar, or <c>[T]</c> without reduction. 0 with a zero gradient where there was no tuple.</summary>
    public Tensor Loss { get; }

    /// <summary>Number of tuples priced; 2^63 - 1 if there are more.</summary>
    public long TupleCount { get; }

    /// <summary>Number of tuples whose loss is above 0, those that move the weights. Waits for the device.</summary>
    public long ActiveCount => _active.item<long>();

    internal LossResult MoveToOuterDisposeScope()
    {
        Loss.MoveToOuterDisposeScope();
        _active.MoveToOuterDisposeScope();
        return this;
    }

    /// <summary>Disposes loss and count. Safe to call twice.</summary>
    public void Dispose()
    {
        Loss.Dispose();
        _active.Dispose();
    }
}
