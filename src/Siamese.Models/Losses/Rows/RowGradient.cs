using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>A number whose gradients are known already.</summary>
internal sealed class RowGradient : autograd.SingleTensorFunction<RowGradient>
{
    public override string Name => nameof(RowGradient);

    /// <param name="ctx">Keeps the gradients.</param>
    /// <param name="vars">Embeddings, the result, and the reference set if it has a gradient.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (embeddings, result) = ((Tensor)vars[0], (RowResult)vars[1]);
        ctx.save_for_backward(vars.Length == 2 ? [result.OfEmbeddings] : [result.OfEmbeddings, result.OfReference!]);
        return tensor(result.Loss, dtype: embeddings.dtype, device: embeddings.device);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        return saved.Count == 1
            ? [saved[0] * grad_output, null!]
            : [saved[0] * grad_output, null!, saved[1] * grad_output];
    }
}
