using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Reducers;

/// <summary>The arithmetic mean over all tuples.</summary>
internal sealed class MeanReducer : Reducer
{
    // The mean of nothing would be 0/0.
    public override Tensor Reduce(LossPart part, LossBatch batch)
        => part.Losses.numel() == 0 ? part.Losses.sum() : part.Losses.mean();
}
