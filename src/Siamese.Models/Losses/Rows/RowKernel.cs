using System.Numerics;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Distances of a block of anchors to all reference rows, and the way back from their derivatives to the embeddings.</summary>
/// <remarks>
/// Leaves are detached copies of the embeddings, in float32 or float64; <see cref="Embeddings"/> and <see cref="Reference"/> are
/// what is compared, normalised where the distance says so, with the graph that leads back to the leaves.
/// </remarks>
internal abstract class RowKernel
{
    private readonly Tensor _leaf;
    private readonly Tensor? _referenceLeaf;

    private protected RowKernel(Tensor embeddings, Tensor? reference, bool gradients, Func<Tensor, Tensor> prepare)
    {
        _leaf = Leaf(embeddings, gradients);
        _referenceLeaf = reference is null ? null : Leaf(reference, gradients);
        using var grad = enable_grad(gradients);
        Embeddings = prepare(Wide(_leaf));
        Reference = _referenceLeaf is null ? Embeddings : prepare(Wide(_referenceLeaf));
        Sums = new TwoSums(Embeddings, Reference);
    }

    /// <summary>What is compared, <c>[N, D]</c>, float32 or float64.</summary>
    public Tensor Embeddings { get; }

    /// <summary>What it is compared with, <c>[M, D]</c>; the same object without a reference set.</summary>
    public Tensor Reference { get; }

    /// <summary>The gradients by <see cref="Embeddings"/> and <see cref="Reference"/> so far.</summary>
    private protected TwoSums Sums { get; }

    private protected bool WithinBatch => ReferenceEquals(Embeddings, Reference);

    /// <summary>The kernel for a distance, in the caller's dispose scope.</summary>
    public static RowKernel For(IDistance distance, Tensor embeddings, Tensor? reference, bool gradients) => distance switch
    {
        LpDistance { P: 2, Power: 1 or 2 } euclidean when euclidean.Normalize || !EuclideanMatrix.MayOverflow(embeddings, reference, out _) => new EuclideanKernel(euclidean, embeddings, reference, gradients),
        CosineSimilarity { Power: 1 } => new ProductKernel(normalize: true, embeddings, reference, gradients),
        DotProductSimilarity { Power: 1 } product => new ProductKernel(product.Normalize, embeddings, reference, gradients),
        _ => new MatrixKernel(distance, embeddings, reference, gradients),
    };

    /// <summary>Numbers from which <see cref="Distances"/> makes distances, <c>[length, M]</c>, contiguous, to be overwritten.</summary>
    public abstract Tensor Forward(long start, long length);

    /// <summary>One anchor's distances out of its row of <see cref="Forward"/>.</summary>
    public abstract void Distances<T>(int anchor, ReadOnlySpan<T> row, Span<T> distances)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Turns derivatives by distances into what <see cref="Backward"/> wants, in place.</summary>
    public abstract void Weigh<T>(ReadOnlySpan<T> distances, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Adds up what a block's weighed derivatives, <c>[length, M]</c>, mean for the compared rows.</summary>
    public abstract void Backward(long start, Tensor slopes);

    /// <summary>The gradients of all blocks by the embeddings and the reference set, times a factor.</summary>
    public (Tensor Embeddings, Tensor? Reference) Gradients(double factor)
        => (ToLeaf(Embeddings, _leaf, Sums.Of(Embeddings).mul_(factor)),
            _referenceLeaf is null ? null : ToLeaf(Reference, _referenceLeaf, Sums.Of(Reference).mul_(factor)));

    private static Tensor ToLeaf(Tensor prepared, Tensor leaf, Tensor gradient)
        => ReferenceEquals(prepared, leaf) ? gradient : autograd.grad([prepared], [leaf], [gradient])[0];

    private static Tensor Leaf(Tensor embeddings, bool gradients) => embeddings.detach().requires_grad_(gradients);

    // Sums of many small numbers; half precision is for storage.
    private static Tensor Wide(Tensor leaf) => leaf.dtype is ScalarType.Float32 or ScalarType.Float64 ? leaf : leaf.to(ScalarType.Float32);
}
