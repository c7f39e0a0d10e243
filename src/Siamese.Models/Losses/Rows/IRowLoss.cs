using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>A loss that is a sum over anchors, each share a function of that anchor's distances to all reference rows.</summary>
/// <remarks>Called for many anchors at once: must not change its own state.</remarks>
internal interface IRowLoss
{
    /// <summary>Whether all rows have to be seen, without derivatives, before the pass that counts.</summary>
    bool CountsFirst => false;

    /// <summary>Called after that.</summary>
    void Counted()
    {
    }

    /// <summary>The share of one anchor.</summary>
    /// <param name="anchor">Row of the batch.</param>
    /// <param name="distances">To every reference row; as the distance gives them, similarities are larger where nearer.</param>
    /// <param name="slopes">Zeros; receives the derivative of the share by each distance. Empty where none is wanted.</param>
    /// <param name="scratch">Room to work in.</param>
    RowValue Row<T>(int anchor, ReadOnlySpan<T> distances, Span<T> slopes, RowScratch scratch)
        where T : unmanaged, IFloatingPointIeee754<T>;
}
