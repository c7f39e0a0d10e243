using TorchSharp.Modules;
using TorchSharp.Siamese.Models.Encoders.Fused;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>Two 3 x 3 convolutions with batch normalisation, and a shortcut around them.</summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Sequential? downsample;   // keys 0 (convolution) and 1 (normalisation), as torchvision has them
    private readonly Conv2d? _shortcut;
    private readonly BatchNorm2d? _shortcutNorm;
    private readonly int _stride;
    private readonly bool _average;

    public ResidualBlock(int input, int output, int stride, bool averageShortcut)
        : base(nameof(ResidualBlock))
    {
        (_stride, _average) = (stride, averageShortcut && stride > 1);
        conv1 = nn.Conv2d(input, output, 3, stride, 1, bias: false);
        bn1 = nn.BatchNorm2d(output);
        conv2 = nn.Conv2d(output, output, 3, 1, 1, bias: false);
        bn2 = nn.BatchNorm2d(output);
        register_module(nameof(conv1), conv1);
        register_module(nameof(bn1), bn1);
        register_module(nameof(conv2), conv2);
        register_module(nameof(bn2), bn2);
        if (stride == 1 && input == output)
            return;
        _shortcut = nn.Conv2d(input, output, 1, _average ? 1 : stride, bias: false);
        _shortcutNorm = nn.BatchNorm2d(output);
        downsample = nn.Sequential(_shortcut, _shortcutNorm);
        register_module(nameof(downsample), downsample);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = NormBatch.Call(bn1, ChannelsLast.Convolve(conv1, input, _stride, 1));
        x = ChannelsLast.Convolve(conv2, x, 1, 1);
        return NormBatch.Call(bn2, x, Around(input)).MoveToOuterDisposeScope();
    }

    private Tensor Around(Tensor input)
    {
        if (_shortcut is null)
            return input;
        // An odd edge keeps its last pixel, as the convolution of step 2 does.
        var x = _average ? nn.functional.avg_pool2d(input, 2, 2, ceil_mode: true, count_include_pad: false) : input;
        return NormBatch.Call(_shortcutNorm!, ChannelsLast.Convolve(_shortcut, x, _average ? 1 : _stride, 0), relu: false);
    }
}
