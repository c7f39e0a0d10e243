using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>A number whose gradients are known already; a derivative of those is NaN, as it is not known.</summary>
internal sealed class RowGradient : autograd.SingleTensorFunction<RowGradient>
{
    public override string Name => nameof(RowGradient);

    /// <param name="ctx">Keeps the gradients.</param>
    /// <param name="vars">Embeddings, the result, and the reference set if it has a gradient.</param>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (embeddings, result) = ((Tensor)vars[0], (RowResult)vars[1]);
        ctx.save_for_backward(vars.Length == 2 ? [embeddings, result.OfEmbeddings] : [embeddings, result.OfEmbeddings, (Tensor)vars[2], result.OfReference!]);
        return tensor(result.Loss, dtype: embeddings.dtype, device: embeddings.device);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        return saved.Count == 2
            ? [Gradient(saved[0], saved[1], grad_output), null!]
            : [Gradient(saved[0], saved[1], grad_output), null!, Gradient(saved[2], saved[3], grad_output)];
    }

    private static Tensor Gradient(Tensor rows, Tensor gradient, Tensor gradOutput)
    {
        var result = gradient * gradOutput;
        // On only where somebody means to differentiate again (create_graph): adds 0, of which the derivative is NaN.
        return is_grad_enabled() && rows.requires_grad ? result + (rows * 0).sqrt() : result;
    }
}
