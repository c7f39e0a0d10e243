using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>The twin of Koch's network: 105 x 105 images to 4,096 numbers between 0 and 1; 38,947,648 weights.</summary>
/// <remarks>
/// <para>Convolutions of 64 @ 10x10, 128 @ 7x7, 128 @ 4x4 and 256 @ 4x4, each with ReLU, the first three with 2x2 max pooling; one
/// linear layer with a sigmoid. Its head is <see cref="Heads.WeightedL1Head"/>. Convolution weights start as N(0, 0.01²), linear ones as
/// N(0, 0.2²), all biases as N(0.5, 0.01²). Source: Koch, Zemel and Salakhutdinov, ICML deep learning workshop 2015, figure 4 and
/// section 3.2.</para>
/// <para>Checkpoint keys: <c>conv1.*</c> to <c>conv4.*</c>, <c>embed.*</c>. Not thread-safe while training.</para>
/// </remarks>
public sealed class KochEncoder : nn.Module<Tensor, Tensor>
{
    /// <summary>Edge of the images in pixels.</summary>
    public const int ImageSize = 105;

    /// <summary>Length of the embedding.</summary>
    public const int EmbeddingSize = 4096;

    private const int LastEdge = 6;   // 105 - 9 = 96, 48, 42, 21, 18, 9, 6

    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d conv3;
    private readonly Conv2d conv4;
    private readonly Linear embed;

    /// <param name="channels">Channels of the images, 1 or more.</param>
    /// <param name="seed">Seed of the initial weights; null to draw them from torch's global generator.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="channels"/> is 0 or less.</exception>
    public KochEncoder(int channels = 1, ulong? seed = null)
        : base(nameof(KochEncoder))
    {
        Channels = Check.Between(channels, 1, int.MaxValue);
        conv1 = nn.Conv2d(channels, 64, 10);
        conv2 = nn.Conv2d(64, 128, 7);
        conv3 = nn.Conv2d(128, 128, 4);
        conv4 = nn.Conv2d(128, 256, 4);
        embed = nn.Linear(256 * LastEdge * LastEdge, EmbeddingSize);
        using var generator = seed is { } value ? new Generator(value) : null;
        foreach (var conv in new[] { conv1, conv2, conv3, conv4 })
            Draw(conv.weight, conv.bias!, 0.01, generator);
        Draw(embed.weight, embed.bias!, 0.2, generator);
        RegisterComponents();
    }

    /// <summary>Channels of the images.</summary>
    public int Channels { get; }

    /// <param name="input">Images, <c>[N, C, 105, 105]</c>.</param>
    /// <returns>Embeddings, <c>[N, 4096]</c>, 0 to 1. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shape differs from the above.</exception>
    public override Tensor forward(Tensor input)
    {
        Check.Shape(input, [-1, Channels, ImageSize, ImageSize]);
        using var scope = NewDisposeScope();
        var x = ChannelsLast.OnCpu(input);
        foreach (var conv in new[] { conv1, conv2, conv3 })
            x = nn.functional.max_pool2d(ChannelsLast.Convolve(conv, x, 1, 0), 2).relu();   // pooling first leaves a quarter of the work
        x = ChannelsLast.Convolve(conv4, x, 1, 0).relu();                                   // [N, 256, 6, 6]
        return embed.call(x.flatten(1)).sigmoid().MoveToOuterDisposeScope();
    }

    private static void Draw(Tensor weight, Tensor bias, double deviation, Generator? generator)
    {
        using var grad = no_grad();
        weight.normal_(0, deviation, generator);
        bias.normal_(0.5, 0.01, generator);
    }
}
