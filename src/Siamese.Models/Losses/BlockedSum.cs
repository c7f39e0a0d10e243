using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A scalar that is a sum over blocks, with its gradient taken block by block: the graph of one block is alive at a time.</summary>
internal static class BlockedSum
{
    /// <param name="matrix">What the sum depends on.</param>
    /// <param name="length">How many terms there are.</param>
    /// <param name="block">How many terms are taken at a time, 1 or more.</param>
    /// <param name="sum">The sum over some terms, a scalar: matrix, first term, number of terms.</param>
    /// <returns>A scalar in the caller's dispose scope, 0 for no terms. Differentiable once.</returns>
    public static Tensor Of(Tensor matrix, long length, long block, Func<Tensor, long, long, Tensor> sum)
    {
        if (!is_grad_enabled() || !matrix.requires_grad)
            return Values(matrix, length, block, sum);
        Tensor total = zeros_like(matrix.detach().sum()), gradient = zeros_like(matrix.detach());
        var leaf = matrix.detach().requires_grad_();
        for (var start = 0L; start < length; start += block)
        {
            using var scope = NewDisposeScope();
            var part = sum(leaf, start, Math.Min(block, length - start));
            total.add_(part.detach());
            gradient.add_(autograd.grad([part], [leaf])[0]);
        }
        // The value, with the gradient as its slope.
        return total + ((matrix - matrix.detach()) * gradient).sum();
    }

    private static Tensor Values(Tensor matrix, long length, long block, Func<Tensor, long, long, Tensor> sum)
    {
        var total = zeros_like(matrix.sum());
        for (var start = 0L; start < length; start += block)
        {
            using var scope = NewDisposeScope();
            total.add_(sum(matrix, start, Math.Min(block, length - start)));
        }
        return total;
    }
}
