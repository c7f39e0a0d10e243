using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Layout of a <see cref="ConvEncoder"/>; immutable. <see cref="TwoConv"/>, <see cref="Strided"/>, <see cref="Conv4"/> and <see cref="Conv6"/> are ready ones.</summary>
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

    /// <summary>How the last block's feature maps become one row. Default: all pixels enter.</summary>
    public GlobalPooling Pooling { get; init; } = GlobalPooling.Flatten;

    /// <summary>Whether one linear layer follows; else the pooled features are the embedding, and <see cref="EmbeddingSize"/> is not looked at.</summary>
    public bool Project { get; init; } = true;

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

    /// <summary>Four blocks of 3 x 3 convolution, batch normalisation, ReLU and 2 x 2 max pooling, flattened: the encoder of prototypical networks.</summary>
    /// <param name="height">Height of the images in pixels, 16 or more.</param>
    /// <param name="width">Width of the images in pixels, 16 or more.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="blockChannels">Channels of every block.</param>
    /// <returns>The layout; 28 x 28 images get 64 numbers from 111,680 weights. Source: Snell, Swersky and Zemel, NeurIPS 2017, section 3.1 (their convolutions have a bias too, which batch normalisation cancels).</returns>
    public static ConvEncoderOptions Conv4(int height, int width, int channels = 1, int blockChannels = 64) => Pooled(height, width, channels, blockChannels, 4);

    /// <summary>As <see cref="Conv4"/> with two more blocks that do not pool.</summary>
    /// <param name="height">Height of the images in pixels, 16 or more.</param>
    /// <param name="width">Width of the images in pixels, 16 or more.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="blockChannels">Channels of every block.</param>
    /// <returns>The layout. Source: Chen and others, "A closer look at few-shot classification", ICLR 2019, section 4.1.</returns>
    public static ConvEncoderOptions Conv6(int height, int width, int channels = 1, int blockChannels = 64) => Pooled(height, width, channels, blockChannels, 6);

    private static ConvEncoderOptions Pooled(int height, int width, int channels, int blockChannels, int blocks) => new()
    {
        Channels = channels,
        Height = height,
        Width = width,
        Blocks = [.. Enumerable.Range(0, blocks).Select(i => new ConvBlock(blockChannels) { Padding = 1, BatchNorm = true, Pool = i < 4 ? 2 : 1 })],
        Project = false,
    };
}
