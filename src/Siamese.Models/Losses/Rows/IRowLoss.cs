using System.Numerics;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>A loss that is a sum over anchors, each share a function of that anchor's distances to all reference rows.</summary>
/// <remarks><see cref="Row"/> is called for many anchors at once, and may keep something for its own anchor only; the others never meanwhile.</remarks>
internal interface IRowLoss
{
    /// <summary>How many times all rows have to be seen, without derivatives, before the pass that counts.</summary>
    int Rehearsals => 0;

    /// <summary>Called before each pass.</summary>
    /// <param name="pass">0 to <see cref="Rehearsals"/>, the last of which counts.</param>
    void Begin(int pass)
    {
    }

    /// <summary>Called after each block of a pass.</summary>
    /// <param name="start">First anchor.</param>
    /// <param name="length">Number of anchors.</param>
    void BlockDone(long start, long length)
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
