using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Convolutions, pooling and one linear layer: images <c>[N, C, H, W]</c> to embeddings <c>[N, D]</c>.</summary>
/// <remarks>
/// Checkpoint keys: <c>conv1.*</c>, <c>bn1.*</c>, <c>conv2.*</c>, ..., <c>pool.p</c> with the generalised mean, and <c>embed.*</c>. Weights start as libtorch's
/// layers do. Not thread-safe while training.
/// </remarks>
public sealed class ConvEncoder : Module<Tensor, Tensor>
{
    private readonly Layer[] _layers;
    private readonly GlobalPool pool;
    private readonly Linear? embed;

    /// <param name="options">The layout.</param>
    /// <exception cref="ArgumentException">There is no block, or one whose kernel or pooling does not fit into what the blocks before leave.</exception>
    public ConvEncoder(ConvEncoderOptions options)
        : base(nameof(ConvEncoder))
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        var (height, width) = CheckedSize(options);
        _layers = new Layer[options.Blocks.Count];
        var channels = options.Channels;
        for (var i = 0; i < _layers.Length; i++)
        {
            _layers[i] = new Layer(options.Blocks[i], channels);
            register_module($"conv{i + 1}", _layers[i].Conv);
            if (_layers[i].Norm is { } norm)
                register_module($"bn{i + 1}", norm);
            channels = options.Blocks[i].Channels;
        }
        pool = new GlobalPool(options.Pooling);
        var features = GlobalPool.Length(options.Pooling, channels, height, width);
        if (options.Project)
            embed = Linear(features, options.EmbeddingSize);
        EmbeddingSize = options.Project ? options.EmbeddingSize : features;
        RegisterComponents();
    }

    /// <summary>The layout.</summary>
    public ConvEncoderOptions Options { get; }

    /// <summary>Length D of the embedding.</summary>
    public long EmbeddingSize { get; }

    /// <param name="input">Images, <c>[N, C, H, W]</c> with the channels and sizes of the options.</param>
    /// <returns>Embeddings, <c>[N, D]</c>. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shape differs from the above.</exception>
    public override Tensor forward(Tensor input)
    {
        Check.Shape(input, [-1, Options.Channels, Options.Height, Options.Width]);
        using var scope = NewDisposeScope();
        var x = ChannelsLast.OnCpu(input);
        foreach (var layer in _layers)
            x = layer.Apply(x, training);                                           // [N, channels, h, w]
        x = pool.call(x);                                                           // [N, features]
        x = embed?.call(x) ?? x;                                                    // [N, D]
        return (Options.Normalize ? functional.normalize(x) : x).MoveToOuterDisposeScope();
    }

    private static (int Height, int Width) CheckedSize(ConvEncoderOptions options)
    {
        if (options.Blocks.Count == 0)
            throw new ArgumentException("Expected at least one block, got none.", nameof(options));
        var size = (options.Height, options.Width);
        for (var i = 0; i < options.Blocks.Count; i++)
        {
            var next = options.Blocks[i].OutputOf(size);
            if (next.Height < 1 || next.Width < 1)
                throw new ArgumentException($"Expected an image that block {i + 1} fits into (kernel {options.Blocks[i].Kernel}, pool {options.Blocks[i].Pool}), got {size.Height} x {size.Width} pixels from {options.Height} x {options.Width}.", nameof(options));
            size = next;
        }
        return size;
    }

    /// <summary>The modules of one block.</summary>
    private sealed class Layer(ConvBlock block, int inputChannels)
    {
        public Conv2d Conv { get; } = Conv2d(inputChannels, block.Channels, block.Kernel, block.Stride, block.Padding, bias: !block.BatchNorm);

        public BatchNorm2d? Norm { get; } = block.BatchNorm ? BatchNorm2d(block.Channels) : null;

        public Tensor Apply(Tensor x, bool training)
        {
            x = ChannelsLast.Convolve(Conv, x, block.Stride, block.Padding);
            if (Norm is not null)
                x = Norm.call(x);
            // The largest of the rectified is the rectified largest: pooling first leaves a quarter of the work and memory.
            if (block.Pool > 1)
                x = functional.max_pool2d(x, block.Pool);
            x = x.relu();
            return block.Dropout > 0 ? functional.dropout2d(x, block.Dropout, training) : x;
        }
    }
}
