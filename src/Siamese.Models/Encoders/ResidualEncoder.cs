using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Models.Encoders.Fused;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>A small residual network: images <c>[N, C, H, W]</c> to embeddings <c>[N, D]</c>.</summary>
/// <remarks>
/// Convolutions start as He's normal distribution over their outputs, batch normalisation as the identity, the linear layer as
/// libtorch's. Checkpoint keys are torchvision's as far as it has them: <c>conv1.weight</c>, <c>bn1.*</c>, <c>layer1.0.conv1.weight</c>,
/// <c>layer2.0.downsample.0.weight</c>, ...; then <c>pool.p</c> with the generalised mean, <c>embed.*</c>, <c>neck.bn.*</c>. Source: He, Zhang,
/// Ren and Sun, CVPR 2016. Not thread-safe while training.
/// On a CPU it has first derivatives only while it trains.
/// </remarks>
public sealed class ResidualEncoder : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ResidualBlock[] _blocks;
    private readonly GlobalPool pool;
    private readonly Linear? embed;
    private readonly BnNeck? neck;

    /// <param name="options">The layout.</param>
    /// <param name="seed">Seed of the initial convolutions; null to draw them from torch's global generator.</param>
    /// <exception cref="ArgumentException">There is no stage or one without a block, or the stem is unknown.</exception>
    public ResidualEncoder(ResidualEncoderOptions options, ulong? seed = null)
        : base(nameof(ResidualEncoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Stages is null || options.Stages.Count is < 1 or > 8 || options.Stages.Any(count => count < 1))
            throw new ArgumentException($"Expected 1 to 8 stages of at least one block, got [{string.Join(", ", options.Stages ?? [])}].", nameof(options));
        if (!Enum.IsDefined(options.Stem))
            throw new ArgumentException($"Expected the stem Small, Strided or Photo, got {options.Stem}.", nameof(options));
        Options = options;
        var (kernel, stride) = options.Stem switch { ResidualStem.Small => (3, 1), ResidualStem.Strided => (5, 2), _ => (7, 2) };
        conv1 = nn.Conv2d(options.Channels, options.FirstChannels, kernel, stride, kernel / 2, bias: false);
        bn1 = nn.BatchNorm2d(options.FirstChannels);
        register_module(nameof(conv1), conv1);
        register_module(nameof(bn1), bn1);
        var (blocks, channels) = (new List<ResidualBlock>(), options.FirstChannels);
        for (var stage = 0; stage < options.Stages.Count; stage++)
        {
            var output = options.FirstChannels << stage;
            var own = new List<ResidualBlock>();
            for (var i = 0; i < options.Stages[stage]; i++)
                own.Add(new ResidualBlock(i == 0 ? channels : output, output, i == 0 && stage > 0 ? 2 : 1, options.AverageShortcut));
            register_module($"layer{stage + 1}", nn.Sequential(own));
            blocks.AddRange(own);
            channels = output;
        }
        _blocks = [.. blocks];
        pool = new GlobalPool(options.Pooling);
        register_module(nameof(pool), pool);
        var features = GlobalPool.Length(options.Pooling, channels, Edge(options.Height), Edge(options.Width));
        EmbeddingSize = options.EmbeddingSize ?? features;
        if (options.EmbeddingSize is not null)
            register_module(nameof(embed), embed = nn.Linear(features, EmbeddingSize));
        if (options.Neck)
            register_module(nameof(neck), neck = new BnNeck(EmbeddingSize));
        Draw(seed);
    }

    /// <summary>The layout.</summary>
    public ResidualEncoderOptions Options { get; }

    /// <summary>Length D of the embedding.</summary>
    public long EmbeddingSize { get; }

    /// <param name="input">Images, <c>[N, C, H, W]</c> with the channels and sizes of the options.</param>
    /// <returns>Embeddings, <c>[N, D]</c>. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shape differs from the above.</exception>
    public override Tensor forward(Tensor input)
    {
        Check.Shape(input, [-1, Options.Channels, Options.Height, Options.Width]);
        using var scope = NewDisposeScope();
        var kernel = conv1.weight.shape[2];
        var x = Options.Precision == ComputePrecision.Half ? input.to(ScalarType.BFloat16) : input;
        x = ChannelsLast.Convolve(conv1, ChannelsLast.OnCpu(x), Options.Stem == ResidualStem.Small ? 1 : 2, kernel / 2);
        x = NormBatch.Call(bn1, x);
        if (Options.Stem == ResidualStem.Photo)
            x = nn.functional.max_pool2d(x, 3, 2, 1);
        foreach (var block in _blocks)
            x = block.call(x);                                                      // [N, channels, h, w]
        x = pool.call(x);                                                           // [N, features]
        x = embed is null ? x : nn.functional.linear(x, embed.weight.to(x.dtype), embed.bias?.to(x.dtype));      // [N, D]
        x = x.to(input.dtype);
        x = neck?.call(x) ?? x;
        return (Options.Normalize ? nn.functional.normalize(x) : x).MoveToOuterDisposeScope();
    }

    // Every step of 2 keeps (n + 1) / 2 of n pixels.
    private int Edge(int pixels)
    {
        var halvings = Options.Stages.Count - 1 + Options.Stem switch { ResidualStem.Small => 0, ResidualStem.Strided => 1, _ => 2 };
        for (var i = 0; i < halvings; i++)
            pixels = (pixels + 1) / 2;
        return pixels;
    }

    private void Draw(ulong? seed)
    {
        using var grad = no_grad();
        using var generator = seed is { } value ? new Generator(value) : null;
        foreach (var (_, parameter) in named_parameters())
        {
            if (parameter.dim() == 4)
                parameter.normal_(0, Math.Sqrt(2.0 / (parameter.shape[0] * parameter.shape[2] * parameter.shape[3])), generator);
        }
    }
}
