using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Memory;

/// <summary>The last embeddings of a run with their labels: one queue for all, or one for each class.</summary>
/// <remarks>
/// First in, first out. A rare class keeps its place where each class has a queue of its own. Everything is in the state dict:
/// <c>embeddings [S, D]</c>, <c>labels [S]</c>, <c>position [Q]</c> (where the next row goes) and <c>filled [Q]</c> of the Q queues. Rows are
/// kept without gradient. Not thread-safe.
/// </remarks>
public sealed class EmbeddingMemory : nn.Module
{
    private Tensor embeddings;
    private Tensor labels;
    private Tensor position;
    private Tensor filled;

    /// <param name="capacity">Rows of each queue, 1 or more.</param>
    /// <param name="width">D, 1 or more.</param>
    /// <param name="classes">Number of queues, one for each label of 0 to <paramref name="classes"/> - 1; 0 for one queue for all labels.</param>
    /// <param name="dtype">Of the kept rows; float32 if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public EmbeddingMemory(int capacity, int width, int classes = 0, ScalarType? dtype = null)
        : base(nameof(EmbeddingMemory))
    {
        Capacity = Check.Between(capacity, 1, int.MaxValue);
        Width = Check.Between(width, 1, int.MaxValue);
        Classes = Check.Between(classes, 0, int.MaxValue);
        using var scope = NewDisposeScope();
        var slots = (long)capacity * Queues;
        embeddings = zeros(slots, width, dtype: dtype ?? ScalarType.Float32).DetachFromDisposeScope();
        labels = zeros(slots, dtype: ScalarType.Int64).DetachFromDisposeScope();
        position = zeros(Queues, dtype: ScalarType.Int64).DetachFromDisposeScope();
        filled = zeros(Queues, dtype: ScalarType.Int64).DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <summary>Rows of each queue.</summary>
    public int Capacity { get; }

    /// <summary>Numbers in a row.</summary>
    public int Width { get; }

    /// <summary>Number of classes with a queue each; 0 for one queue for all.</summary>
    public int Classes { get; }

    /// <summary>Rows that are kept now.</summary>
    public long Count => Numbers(filled).Sum();

    private int Queues => Math.Max(1, Classes);

    /// <summary>Puts rows in, the oldest ones out.</summary>
    /// <param name="rows"><c>[N, D]</c>, floating point; copied without gradient. At most <see cref="Capacity"/> where there is one queue.</param>
    /// <param name="rowLabels">Whole numbers, <c>[N]</c>.</param>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, there are more rows than one queue holds, or a label has no queue.</exception>
    public void Enqueue(Tensor rows, Tensor rowLabels) => Put(rows, rowLabels);

    /// <summary>What is kept, in the order of the slots.</summary>
    /// <param name="like">Dtype and device wanted.</param>
    /// <returns>Rows <c>[K, D]</c> and their labels, int64, <c>[K]</c>; copies or views of the memory. The caller owns them.</returns>
    public (Tensor Rows, Tensor Labels) Content(Tensor like)
    {
        ArgumentNullException.ThrowIfNull(like);
        using var scope = NewDisposeScope();
        using var grad = no_grad();
        var (rows, of) = Classes == 0
            ? (embeddings.narrow(0, 0, Count), labels.narrow(0, 0, Count))
            : (embeddings.index_select(0, Slots()), labels.index_select(0, Slots()));
        return (rows.to(like.dtype, like.device).alias().MoveToOuterDisposeScope(), of.to(like.device).alias().MoveToOuterDisposeScope());
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        using var grad = no_grad();
        embeddings.zero_();
        labels.zero_();
        position.zero_();
        filled.zero_();
    }

    /// <summary>As <see cref="Enqueue"/>; says which row of <see cref="Content"/> each became, -1 for one that later ones of its class pushed out.</summary>
    internal int[] Put(Tensor rows, Tensor rowLabels)
    {
        Check.Shape(Check.Embeddings(rows), [-1, Width], nameof(rows));
        Check.Labels(rowLabels, rows.shape[0]);
        if (Classes == 0 && rows.shape[0] > Capacity)
            throw new ArgumentException($"Expected at most the {Capacity} rows that the queue holds, got {rows.shape[0]}.", nameof(rows));
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var numbers = Numbers(rowLabels.to(ScalarType.Int64));
        var (next, full) = (Numbers(position), Numbers(filled));
        var slots = new long[numbers.Length];
        var owner = new Dictionary<long, int>();   // the last row put in a slot
        for (var i = 0; i < numbers.Length; i++)
        {
            var queue = Classes == 0 ? 0 : numbers[i];
            if (queue < 0 || queue >= Queues)
                throw new ArgumentException($"Expected labels of 0 to {Classes - 1}, as many as queues, got {queue}.", nameof(rowLabels));
            slots[i] = (queue * Capacity) + next[queue];
            next[queue] = (next[queue] + 1) % Capacity;
            full[queue] = Math.Min(Capacity, full[queue] + 1);
            owner[slots[i]] = i;
        }
        // index_copy_ with a slot twice would keep either.
        int[] last = [.. owner.Values.Order()];
        var from = tensor(last, ScalarType.Int64, rows.device);
        var into = tensor([.. last.Select(i => slots[i])], ScalarType.Int64, embeddings.device);
        embeddings.index_copy_(0, into, rows.detach().index_select(0, from).to(embeddings.dtype, embeddings.device));
        labels.index_copy_(0, into, rowLabels.to(ScalarType.Int64).index_select(0, from).to(labels.device));
        position.copy_(tensor(next));
        filled.copy_(tensor(full));
        return Rows(slots, owner, full);
    }

    private int[] Rows(long[] slots, Dictionary<long, int> owner, long[] full)
    {
        // Slots of a queue are filled from its start, so the rows before a queue are those of the queues before it.
        var before = new long[full.Length + 1];
        for (var queue = 0; queue < full.Length; queue++)
            before[queue + 1] = before[queue] + full[queue];
        return [.. slots.Select((slot, i) => owner[slot] == i ? (int)(before[slot / Capacity] + (slot % Capacity)) : -1)];
    }

    private Tensor Slots()
    {
        var full = Numbers(filled);
        var slots = new List<long>();
        for (var queue = 0; queue < full.Length; queue++)
        {
            for (var i = 0L; i < full[queue]; i++)
                slots.Add(((long)queue * Capacity) + i);
        }
        return tensor(slots.ToArray(), ScalarType.Int64, embeddings.device);
    }

    private static long[] Numbers(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, long>(tensor.cpu().contiguous().bytes).ToArray();
    }
}
