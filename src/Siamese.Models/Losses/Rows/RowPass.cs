using System.Numerics;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Value and gradients of a loss, a block of anchors at a time: memory is that of a block, whatever the batch.</summary>
/// <remarks>
/// The gradient is computed on the way forward, where the distances are at hand, and only scaled on the way back; so
/// there are first derivatives and no second ones. Anchors of a block are shared out among as many threads as torch has;
/// the result does not depend on how many. On CUDA the distances travel to the host and their derivatives back.
/// </remarks>
internal static class RowPass
{
    /// <summary>Distances held at once.</summary>
    public const long BlockElements = 1 << 18;

    /// <summary>Prices a batch, inside the caller's dispose scope.</summary>
    public static RowResult Run<TLoss>(
        TLoss loss, IDistance distance, RowReduction reduction, Tensor embeddings, Tensor? reference, long blockElements = BlockElements)
        where TLoss : IRowLoss
    {
        var gradients = is_grad_enabled() && (embeddings.requires_grad || reference is { requires_grad: true });
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var count = embeddings.shape[0];
        var width = (reference ?? embeddings).shape[0];
        var totals = new RowTotals(checked((int)count));
        var kernel = RowKernel.For(distance, embeddings, reference, gradients);
        Passes(loss, kernel, reduction, totals, Math.Max(1, blockElements / Math.Max(1, width)), gradients);
        var factor = reduction.Factor(totals);
        var (ofEmbeddings, ofReference) = gradients && width > 0 ? kernel.Gradients(factor) : (zeros_like(embeddings), null);
        // A comparison drops NaN: the sum of the embeddings brings it back.
        var nothing = (embeddings * 0).sum().to(ScalarType.Float64).item<double>();
        return new RowResult(
            (totals.Sum(reduction.Weight) * factor) + nothing, totals,
            ofEmbeddings.MoveToOuterDisposeScope(), ofReference?.MoveToOuterDisposeScope());
    }

    private static void Passes<TLoss>(TLoss loss, RowKernel kernel, RowReduction reduction, RowTotals totals, long block, bool gradients)
        where TLoss : IRowLoss
    {
        var (count, width) = (kernel.Embeddings.shape[0], kernel.Reference.shape[0]);
        Tensor? only = null;   // of one block the same product serves every pass
        for (var pass = 0; pass <= loss.Rehearsals && width > 0; pass++)
        {
            var slopes = gradients && pass == loss.Rehearsals;
            loss.Begin(pass);
            for (long start = 0; start < count; start += block)
            {
                using var inner = NewDisposeScope();
                var length = Math.Min(block, count - start);
                var forward = only ?? kernel.Forward(start, length);                         // [length, M]
                if (length == count)
                    only ??= forward.MoveToOuterDisposeScope();   // again would be one scope farther out
                var host = forward.cpu();
                if (host.dtype == ScalarType.Float64)
                    Rows<double, TLoss>(loss, kernel, reduction, totals, host, start, slopes);
                else
                    Rows<float, TLoss>(loss, kernel, reduction, totals, host, start, slopes);
                loss.BlockDone(start, length);
                if (slopes)
                    kernel.Backward(start, host.to(forward.device));
            }
        }
    }

    private static void Rows<T, TLoss>(
        TLoss loss, RowKernel kernel, RowReduction reduction, RowTotals totals, Tensor host, long start, bool gradients)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TLoss : IRowLoss
    {
        var rows = new HostRows(host);
        var options = new ParallelOptions { MaxDegreeOfParallelism = get_num_threads() };
        Parallel.For(
            0, checked((int)host.shape[0]), options, () => new RowScratch(rows.Width),
            (i, _, scratch) =>
            {
                var anchor = checked((int)(start + i));
                var row = rows.Row<T>(i);
                var distances = scratch.Of<T>(0);
                kernel.Distances(anchor, row, distances);
                if (gradients)
                    row.Clear();
                var value = loss.Row(anchor, distances, gradients ? row : [], scratch);
                totals[anchor] = value;
                if (gradients)
                    Finish(kernel, distances, row, reduction.Weight(anchor, value));
                return scratch;
            },
            scratch => scratch.Dispose());
    }

    private static void Finish<T>(RowKernel kernel, ReadOnlySpan<T> distances, Span<T> slopes, double weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (weight != 1)
        {
            var by = T.CreateTruncating(weight);
            for (var j = 0; j < slopes.Length; j++)
                slopes[j] *= by;
        }
        kernel.Weigh(distances, slopes);
    }
}
