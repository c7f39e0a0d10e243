using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>One convolution with what follows it: batch normalisation, ReLU, max pooling, dropout, in this order. Immutable.</summary>
public sealed record ConvBlock
{
    /// <param name="channels">Number of output channels, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is 0 or less.</exception>
    public ConvBlock(int channels) => Channels = Check.Between(channels, 1, int.MaxValue);

    /// <summary>Number of output channels.</summary>
    public int Channels { get; }

    /// <summary>Edge of the square kernel, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int Kernel { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Kernel)); } = 3;

    /// <summary>Step of the kernel, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int Stride { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Stride)); } = 1;

    /// <summary>Zeros added at every edge, 0 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0.</exception>
    public int Padding { get; init => field = Check.Between(value, 0, int.MaxValue, nameof(Padding)); }

    /// <summary>Whether the convolution is followed by batch normalisation (and has no bias of its own, which that would cancel).</summary>
    public bool BatchNorm { get; init; }

    /// <summary>Edge and step of the max pooling, 1 for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int Pool { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Pool)); } = 1;

    /// <summary>Probability with which training drops a whole channel, 0 for none, below 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set below 0, to 1 or more.</exception>
    public double Dropout { get; init => field = Check.Between(value, 0, double.BitDecrement(1), nameof(Dropout)); }

    /// <summary>Output height and width for an input of that size; 0 or less where the kernel or pool does not fit.</summary>
    internal (int Height, int Width) OutputOf((int Height, int Width) size) => (Edge(size.Height), Edge(size.Width));

    private int Edge(int length)
    {
        var padded = length + 2 * Padding - Kernel;
        return padded < 0 ? 0 : (padded / Stride + 1) / Pool;
    }
}
