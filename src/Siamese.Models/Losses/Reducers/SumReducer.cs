using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Reducers;

/// <summary>The sum over all tuples.</summary>
internal sealed class SumReducer : Reducer
{
    public override Tensor Reduce(LossPart part, LossBatch batch) => part.Losses.sum();
}
