using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A loss, and how many tuples it came from.</summary>
/// <remarks>Owns its tensors and disposes them; they also stay in the dispose scope in which they were made.</remarks>
public sealed class LossResult : IDisposable
{
    private readonly Tensor _counts;   // [2], int64: tuples, active ones

    internal LossResult(Tensor loss, long tupleCount, Tensor active)
        : this(loss, stack([tensor(tupleCount).to(active.device), active]))
    {
    }

    internal LossResult(Tensor loss, Tensor counts)
    {
        Loss = loss;
        _counts = counts;
    }

    /// <summary>The loss: a scalar, or <c>[T]</c> without reduction. 0 with a zero gradient where there was no tuple.</summary>
    public Tensor Loss { get; }

    /// <summary>Number of tuples priced, 2^63 - 1 if there are more; of a loss that prices each anchor as a whole, the anchors that had a tuple. Waits for the device.</summary>
    public long TupleCount => Read(0);

    /// <summary>Number of tuples whose loss is not 0, those that move the weights. Waits for the device.</summary>
    public long ActiveCount => Read(1);

    /// <summary>Tuples and active tuples, int64, <c>[2]</c>.</summary>
    internal Tensor Counts => _counts;

    /// <summary>The same numbers with nothing to go back through.</summary>
    internal LossResult WithoutGraph() => new(Loss.detach(), _counts.alias());

    internal LossResult MoveToOuterDisposeScope()
    {
        Loss.MoveToOuterDisposeScope();
        _counts.MoveToOuterDisposeScope();
        return this;
    }

    /// <summary>Disposes loss and count. Safe to call twice.</summary>
    public void Dispose()
    {
        Loss.Dispose();
        _counts.Dispose();
    }

    private long Read(long index)
    {
        using var scope = NewDisposeScope();
        return _counts[index].item<long>();
    }
}
