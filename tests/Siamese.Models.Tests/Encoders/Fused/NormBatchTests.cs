using TorchSharp.Modules;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Encoders.Fused;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Encoders.Fused;

public class NormBatchTests
{
    private const int Channels = 48;

    // 37 x 5 x 7 = 1,295 rows of 48 channels: four parts, the last one shorter.
    private static readonly long[] Shape = [37, Channels, 5, 7];

    [Test]
    public void Call_TrainingInFloat32_IsNormalisationSumAndReluWithTheirGradients([Values] bool around, [Values] bool relu)
    {
        using var scope = NewDisposeScope();
        using var norm = Norm();
        using var plain = Norm(ScalarType.Float64);
        var (x, beside, slopes) = (Images(1).requires_grad_(), Images(2).requires_grad_(), Noise(3));
        var (x64, beside64) = (Doubled(x), Doubled(beside));
        for (var call = 0; call < 2; call++)
        {
            var result = NormBatch.Call(norm, x, around ? beside : null, relu);
            var expected = plain.call(x64);
            expected = around ? expected + beside64 : expected;
            expected = relu ? expected.relu() : expected;
            (result * slopes).sum().backward();
            (expected * slopes).sum().backward();
            Near(result, expected, 2e-6, "result");
        }
        Near(x.grad!, x64.grad!, 1e-4, "gradient of the images");      // 30 deviations from 0, the last bit is 2e-6 of one
        if (around)
            Near(beside.grad!, beside64.grad!, 1e-5, "gradient of what goes around");
        else
            Assert.That(beside.grad, Is.Null);
        Near(norm.weight.grad!, plain.weight.grad!, 1e-5, "gradient of the weight");
        Near(norm.bias!.grad!, plain.bias!.grad!, 1e-5, "gradient of the bias");
        Near(norm.running_mean!, plain.running_mean!, 1e-6, "running mean");
        Near(norm.running_var!, plain.running_var!, 1e-6, "running variance");
        Assert.That(norm.num_batches_tracked!.item<long>(), Is.EqualTo(2));
    }

    // 8 bits: each result is off by at most 2^-8 of itself; the slopes of the input also by what the rounded input is off.
    [Test]
    public void Call_TrainingInBFloat16_IsTheSameRounded()
    {
        using var scope = NewDisposeScope();
        using var norm = Norm();
        using var plain = Norm(ScalarType.Float64);
        var (x, beside, slopes) = (Brain(Images(1)).requires_grad_(), Brain(Images(2)).requires_grad_(), Brain(Noise(3)));
        var (x64, beside64) = (Doubled(x), Doubled(beside));
        var result = NormBatch.Call(norm, x, beside);
        var expected = (plain.call(x64) + beside64).relu();
        (result * slopes).sum().backward();
        (expected * slopes.to(ScalarType.Float64)).sum().backward();
        Assert.That(result.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(((result - expected).abs() - expected.abs() / 256).max().item<double>(), Is.LessThan(1e-5).And.Not.NaN);
        Near(x.grad!, x64.grad!, 1.0 / 256, "gradient of the images");
        Near(beside.grad!, beside64.grad!, 1e-9, "gradient of what goes around");
        Near(norm.weight.grad!, plain.weight.grad!, 1e-5, "gradient of the weight");
        Near(norm.running_mean!, plain.running_mean!, 1e-6, "running mean");
    }

    [Test]
    public void Call_Evaluation_UsesTheRunningStatistics([Values] bool around)
    {
        using var scope = NewDisposeScope();
        using var norm = Norm();
        norm.running_mean!.copy_(linspace(-1, 1, Channels));
        norm.running_var!.copy_(linspace(0.5, 2, Channels));
        norm.eval();
        var (x, beside) = (Images(1), Images(2));
        var expected = (around ? norm.call(x) + beside : norm.call(x)).relu();
        using var grad = no_grad();
        Near(NormBatch.Call(norm, x, around ? beside : null), expected, 1e-5, "result");
        Assert.That(norm.num_batches_tracked!.item<long>(), Is.Zero);
    }

    // libtorch's own operators take over: 20 channels are no multiple of 16, double is no type of the fused form.
    [TestCase(20, ScalarType.Float32)]
    [TestCase(48, ScalarType.Float64)]
    public void Call_WhereItDoesNotFit_IsLibtorchs(int channels, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(channels, dtype: type);
        using var plain = nn.BatchNorm2d(channels, dtype: type);
        var (x, beside) = (randn([4, channels, 3, 3], type), randn([4, channels, 3, 3], type));
        Assert.That(NormBatch.Call(norm, x, beside).equal((plain.call(x) + beside).relu()).all().item<bool>(), Is.True);
    }

    [Test]
    public void Call_AnyNumberOfThreads_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var threads = get_num_threads();
        try
        {
            var results = new List<(Tensor, Tensor, Tensor)>();
            foreach (var count in new[] { 1, 2, 5 })
            {
                set_num_threads(count);
                using var norm = Norm();
                var x = Images(1).requires_grad_();
                var result = NormBatch.Call(norm, x);
                (result * Noise(3)).sum().backward();
                results.Add((result.detach(), x.grad!.alias(), norm.weight.grad!.alias()));
            }
            foreach (var (result, ofImages, ofWeight) in results.Skip(1))
            {
                Assert.That(result.equal(results[0].Item1).all().item<bool>(), Is.True);
                Assert.That(ofImages.equal(results[0].Item2).all().item<bool>(), Is.True);
                Assert.That(ofWeight.equal(results[0].Item3).all().item<bool>(), Is.True);
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Test]
    public void Call_ChannelThatNeverChanges_HasFiniteGradients()
    {
        using var scope = NewDisposeScope();
        using var norm = Norm();
        var x = full(Shape, 7f).requires_grad_();
        var result = NormBatch.Call(norm, x, relu: false);
        (result * Noise(3)).sum().backward();
        Assert.That((result - norm.bias!.view(1, -1, 1, 1)).abs().max().item<float>(), Is.LessThan(1e-3).And.Not.NaN);
        Assert.That(x.grad!.isfinite().all().item<bool>(), Is.True);
    }

    [Test]
    public void Call_NaN_StaysNaN([Values(ScalarType.Float32, ScalarType.BFloat16)] ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var norm = Norm();
        var x = Images(1);
        x[2, 5, 1, 1] = float.NaN;
        var result = NormBatch.Call(norm, x.to(type));
        Assert.That(result[0, 5, 0, 0].isnan().item<bool>(), Is.True);
        Assert.That(result.select(1, 4).isnan().any().item<bool>(), Is.False);
    }

    [Test]
    public void Call_LeavesExactlyItsResultAlive()
    {
        using var norm = Norm();
        using var x = Images(1);
        using var beside = Images(2);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var result = NormBatch.Call(norm, x, beside);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(1));
    }

    [Test]
    public void Encoder_HalfPrecision_IsNearTheFullOneAndTrains()
    {
        using var scope = NewDisposeScope();
        var options = new ResidualEncoderOptions
        {
            Channels = 1, Height = 16, Width = 16, Stages = [1, 1], FirstChannels = 16, EmbeddingSize = 8, Normalize = true, Neck = true,
            Pooling = GlobalPooling.Flatten,
        };
        using var full = new ResidualEncoder(options, seed: 3);
        using var half = new ResidualEncoder(options with { Precision = ComputePrecision.Half }, seed: 3);
        half.load_state_dict(full.state_dict());
        var images = randn([64, 1, 16, 16], generator: new Generator(5));
        var (one, other) = (full.call(images), half.call(images));
        Assert.That(other.dtype, Is.EqualTo(ScalarType.Float32));
        Assert.That((one * other).sum(1).min().item<float>(), Is.InRange(0.99, 0.9999999));      // cosines: alike, not the same
        (other * randn(64, 8)).sum().backward();
        foreach (var (name, parameter) in half.named_parameters())
        {
            if (parameter.requires_grad)
                Assert.That(parameter.grad is { } gradient && gradient.dtype == ScalarType.Float32 && gradient.isfinite().all().item<bool>(), Is.True, name);
        }
    }

    private static BatchNorm2d Norm(ScalarType? type = null)
    {
        var norm = nn.BatchNorm2d(Channels, dtype: type);
        using var grad = no_grad();
        norm.weight.copy_(linspace(-0.5, 1.5, Channels));
        norm.bias!.copy_(linspace(1, -1, Channels));
        return norm;
    }

    // Channels of different means, up to thirty deviations from 0, where sums of squares lose digits.
    private static Tensor Images(ulong seed) => (Noise(seed) + linspace(0, 30, Channels).view(1, -1, 1, 1)).detach();

    private static Tensor Noise(ulong seed)
    {
        using var generator = new Generator(seed);
        return randn(Shape, generator: generator);
    }

    private static Tensor Brain(Tensor images) => (images / 8).to(ScalarType.BFloat16);

    private static Tensor Doubled(Tensor images) => images.detach().to(ScalarType.Float64).requires_grad_();

    private static void Near(Tensor actual, Tensor expected, double relative, string what)
    {
        var scale = expected.abs().max().ToDouble();
        Assert.That((actual - expected).abs().max().ToDouble(), Is.LessThanOrEqualTo(relative * scale).And.Not.NaN, what);
    }
}
