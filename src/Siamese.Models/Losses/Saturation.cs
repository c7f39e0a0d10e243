using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>What becomes of a loss that is larger than its number type can tell.</summary>
internal static class Saturation
{
    /// <summary>The largest number of the type, with a zero gradient, where a loss overflowed; NaN stays NaN. On CUDA, where looking would make the host wait, the loss as it is.</summary>
    /// <param name="loss">Of any shape.</param>
    /// <param name="from">What it was computed from.</param>
    public static Tensor Of(Tensor loss, params IEnumerable<Tensor> from)
    {
        if (loss.device_type != DeviceType.CPU || loss.numel() == 0)
            return loss;
        var value = loss.detach();
        // Its slopes overflowed too: any of them may be infinity times 0.
        return value.isinf().any().item<bool>() ? value.nan_to_num(double.NaN) + Nothing(from).to(value.dtype) : loss;
    }

    /// <summary>0 with a zero gradient for each of the tensors; NaN where one of them is, so that it is seen.</summary>
    public static Tensor Nothing(IEnumerable<Tensor> tensors)
        => tensors.Select(tensor => (tensor * 0).sum()).Aggregate((sum, next) => sum + next);
}
