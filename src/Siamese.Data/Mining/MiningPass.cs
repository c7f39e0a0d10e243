using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Sees the distances of one anchor to every reference row, and notes the tuples it wants.</summary>
internal interface IRowMiner : IDisposable
{
    /// <param name="anchor">Row of the batch.</param>
    /// <param name="distances">To every reference row; larger is farther, similarities come negated.</param>
    void Row<T>(int anchor, ReadOnlySpan<T> distances)
        where T : unmanaged, IFloatingPointIeee754<T>;
}

/// <summary>Shows a miner the distance matrix of a batch, a block of anchors at a time, without gradients.</summary>
/// <remarks>
/// The rows are read on the host whatever the device: the loops touch each number once or a few times, and the
/// length of their result has to reach the host anyway.
/// </remarks>
internal static class MiningPass
{
    private const int BlockElements = 1 << 24;   // 64 MB of float32

    public static BatchLabels CheckArguments(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings, Tensor? referenceLabels)
    {
        CheckTensors(embeddings, labels, referenceEmbeddings, referenceLabels);
        return BatchLabels.Read(labels, referenceLabels);
    }

    public static void CheckTensors(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings, Tensor? referenceLabels)
    {
        Check.Embeddings(embeddings);
        Check.SameDevice(Check.Labels(labels, embeddings.shape[0]), embeddings);
        if (referenceEmbeddings is null != referenceLabels is null)
            throw new ArgumentException("Expected both a reference set and its labels, or neither, got one of them.",
                referenceEmbeddings is null ? nameof(referenceEmbeddings) : nameof(referenceLabels));
        if (referenceEmbeddings is not null)
        {
            Check.EmbeddingsLike(referenceEmbeddings, embeddings);
            Check.SameDevice(Check.Labels(referenceLabels!, referenceEmbeddings.shape[0]), embeddings, nameof(referenceLabels));
            Check.FiniteRows(referenceEmbeddings);
        }
        Check.FiniteRows(embeddings);
    }

    public static void Run<TMiner>(IDistance distance, Tensor embeddings, Tensor? reference, TMiner miner, int blockElements = BlockElements)
        where TMiner : IRowMiner
    {
        using var grad = no_grad();
        using var outer = NewDisposeScope();
        embeddings = Rows.Widen(embeddings);
        reference = reference is null ? null : Rows.Widen(reference);
        var width = (int)(reference ?? embeddings).shape[0];
        if (width == 0)
            return;
        DistanceBlocks.Visit(distance, embeddings, reference, (start, matrix) =>
        {
            var host = Host(distance.IsInverted ? matrix.neg() : matrix);
            if (host.dtype == ScalarType.Float64)
                Show<double, TMiner>(host, (int)start, width, miner);
            else
                Show<float, TMiner>(host, (int)start, width, miner);
        }, blockElements);
    }

    private static Tensor Host(Tensor matrix)
        => matrix.to(matrix.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32, CPU).contiguous();

    private static void Show<T, TMiner>(Tensor host, int start, int width, TMiner miner)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TMiner : IRowMiner
    {
        var values = MemoryMarshal.Cast<byte, T>(host.bytes);
        for (var i = 0; i * width < values.Length; i++)
            miner.Row<T>(start + i, values.Slice(i * width, width));
        GC.KeepAlive(host);
    }
}
