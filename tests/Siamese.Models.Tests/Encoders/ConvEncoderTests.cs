using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Encoders;

public class ConvEncoderTests
{
    [Test]
    public void TwoConv_Mnist_HasTheNotebooksLayersAndKeys()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(ConvEncoderOptions.TwoConv(28, 28));
        var shapes = encoder.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.shape);
        Assert.That(shapes, Is.EquivalentTo(new Dictionary<string, long[]>
        {
            ["conv1.weight"] = [32, 1, 3, 3],
            ["conv1.bias"] = [32],
            ["conv2.weight"] = [64, 32, 3, 3],
            ["conv2.bias"] = [64],
            ["embed.weight"] = [128, 9216],
            ["embed.bias"] = [128],
        }));
    }

    [Test]
    public void Strided_Digits_PinsItsCheckpointKeys()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(ConvEncoderOptions.Strided(8, 8, embeddingSize: 16, blocks: 2));
        Assert.That(encoder.state_dict().Keys, Is.EquivalentTo(new[]
        {
            "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked",
            "conv2.weight", "bn2.weight", "bn2.bias", "bn2.running_mean", "bn2.running_var", "bn2.num_batches_tracked",
            "embed.weight", "embed.bias",
        }));
    }

    [Test]
    public void Forward_TwoConv_IsConvReluConvReluPoolLinear()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(ConvEncoderOptions.TwoConv(8, 9, channels: 2, embeddingSize: 5));
        encoder.eval();
        var weights = encoder.state_dict();
        var images = randn(3, 2, 8, 9);
        var x = nn.functional.conv2d(images, weights["conv1.weight"], weights["conv1.bias"]).relu();
        x = nn.functional.conv2d(x, weights["conv2.weight"], weights["conv2.bias"]).relu();
        x = nn.functional.max_pool2d(x, 2).flatten(1);
        var expected = x.matmul(weights["embed.weight"].t()) + weights["embed.bias"];
        Assert.That((encoder.call(images) - expected).abs().max().item<float>(), Is.EqualTo(0).Within(1e-5));
    }

    [Test]
    public void Forward_Normalized_LiesOnTheUnitSphere([Values] GlobalPooling pooling, [Values] bool training)
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(ConvEncoderOptions.Strided(11, 7, channels: 3, embeddingSize: 6) with { Pooling = pooling });
        encoder.train(training);
        var norms = encoder.call(randn(4, 3, 11, 7)).norm(1);
        Assert.That(norms.shape, Is.EqualTo(new long[] { 4 }));
        Assert.That((norms - 1).abs().max().item<float>(), Is.EqualTo(0).Within(1e-5));
    }

    [Test]
    public void Forward_Dropout_ActsWhileTrainingOnly()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(ConvEncoderOptions.TwoConv(8, 8, embeddingSize: 4));
        var images = randn(2, 1, 8, 8);
        encoder.train();
        Assert.That(encoder.call(images).equal(encoder.call(images)).all().item<bool>(), Is.False);
        encoder.eval();
        Assert.That(encoder.call(images).equal(encoder.call(images)).all().item<bool>(), Is.True);
    }

    [Test]
    public void Parameters_MoveWithTheGradient()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(ConvEncoderOptions.Strided(8, 8, embeddingSize: 4, blocks: 2));
        encoder.call(randn(4, 1, 8, 8)).square().sum().backward();
        encoder.call(randn(4, 1, 8, 8)).narrow(1, 0, 1).sum().backward();
        foreach (var (name, parameter) in encoder.named_parameters())
            Assert.That(parameter.grad is { } gradient && gradient.abs().sum().item<float>() > 0, Is.True, name);
    }

    [Test]
    public void Backward_StridedPaddedNormalised_GivesTheGradientsOfPlainLayers([Values(1, 3)] int channels)
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(new ConvEncoderOptions
        {
            Channels = channels,
            Height = 9,
            Width = 7,
            Blocks = [new ConvBlock(4) { Stride = 2, Padding = 1, BatchNorm = true }, new ConvBlock(5) { Padding = 1, Pool = 2 }],
            EmbeddingSize = 6,
        });
        encoder.to(ScalarType.Float64);
        var plain = encoder.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone().requires_grad_());
        var images = randn(8, channels, 9, 7, dtype: ScalarType.Float64);
        var weighting = randn(8, 6, dtype: ScalarType.Float64);

        (encoder.call(images) * weighting).sum().backward();
        var x = nn.functional.conv2d(images, plain["conv1.weight"], null, [2, 2], [1, 1]);
        x = nn.functional.batch_norm(x, zeros(4, dtype: ScalarType.Float64), ones(4, dtype: ScalarType.Float64), plain["bn1.weight"], plain["bn1.bias"], training: true).relu();
        x = nn.functional.conv2d(x, plain["conv2.weight"], plain["conv2.bias"], [1, 1], [1, 1]).relu();
        x = nn.functional.max_pool2d(x, 2).flatten(1);
        ((x.matmul(plain["embed.weight"].t()) + plain["embed.bias"]) * weighting).sum().backward();

        foreach (var (name, parameter) in encoder.named_parameters())
        {
            Assert.That(parameter.is_contiguous(), Is.True, name);      // TorchSharp saves nothing else
            Assert.That((parameter.grad! - plain[name].grad!).abs().max().item<double>(), Is.EqualTo(0).Within(1e-11), name);
        }
    }

    [Test]
    public void Constructor_BlockDoesNotFit_SaysWhichAndHowLargeTheImageIsThere()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new ConvEncoder(new ConvEncoderOptions
        {
            Height = 8,
            Width = 12,
            Blocks = [new ConvBlock(4) { Pool = 3 }, new ConvBlock(4)],
        }));
        Assert.That(error!.ParamName, Is.EqualTo("options"));
        Assert.That(error.Message, Does.StartWith("Expected an image that block 2 fits into (kernel 3, pool 1), got 2 x 3 pixels from 8 x 12."));
    }

    [Test]
    public void Options_ValuesOutOfRange_AreNamed()
    {
        AssertNamed("Kernel", "Expected 1 to 2147483647, got 0.", () => _ = new ConvBlock(4) { Kernel = 0 });
        AssertNamed("Stride", "Expected 1 to 2147483647, got -1.", () => _ = new ConvBlock(4) { Stride = -1 });
        AssertNamed("Padding", "Expected 0 to 2147483647, got -1.", () => _ = new ConvBlock(4) { Padding = -1 });
        AssertNamed("Dropout", "Expected 0 to 0.9999999999999999, got 1.", () => _ = new ConvBlock(4) { Dropout = 1 });
        AssertNamed("channels", "Expected 1 to 2147483647, got 0.", () => _ = new ConvBlock(0));
        AssertNamed("EmbeddingSize", "Expected 1 to 2147483647, got 0.", () => _ = ConvEncoderOptions.TwoConv(28, 28, embeddingSize: 0));
        AssertNamed("Height", "Expected 1 to 2147483647, got 0.", () => _ = ConvEncoderOptions.TwoConv(0, 28));
        AssertNamed("options", "Expected at least one block, got none.", () => _ = new ConvEncoder(ConvEncoderOptions.TwoConv(28, 28) with { Blocks = [] }));
    }

    [Test]
    public void Forward_ImagesOfAnotherSize_NamesBothShapes()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(ConvEncoderOptions.TwoConv(28, 28));
        var error = Assert.Throws<ArgumentException>(() => encoder.call(zeros(2, 3, 28, 28)));
        Assert.That(error!.ParamName, Is.EqualTo("input"));
        Assert.That(error.Message, Does.StartWith("Expected shape [-1, 1, 28, 28], got [2, 3, 28, 28]."));
    }

    [Test]
    public void Forward_LeavesExactlyItsResultAlive([Values] bool strided)
    {
        using var encoder = new ConvEncoder(strided ? ConvEncoderOptions.Strided(8, 8) : ConvEncoderOptions.TwoConv(8, 8));
        using var images = randn(2, 1, 8, 8);
        LeakCheck.LeavesOnlyItsResult(() => encoder.call(images));
    }

    private static void AssertNamed(string name, string message, Action action)
    {
        var error = Assert.Catch<ArgumentException>(action);
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(message));
    }
}
