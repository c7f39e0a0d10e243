using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Layout of a <see cref="ConvEncoder"/>; immutable. <see cref="TwoConv"/> and <see cref="Strided"/> are two ready ones.</summary>
public sealed record ConvEncoderOptions
{
    /// <summary>Channels of the images, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int Channels { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Channels)); } = 1;

    /// <summary>Height of the images in pixels, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public required int Height { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Height)); }

    /// <summary>Width of the images in pixels, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public required int Width { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Width)); }

    /// <summary>The convolutions in order, at least one.</summary>
    public required IReadOnlyList<ConvBlock> Blocks { get; init; }

    /// <summary>Whether each channel of the last block is averaged over the image before the embedding layer; else all its pixels enter.</summary>
    public bool AveragePool { get; init; }

    /// <summary>Length D of the embedding, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int EmbeddingSize { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(EmbeddingSize)); } = 64;

    /// <summary>Whether embeddings are divided by their Euclidean norm, so that they lie on the unit sphere.</summary>
    public bool Normalize { get; init; }

    /// <summary>Two plain convolutions of 32 and 64 channels, pooling by 2, 25 % channel dropout, one linear layer.</summary>
    /// <param name="height">Height of the images in pixels, 6 or more.</param>
    /// <param name="width">Width of the images in pixels, 6 or more.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="embeddingSize">Length of the embedding.</param>
    /// <returns>The layout of pytorch-metric-learning's MNIST notebook; for 28 x 28 images it has 1.2 million weights.</returns>
    public static ConvEncoderOptions TwoConv(int height, int width, int channels = 1, int embeddingSize = 128) => new()
    {
        Channels = channels,
        Height = height,
        Width = width,
        Blocks = [new ConvBlock(32), new ConvBlock(64) { Pool = 2, Dropout = 0.25 }],
        EmbeddingSize = embeddingSize,
    };

    /// <summary>Convolutions of step 2 with batch normalisation, doubling their channels, and an embedding on the unit sphere: small and fast.</summary>
    /// <param name="height">Height of the images in pixels.</param>
    /// <param name="width">Width of the images in pixels.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="embeddingSize">Length of the embedding.</param>
    /// <param name="firstChannels">Output channels of the first convolution.</param>
    /// <param name="blocks">Number of convolutions; each halves the image.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="blocks"/> is not 1 to 16, or a size is 0 or less.</exception>
    public static ConvEncoderOptions Strided(int height, int width, int channels = 1, int embeddingSize = 64, int firstChannels = 32, int blocks = 3) => new()
    {
        Channels = channels,
        Height = height,
        Width = width,
        Blocks = [.. Enumerable.Range(0, Check.Between(blocks, 1, 16)).Select(i => new ConvBlock(firstChannels << i) { Stride = 2, Padding = 1, BatchNorm = true })],
        EmbeddingSize = embeddingSize,
        Normalize = true,
    };
}
