using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Reducers;

/// <summary>The sum over all tuples, divided by what the loss's definition names; 0 where that is 0.</summary>
internal sealed class DivisorReducer : Reducer
{
    public override Tensor Reduce(LossPart part, LossBatch batch)
    {
        if (part.Divisor is not { } divisor)
            return Mean.Reduce(part, batch);
        using var scope = NewDisposeScope();
        var sum = part.Losses.sum();
        var empty = divisor.eq(0);
        return (sum.masked_fill(empty, 0) / divisor.masked_fill(empty, 1)).MoveToOuterDisposeScope();
    }
}
