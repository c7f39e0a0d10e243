using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Encoders;

public class ResidualEncoderTests
{
    // Stem 3·64·49 + 2·64; a block of c channels 18c² + 4c, a halving one of c from c/2 13.5c² + 4c and c²/2 + 2c around it. Eighteen layers:
    // 9,536 + 2·73,984 + (230,144 + 295,424) + (919,040 + 1,180,672) + (3,673,088 + 4,720,640) = 11,176,512, ten: 9,536 + 73,984 + 230,144 + 919,040 + 3,673,088.
    [TestCase(false, 4_905_792)]
    [TestCase(true, 11_176_512)]
    public void Parameters_OfThePublishedWidths_AreTheHandWorkedCount(bool eighteen, long expected)
    {
        using var scope = NewDisposeScope();
        var options = eighteen ? ResidualEncoderOptions.ResNet18(224, 224) : ResidualEncoderOptions.ResNet10(224, 224);
        using var encoder = new ResidualEncoder(options with { Stem = ResidualStem.Photo, EmbeddingSize = null });
        Assert.That(encoder.parameters().Sum(parameter => parameter.numel()), Is.EqualTo(expected));
        Assert.That(encoder.EmbeddingSize, Is.EqualTo(512));
    }

    // He's normal distribution over the outputs: a variance of 2 over (output channels x kernel area). The first convolution of a stage has half as many inputs.
    [Test]
    public void Weights_OfConvolutions_AreDrawnOverTheirOutputs()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ResidualEncoder(ResidualEncoderOptions.ResNet10(32, 32), seed: 3);
        foreach (var (key, outputs, area) in new[] { ("layer2.0.conv1.weight", 128, 9), ("layer2.0.conv2.weight", 128, 9), ("layer3.0.downsample.0.weight", 256, 1) })
        {
            var weight = encoder.state_dict()[key];
            Assert.That(weight.std().item<float>(), Is.EqualTo(Math.Sqrt(2.0 / (outputs * area))).Within(2).Percent, key);
            Assert.That(weight.mean().item<float>(), Is.Zero.Within(0.002), key);
        }
    }

    [Test]
    public void StateDict_TwoStages_PinsItsKeys()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ResidualEncoder(Small() with { Pooling = GlobalPooling.GeM, Neck = true });
        string[] norms = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        string[] expected =
        [
            "conv1.weight", .. norms.Select(key => $"bn1.{key}"),
            "layer1.0.conv1.weight", .. norms.Select(key => $"layer1.0.bn1.{key}"), "layer1.0.conv2.weight", .. norms.Select(key => $"layer1.0.bn2.{key}"),
            "layer2.0.conv1.weight", .. norms.Select(key => $"layer2.0.bn1.{key}"), "layer2.0.conv2.weight", .. norms.Select(key => $"layer2.0.bn2.{key}"),
            "layer2.0.downsample.0.weight", .. norms.Select(key => $"layer2.0.downsample.1.{key}"),
            "pool.p", "embed.weight", "embed.bias", .. norms.Select(key => $"neck.bn.{key}"),
        ];
        Assert.That(encoder.state_dict().Keys, Is.EquivalentTo(expected));
    }

    [Test]
    public void Forward_EveryStemPoolingAndSize_HasTheShape([Values] ResidualStem stem, [Values] GlobalPooling pooling, [Values(16, 21)] int height)
    {
        using var scope = NewDisposeScope();
        foreach (var (size, average) in new (int?, bool)[] { (5, false), (null, true) })
        {
            using var encoder = new ResidualEncoder(Small() with { Height = height, Stem = stem, Pooling = pooling, EmbeddingSize = size, AverageShortcut = average, Normalize = true });
            using var rows = encoder.call(randn(2, 1, height, 12));
            Assert.That(rows.shape, Is.EqualTo(new[] { 2, encoder.EmbeddingSize }));
            Assert.That((rows.norm(1) - 1).abs().max().item<float>(), Is.Zero.Within(1e-5));
        }
    }

    [Test]
    public void Forward_OneStage_IsConvolutionsNormalisedAroundAShortcut()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ResidualEncoder(Small());
        encoder.to(ScalarType.Float64);
        encoder.eval();
        foreach (var (name, buffer) in encoder.named_buffers())
        {
            if (name.EndsWith("running_mean", StringComparison.Ordinal))
                buffer.normal_();
            if (name.EndsWith("running_var", StringComparison.Ordinal))
                buffer.uniform_(0.5, 2);
        }
        var weights = encoder.state_dict();
        Tensor Conv(Tensor x, string key, long stride, long padding) => nn.functional.conv2d(x, weights[key + ".weight"], null, [stride, stride], [padding, padding]);
        Tensor Norm(Tensor x, string key) => (x - Column(key + ".running_mean")) / (Column(key + ".running_var") + 1e-5).sqrt() * Column(key + ".weight") + Column(key + ".bias");
        Tensor Column(string key) => weights[key].reshape(1, -1, 1, 1);

        var images = randn(3, 1, 9, 12, ScalarType.Float64);
        var x = Norm(Conv(images, "conv1", 1, 1), "bn1").relu();
        x = (x + Norm(Conv(Norm(Conv(x, "layer1.0.conv1", 1, 1), "layer1.0.bn1").relu(), "layer1.0.conv2", 1, 1), "layer1.0.bn2")).relu();
        var around = Norm(Conv(x, "layer2.0.downsample.0", 2, 0), "layer2.0.downsample.1");
        x = (around + Norm(Conv(Norm(Conv(x, "layer2.0.conv1", 2, 1), "layer2.0.bn1").relu(), "layer2.0.conv2", 1, 1), "layer2.0.bn2")).relu();
        var expected = x.mean([2, 3]).matmul(weights["embed.weight"].t()) + weights["embed.bias"];
        Assert.That((encoder.call(images) - expected).abs().max().item<double>(), Is.Zero.Within(1e-10));
    }

    [Test]
    public void Parameters_Start_AsHesDistributionAndBySeed()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ResidualEncoder(ResidualEncoderOptions.ResNet10(32, 32), seed: 3);
        using var same = new ResidualEncoder(ResidualEncoderOptions.ResNet10(32, 32), seed: 3);
        using var other = new ResidualEncoder(ResidualEncoderOptions.ResNet10(32, 32), seed: 4);
        var (weights, again, others) = (encoder.state_dict(), same.state_dict(), other.state_dict());
        // 256 outputs of 3 x 3: deviation sqrt(2/2304) = 0.0295 over 589,824 weights.
        Assert.That(weights["layer3.0.conv2.weight"].std().item<float>(), Is.EqualTo(Math.Sqrt(2.0 / 2304)).Within(1e-3 * 0.0295 * 5));
        Assert.That(weights["layer3.0.conv2.weight"].mean().item<float>(), Is.Zero.Within(5 * 0.0295 / 768));
        Assert.That(weights["layer3.0.conv2.weight"].equal(again["layer3.0.conv2.weight"]).all().item<bool>(), Is.True);
        Assert.That(weights["layer3.0.conv2.weight"].equal(others["layer3.0.conv2.weight"]).all().item<bool>(), Is.False);
    }

    [Test]
    public void Backward_EveryParameter_GetsAGradient()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ResidualEncoder(Small() with { Pooling = GlobalPooling.GeM, Neck = true, AverageShortcut = true });
        (encoder.call(randn(6, 1, 9, 12)) * randn(6, 4)).sum().backward();
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            if (name == "neck.bn.bias")
                Assert.That(parameter.requires_grad, Is.False, name);
            else if (name != "embed.bias")   // the neck subtracts it again
                Assert.That(parameter.grad is { } gradient && gradient.abs().sum().item<float>() > 0, Is.True, name);
            Assert.That(parameter.is_contiguous(), Is.True, name);
        }
    }

    [Test]
    public void Constructor_BadLayout_IsNamed()
    {
        Assert.That(() => new ResidualEncoder(Small() with { Stages = [] }), Throws.ArgumentException.With.Message.StartsWith("Expected 1 to 8 stages of at least one block, got []."));
        Assert.That(() => new ResidualEncoder(Small() with { Stages = [1, 0] }), Throws.ArgumentException.With.Message.StartsWith("Expected 1 to 8 stages of at least one block, got [1, 0]."));
        Assert.That(() => new ResidualEncoder(Small() with { Stem = (ResidualStem)5 }), Throws.ArgumentException.With.Message.StartsWith("Expected the stem Small, Strided or Photo, got 5."));
        Assert.That(() => Small() with { FirstChannels = 0 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Expected 1 to 65536, got 0."));
    }

    [Test]
    public void Forward_LeavesExactlyItsResultAlive()
    {
        using var encoder = new ResidualEncoder(Small());
        using var images = randn(2, 1, 9, 12);
        LeakCheck.LeavesOnlyItsResult(() => encoder.call(images));
    }

    private static ResidualEncoderOptions Small() => new() { Channels = 1, Height = 9, Width = 12, Stages = [1, 1], FirstChannels = 6, EmbeddingSize = 4 };
}
