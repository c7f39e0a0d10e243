using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Reducers;

/// <summary>Leaves the losses as they are; the loss joins its parts.</summary>
internal sealed class NoReducer : Reducer
{
    public override Tensor Reduce(LossPart part, LossBatch batch) => part.Losses.alias();
}
