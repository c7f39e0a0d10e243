using System.Numerics;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Distances of a block of anchors to all reference rows, and the way back from their derivatives to the embeddings.</summary>
/// <remarks>
/// <see cref="Embeddings"/> and <see cref="Reference"/> are what is compared, in float32 or float64 and normalised where the distance
/// says so; the way back from there to the rows as they were given is gone a block of rows at a time.
/// </remarks>
internal abstract class RowKernel
{
    private const long BlockElements = 1 << 18;   // numbers of the rows that are normalised, or whose gradient is, at once

    private readonly Tensor _given;
    private readonly Tensor? _givenReference;
    private readonly bool _normalize;

    private protected RowKernel(Tensor embeddings, Tensor? reference, bool normalize)
    {
        _normalize = normalize;
        _given = embeddings.detach();
        _givenReference = reference?.detach();
        Embeddings = Prepared(_given);
        Reference = _givenReference is null ? Embeddings : Prepared(_givenReference);
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
        LpDistance { P: 2, Power: 1 or 2 } euclidean when euclidean.Normalize || !EuclideanMatrix.MayOverflow(embeddings, reference, out _) => new EuclideanKernel(euclidean, embeddings, reference),
        CosineSimilarity { Power: 1 } => new ProductKernel(normalize: true, embeddings, reference),
        DotProductSimilarity { Power: 1 } product => new ProductKernel(product.Normalize, embeddings, reference),
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
        => (ToGiven(_given, Sums.Of(Embeddings).mul_(factor)),
            _givenReference is null ? null : ToGiven(_givenReference, Sums.Of(Reference).mul_(factor)));

    private Tensor Prepared(Tensor rows)
    {
        if (!_normalize)
            return Wide(rows).alias();
        var prepared = empty(rows.shape, dtype: Widened(rows.dtype), device: rows.device);
        ForBlocks(rows, (block, start) => At(prepared, start, block).copy_(Prepare(block)));
        return prepared;
    }

    private Tensor ToGiven(Tensor rows, Tensor gradient)
    {
        if (!_normalize)
            return gradient.to(rows.dtype);
        var result = gradient.dtype == rows.dtype ? gradient : empty_like(rows);   // over itself, block by block
        ForBlocks(rows, (block, start) =>
        {
            using var grad = enable_grad();
            var leaf = block.detach().requires_grad_();
            At(result, start, block).copy_(autograd.grad([Prepare(leaf)], [leaf], [At(gradient, start, block)])[0]);
        });
        return result;
    }

    private static void ForBlocks(Tensor rows, Action<Tensor, long> work)
    {
        var block = Math.Max(1, BlockElements / Math.Max(1, rows.shape[1]));
        for (long start = 0; start < rows.shape[0]; start += block)
        {
            using var scope = NewDisposeScope();
            work(rows.narrow(0, start, Math.Min(block, rows.shape[0] - start)), start);
        }
    }

    private static Tensor At(Tensor rows, long start, Tensor block) => rows.narrow(0, start, block.shape[0]);

    private static Tensor Prepare(Tensor rows) => Data.Mining.Rows.Normalize(Wide(rows));

    // Sums of many small numbers; half precision is for storage.
    private static Tensor Wide(Tensor rows) => rows.dtype == Widened(rows.dtype) ? rows : rows.to(ScalarType.Float32);

    private static ScalarType Widened(ScalarType type) => type == ScalarType.Float64 ? type : ScalarType.Float32;
}
