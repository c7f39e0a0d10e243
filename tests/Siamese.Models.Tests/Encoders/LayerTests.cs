using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Encoders;

public class LayerTests
{
    // One channel of 1, 2, 3, 4: average 2.5, largest 4, generalised with p = 3 the cube root of (1 + 8 + 27 + 64)/4 = 25.
    [TestCase(GlobalPooling.Average, 2.5)]
    [TestCase(GlobalPooling.Max, 4)]
    [TestCase(GlobalPooling.GeM, 2.924017738212866)]
    public void Pool_FourPixels_IsTheHandWorkedNumber(GlobalPooling kind, double expected)
    {
        using var scope = NewDisposeScope();
        using var pool = new GlobalPool(kind);
        var rows = pool.call(tensor([1f, 2, 3, 4], [1, 1, 2, 2]));
        Assert.That(rows.shape, Is.EqualTo(new long[] { 1, 1 }));
        Assert.That(rows.item<float>(), Is.EqualTo(expected).Within(1e-6));
        Assert.That(pool.state_dict().Keys, Is.EqualTo(kind == GlobalPooling.GeM ? new[] { "p" } : []));
    }

    [Test]
    public void Pool_GeneralisedMean_GivesFiniteGradientsWhereNothingIsActive()
    {
        using var scope = NewDisposeScope();
        using var pool = new GlobalPool(GlobalPooling.GeM, 2);
        using var images = zeros(2, 3, 4, 4).requires_grad_();
        pool.call(images).sum().backward();
        Assert.That(images.grad!.isfinite().all().item<bool>(), Is.True);
        Assert.That(pool.get_parameter("p")!.grad!.isfinite().all().item<bool>(), Is.True);
        pool.to(ScalarType.Float64);
        GradientCheck.Agrees(x => pool.call(x).square().sum(), rand(1, 2, 2, 3, ScalarType.Float64) + 0.1);
    }

    [Test]
    public void Pool_Flatten_KeepsEveryPixelAndItsArgument()
    {
        using var images = randn(2, 3, 1, 1);
        using var pool = new GlobalPool(GlobalPooling.Flatten);
        LeakCheck.LeavesOnlyItsResult(() => pool.call(images));
        using var scope = NewDisposeScope();
        Assert.That(pool.call(images).equal(images.reshape(2, 3)).all().item<bool>(), Is.True);
        Assert.That(() => new GlobalPool((GlobalPooling)9), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Expected Flatten, Average, Max or GeM, got 9."));
    }

    [Test]
    public void Neck_WhileTraining_CentresAndInEvaluationUsesWhatItSaw()
    {
        using var scope = NewDisposeScope();
        using var neck = new BnNeck(3);
        var rows = randn(50, 3) * 4 + 7;
        var centred = neck.call(rows);
        Assert.That(centred.mean([0]).abs().max().item<float>(), Is.Zero.Within(1e-5));
        Assert.That((centred.var(0, unbiased: false) - 1).abs().max().item<float>(), Is.Zero.Within(1e-4));
        Assert.That(neck.parameters().Count(parameter => parameter.requires_grad), Is.EqualTo(1), "the scale only");
        Assert.That(neck.state_dict().Keys, Is.EquivalentTo(new[] { "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked" }));
        neck.eval();
        // Running figures moved by a tenth: mean 0.1 m, variance 0.9 + 0.1 v.
        var expected = (rows - 0.1 * rows.mean([0])) / (0.9 + 0.1 * rows.var(0, unbiased: true) + 1e-5).sqrt();
        Assert.That((neck.call(rows) - expected).abs().max().item<float>(), Is.Zero.Within(1e-4));
        neck.train();
        Assert.That(() => neck.call(randn(1, 3)), Throws.ArgumentException.With.Message.StartsWith("Expected two rows or more while training"));
    }

    [Test]
    public void Projection_InEvaluation_IsLinearNormalisedReluLinear()
    {
        using var scope = NewDisposeScope();
        using var head = new ProjectionHead(5, 7, 3);
        Assert.That(head.state_dict().Keys, Is.EquivalentTo(new[]
        {
            "fc1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked", "fc2.weight", "fc2.bias",
        }));
        head.eval();
        var (weights, rows) = (head.state_dict(), randn(4, 5));
        var expected = (rows.matmul(weights["fc1.weight"].t()) / Math.Sqrt(1 + 1e-5)).relu().matmul(weights["fc2.weight"].t()) + weights["fc2.bias"];
        Assert.That((head.call(rows) - expected).abs().max().item<float>(), Is.Zero.Within(1e-5));
        Assert.That(() => head.call(randn(4, 6)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [-1, 5], got [4, 6]."));
    }

    [Test]
    public void SiameseNetwork_OfLayersInARow_TakesAnyModule()
    {
        using var scope = NewDisposeScope();
        var trunk = new ConvEncoder(ConvEncoderOptions.Conv4(16, 16) with { Blocks = [new ConvBlock(4) { Padding = 1 }], Pooling = GlobalPooling.GeM });
        using var network = new SiameseNetwork(nn.Sequential(("trunk", trunk), ("neck", new BnNeck(4)), ("unit", new L2Normalize())));
        var rows = network.call(randn(3, 1, 16, 16));
        Assert.That((rows.norm(1) - 1).abs().max().item<float>(), Is.Zero.Within(1e-5));
        Assert.That(network.state_dict().Keys, Does.Contain("encoder.trunk.pool.p").And.Contain("encoder.neck.bn.weight").And.Contain("encoder.trunk.conv1.weight"));
    }

    // A 3 x 3 convolution of 64 from 1 and its normalisation: 576 + 128; from 64: 36,864 + 128.
    [TestCase(4, 111_680)]
    [TestCase(6, 185_664)]
    public void Conv4AndConv6_Have64NumbersForSmallImages(int blocks, long expected)
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvEncoder(blocks == 4 ? ConvEncoderOptions.Conv4(28, 28) : ConvEncoderOptions.Conv6(28, 28));
        Assert.That(encoder.parameters().Sum(parameter => parameter.numel()), Is.EqualTo(expected));
        Assert.That(encoder.call(randn(2, 1, 28, 28)).shape, Is.EqualTo(new long[] { 2, 64 }));
        Assert.That(encoder.EmbeddingSize, Is.EqualTo(64));
        Assert.That(encoder.state_dict().Keys, Has.None.StartsWith("embed"));
    }
}
