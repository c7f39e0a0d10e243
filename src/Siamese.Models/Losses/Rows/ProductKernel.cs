using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Dot products and cosines: <c>s = x·y</c>, so <c>∂s/∂x = y</c>.</summary>
internal sealed class ProductKernel(bool normalize, Tensor embeddings, Tensor? reference)
    : RowKernel(embeddings, reference, normalize)
{
    public override Tensor Forward(long start, long length)
        => Embeddings.narrow(0, start, length).matmul(Reference.t());                       // [length, M]

    public override void Distances<T>(int anchor, ReadOnlySpan<T> row, Span<T> distances) => row.CopyTo(distances);

    public override void Weigh<T>(ReadOnlySpan<T> distances, Span<T> slopes)
    {
    }

    public override void Backward(long start, Tensor slopes)
    {
        var length = slopes.shape[0];
        if (WithinBatch && length == Embeddings.shape[0])
        {
            Sums.Of(Embeddings).addmm_(slopes + slopes.t(), Embeddings);            // both sides at once
            return;
        }
        Sums.Of(Embeddings).narrow(0, start, length).addmm_(slopes, Reference);
        Sums.Of(Reference).addmm_(slopes.t(), Embeddings.narrow(0, start, length));
    }
}
