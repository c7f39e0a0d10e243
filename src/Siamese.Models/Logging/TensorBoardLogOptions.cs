using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>What a <see cref="TensorBoardLog"/> writes, and how often.</summary>
public sealed record TensorBoardLogOptions
{
    /// <summary>Every how many steps the scalars of a step are written, 1 or more; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 1.</exception>
    public int ScalarsEvery
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ScalarsEvery));
            field = value;
        }
    } = 1;

    /// <summary>Every how many steps histograms are written, 0 for never; 100 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0.</exception>
    public int HistogramsEvery
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(HistogramsEvery));
            field = value;
        }
    } = 100;

    /// <summary>Whose parameters and gradients get histograms, beside the embeddings; none by default. Borrowed.</summary>
    public nn.Module? Network { get; init; }
}
