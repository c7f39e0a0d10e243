using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Encoders;

public class KochEncoderTests
{
    // 64·(100 + 1) + 128·(64·49 + 1) + 128·(128·16 + 1) + 256·(128·16 + 1) + 4096·(256·36 + 1) = 6,464 + 401,536 + 262,272 + 524,544 + 37,752,832.
    [Test]
    public void Layers_AreThoseOfThePaper()
    {
        using var scope = NewDisposeScope();
        using var encoder = new KochEncoder();
        Assert.That(encoder.parameters().Sum(parameter => parameter.numel()), Is.EqualTo(38_947_648));
        Assert.That(encoder.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.shape), Is.EquivalentTo(new Dictionary<string, long[]>
        {
            ["conv1.weight"] = [64, 1, 10, 10],
            ["conv1.bias"] = [64],
            ["conv2.weight"] = [128, 64, 7, 7],
            ["conv2.bias"] = [128],
            ["conv3.weight"] = [128, 128, 4, 4],
            ["conv3.bias"] = [128],
            ["conv4.weight"] = [256, 128, 4, 4],
            ["conv4.bias"] = [256],
            ["embed.weight"] = [4096, 9216],
            ["embed.bias"] = [4096],
        }));
    }

    [Test]
    public void Weights_Start_AsThePaperSaysAndBySeed()
    {
        using var scope = NewDisposeScope();
        using var encoder = new KochEncoder(seed: 7);
        using var same = new KochEncoder(seed: 7);
        var (weights, again) = (encoder.state_dict(), same.state_dict());
        foreach (var (key, mean, deviation) in new[] { ("conv3.weight", 0, 0.01), ("embed.weight", 0, 0.2), ("embed.bias", 0.5, 0.01) })
        {
            var count = weights[key].numel();
            Assert.That(weights[key].mean().item<float>(), Is.EqualTo(mean).Within(5 * deviation / Math.Sqrt(count) + 1e-6), key);
            Assert.That(weights[key].std().item<float>(), Is.EqualTo(deviation).Within(5 * deviation / Math.Sqrt(2.0 * count) + 1e-6 * deviation), key);
            Assert.That(weights[key].equal(again[key]).all().item<bool>(), Is.True, key);
        }
    }

    [Test]
    public void Forward_Images_AreConvReluPoolThriceConvReluLinearSigmoid()
    {
        using var scope = NewDisposeScope();
        using var encoder = new KochEncoder(seed: 1);
        var weights = encoder.state_dict();
        var images = rand(2, 1, 105, 105);
        var x = images;
        foreach (var layer in new[] { "conv1", "conv2", "conv3" })
            x = nn.functional.max_pool2d(nn.functional.conv2d(x, weights[layer + ".weight"], weights[layer + ".bias"]).relu(), 2);
        x = nn.functional.conv2d(x, weights["conv4.weight"], weights["conv4.bias"]).relu().flatten(1);
        var expected = (x.matmul(weights["embed.weight"].t()) + weights["embed.bias"]).sigmoid();
        using var rows = encoder.call(images);
        Assert.That(rows.shape, Is.EqualTo(new long[] { 2, 4096 }));
        Assert.That((rows - expected).abs().max().item<float>(), Is.Zero.Within(1e-4));
        rows.square().sum().backward();
        foreach (var (name, parameter) in encoder.named_parameters())
            Assert.That(parameter.grad is { } gradient && gradient.abs().sum().item<float>() > 0, Is.True, name);
    }

    [Test]
    public void Forward_OtherSize_NamesBothShapes()
    {
        using var scope = NewDisposeScope();
        using var encoder = new KochEncoder();
        var error = Assert.Throws<ArgumentException>(() => encoder.call(zeros(1, 1, 104, 105)));
        Assert.That(error!.Message, Does.StartWith("Expected shape [-1, 1, 105, 105], got [1, 1, 104, 105]."));
    }

    [Test]
    public void Forward_LeavesExactlyItsResultAlive()
    {
        using var encoder = new KochEncoder();
        using var images = zeros(1, 1, 105, 105);
        LeakCheck.LeavesOnlyItsResult(() => encoder.call(images));
    }
}
