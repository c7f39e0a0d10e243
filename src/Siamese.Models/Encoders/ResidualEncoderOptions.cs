using TorchSharp.Siamese.Data;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Layout of a <see cref="ResidualEncoder"/>; immutable. <see cref="ResNet10"/> and <see cref="ResNet18"/> are ready ones.</summary>
public sealed record ResidualEncoderOptions
{
    /// <summary>Channels of the images, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int Channels { get; init => field = Check.Between(value, 1, int.MaxValue, nameof(Channels)); } = 3;

    /// <summary>Height of the images in pixels, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public required int Height { get; init => field = Check.Between(value, 1, 1 << 20, nameof(Height)); }

    /// <summary>Width of the images in pixels, 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public required int Width { get; init => field = Check.Between(value, 1, 1 << 20, nameof(Width)); }

    /// <summary>How it begins. Default: for small images.</summary>
    public ResidualStem Stem { get; init; } = ResidualStem.Small;

    /// <summary>Residual blocks of each stage, at least one stage of at least one block. Every stage after the first halves the image and doubles the channels.</summary>
    public required IReadOnlyList<int> Stages { get; init; }

    /// <summary>Channels of the stem and the first stage, 1 or more. Default: 64, as published.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int FirstChannels { get; init => field = Check.Between(value, 1, 1 << 16, nameof(FirstChannels)); } = 64;

    /// <summary>Whether a shortcut that halves the image averages 2 x 2 pixels before its 1 x 1 convolution; else the convolution leaves three of four out, as published.</summary>
    public bool AverageShortcut { get; init; }

    /// <summary>How the last feature maps become one row. Default: averages.</summary>
    public GlobalPooling Pooling { get; init; } = GlobalPooling.Average;

    /// <summary>Length of the embedding, 1 or more; null for the pooled features as they are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to 0 or less.</exception>
    public int? EmbeddingSize { get; init => field = value is { } size ? Check.Between(size, 1, int.MaxValue, nameof(EmbeddingSize)) : null; } = 128;

    /// <summary>Whether the embedding is batch-normalised, its shift staying 0 (<see cref="BnNeck"/>).</summary>
    public bool Neck { get; init; }

    /// <summary>Whether embeddings are divided by their Euclidean norm.</summary>
    public bool Normalize { get; init; }

    /// <summary>In which numbers convolutions and the linear layer compute; weights, statistics and embeddings are float32. Default: float32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to anything else.</exception>
    public ComputePrecision Precision
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(Precision), value, $"Expected Full or Half, got {value}.");
    }

    /// <summary>Ten layers: four stages of one block.</summary>
    /// <param name="height">Height of the images in pixels.</param>
    /// <param name="width">Width of the images in pixels.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="firstChannels">Channels of the first stage.</param>
    /// <returns>The layout.</returns>
    public static ResidualEncoderOptions ResNet10(int height, int width, int channels = 3, int firstChannels = 64)
        => new() { Channels = channels, Height = height, Width = width, Stages = [1, 1, 1, 1], FirstChannels = firstChannels };

    /// <summary>Eighteen layers: four stages of two blocks. Source: He, Zhang, Ren and Sun, CVPR 2016, table 1.</summary>
    /// <param name="height">Height of the images in pixels.</param>
    /// <param name="width">Width of the images in pixels.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="firstChannels">Channels of the first stage.</param>
    /// <returns>The layout.</returns>
    public static ResidualEncoderOptions ResNet18(int height, int width, int channels = 3, int firstChannels = 64)
        => new() { Channels = channels, Height = height, Width = width, Stages = [2, 2, 2, 2], FirstChannels = firstChannels };
}
