using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>
/// Which rows of a batch form tuples: <see cref="TripletIndices"/> or <see cref="PairIndices"/>. Anchors index the
/// embeddings; positives and negatives index the reference set where there is one, else the embeddings too.
/// </summary>
/// <remarks>
/// Owns its tensors and disposes them; they also stay in the dispose scope in which they were made, so inside a
/// scope nothing is leaked by not disposing. Not thread-safe.
/// </remarks>
public abstract class TupleIndices : IDisposable
{
    private protected TupleIndices(long anchorLimit, long otherLimit)
    {
        AnchorLimit = anchorLimit;
        OtherLimit = otherLimit;
    }

    /// <summary>Number of tuples: triplets, or positive plus negative pairs.</summary>
    public abstract long Count { get; }

    /// <summary>One more than the largest anchor, or a number of rows that all anchors are known to lie below.</summary>
    internal long AnchorLimit { get; }

    /// <summary>As <see cref="AnchorLimit"/>, of positives and negatives.</summary>
    internal long OtherLimit { get; }

    /// <summary>The same tuples as triplets; of pairs, every positive joined with every negative of its anchor.</summary>
    /// <returns>New tensors; the caller owns them.</returns>
    /// <exception cref="InvalidOperationException">More triplets than one tensor can list.</exception>
    public abstract TripletIndices ToTriplets();

    /// <summary>The same tuples as pairs; a triplet gives one positive and one negative pair, duplicates are kept.</summary>
    /// <returns>New tensors; the caller owns them.</returns>
    public abstract PairIndices ToPairs();

    /// <summary>Moves the tensors to the next outer dispose scope, as TorchSharp's method of this name does for one tensor.</summary>
    /// <returns>This object.</returns>
    public TupleIndices MoveToOuterDisposeScope()
    {
        foreach (var tensor in Tensors)
            tensor.MoveToOuterDisposeScope();
        return this;
    }

    /// <summary>Disposes the index tensors. Safe to call twice.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors)
            tensor.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One of the tensors; all lie on its device.</summary>
    internal Tensor First => Tensors[0];

    private protected abstract ReadOnlySpan<Tensor> Tensors { get; }

    /// <summary>Checks lists that came from outside and finds their limits; empty lists have limit 0.</summary>
    private protected static long CheckedLimit(Tensor indices, long length, Tensor first, string name)
    {
        Check.Shape(indices, [length], name);
        if (indices.dtype != ScalarType.Int64)
            throw new ArgumentException($"Expected dtype Int64, got {indices.dtype}.", name);
        Check.SameDevice(indices, first, name);
        if (length == 0)
            return 0;
        using var scope = NewDisposeScope();
        var smallest = indices.min().item<long>();
        if (smallest < 0)
            throw new ArgumentException($"Expected indices of 0 or more, got {smallest}.", name);
        return indices.max().item<long>() + 1;
    }
}
