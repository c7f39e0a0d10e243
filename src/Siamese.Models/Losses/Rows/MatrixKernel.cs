using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Any distance, by its own matrix and torch's own backward pass.</summary>
internal sealed class MatrixKernel : RowKernel
{
    private readonly IDistance _distance;
    private readonly bool _gradients;
    private Tensor? _matrix;   // of the last block, with its graph

    public MatrixKernel(IDistance distance, Tensor embeddings, Tensor? reference, bool gradients)
        : base(embeddings, reference, normalize: false)
    {
        (_distance, _gradients) = (distance, gradients);
        Embeddings.requires_grad_(gradients);
        Reference.requires_grad_(gradients);
    }

    public override Tensor Forward(long start, long length)
    {
        using var grad = enable_grad(_gradients);
        // The whole batch against itself is one argument: a distance may then use its symmetry.
        _matrix?.Dispose();
        var matrix = WithinBatch && length == Embeddings.shape[0]
            ? _distance.Matrix(Embeddings)
            : _distance.Matrix(Embeddings.narrow(0, start, length), Reference);              // [length, M]
        _matrix = matrix.MoveToOuterDisposeScope();   // one block serves several passes, each in a scope of its own
        return _matrix.detach().clone().contiguous();
    }

    public override void Distances<T>(int anchor, ReadOnlySpan<T> row, Span<T> distances) => row.CopyTo(distances);

    public override void Weigh<T>(ReadOnlySpan<T> distances, Span<T> slopes)
    {
    }

    public override void Backward(long start, Tensor slopes)
    {
        Tensor[] rows = WithinBatch ? [Embeddings] : [Embeddings, Reference];
        var gradients = autograd.grad([_matrix!], rows, [slopes]);
        for (var i = 0; i < rows.Length; i++)
            Sums.Add(rows[i], 0, gradients[i]);
    }
}
