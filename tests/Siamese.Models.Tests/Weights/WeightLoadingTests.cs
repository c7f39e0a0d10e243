using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Heads;
using TorchSharp.Siamese.Models.Weights;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Weights;

public class WeightLoadingTests
{
    // PyTorch computed the embeddings with the weights of the file.
    [Test]
    public void LoadWeights_OfPyTorch_GiveTheEmbeddingsOfPyTorch()
    {
        using var scope = NewDisposeScope();
        using var encoder = WeightFixtures.Encoder();
        var report = encoder.LoadWeights(WeightFixtures.PathOf("network.pt"));
        Assert.That(report.IsComplete, Is.True);
        Assert.That(report.ToString(), Is.EqualTo("8 loaded"));
        using var expected = WeightFile.Read(WeightFixtures.PathOf("expected.pt"));
        encoder.eval();
        using var grad = no_grad();
        var embeddings = encoder.call(expected.Tensors["images"]);
        var error = (embeddings - expected.Tensors["embeddings"]).abs().max().item<float>();
        Assert.That(error, Is.LessThan(1e-5).And.Not.NaN);
        Assert.That(expected.Tensors["embeddings"].abs().min().item<float>(), Is.GreaterThan(0.1));
    }

    [Test]
    public void LoadWeights_OfADataParallelCheckpoint_NeedsTheEntryAndOtherNames()
    {
        using var encoder = WeightFixtures.Encoder();
        using var other = WeightFixtures.Encoder();
        var report = encoder.LoadWeights(WeightFixtures.PathOf("checkpoint.pt"), new() { Entry = "state_dict", Rename = name => name.Replace("module.", "", StringComparison.Ordinal) });
        Assert.That(report.Loaded, Has.Count.EqualTo(8));
        other.LoadWeights(WeightFixtures.PathOf("network.pt"));
        Assert.That(Sum(encoder), Is.EqualTo(Sum(other)));
    }

    [Test]
    public void LoadWeights_StrictAndNotFitting_NamesAllAndChangesNothing()
    {
        using var encoder = WeightFixtures.Encoder(embeddingSize: 4);
        var before = Sum(encoder);
        var error = Assert.Throws<InvalidDataException>(() => encoder.LoadWeights(WeightFixtures.PathOf("network.pt"),
            new() { Rename = name => name == "bn1.bias" ? "bn2.bias" : name == "bn1.weight" ? null : name }));
        Assert.That(error!.Message, Is.EqualTo($"'{WeightFixtures.PathOf("network.pt")}': needs the weights of ConvEncoder, got 4 loaded, 2 missing (bn1.weight, bn1.bias), "
            + "1 unexpected (bn1.bias), 2 of another shape (embed.weight: needs [4, 2], got [3, 2], embed.bias: needs [4], got [3]), 1 left out (bn1.weight). "
            + "Rename maps names; Strict = false loads what fits."));
        Assert.That(Sum(encoder), Is.EqualTo(before));
    }

    // conv1.weight of 18 numbers, i / 4 each: 153 / 4 in all.
    [Test]
    public void LoadWeights_NotStrict_LoadsWhatFits()
    {
        using var scope = NewDisposeScope();
        using var encoder = WeightFixtures.Encoder(embeddingSize: 4);
        var embed = encoder.state_dict()["embed.weight"].clone();
        var report = encoder.LoadWeights(WeightFixtures.PathOf("network.pt"), new() { Strict = false });
        Assert.That((report.Loaded.Count, report.OtherShape.Count, report.IsComplete), Is.EqualTo((6, 2, false)));
        Assert.That(encoder.state_dict()["conv1.weight"].sum().item<float>(), Is.EqualTo(153 / 4f));
        Assert.That(encoder.state_dict()["embed.weight"].Equals(embed), Is.True);
    }

    [Test]
    public void LoadWeights_TwoOfOneName_IsRefused()
    {
        using var encoder = WeightFixtures.Encoder();
        var error = Assert.Throws<InvalidDataException>(() => encoder.LoadWeights(WeightFixtures.PathOf("network.pt"), new() { Rename = _ => "embed.bias" }));
        Assert.That(error!.Message, Does.EndWith("needs one weight for 'embed.bias', got 'conv1.weight' and 'bn1.weight'."));
    }

    [Test]
    public void LoadWeights_KeepsParametersTrainableAndLeavesNoTensor()
    {
        using var encoder = WeightFixtures.Encoder();
        _ = encoder.state_dict();
        encoder.LoadWeights(WeightFixtures.PathOf("network.pt"));
        Assert.That(LeakCheck.LeftAlive(() => encoder.LoadWeights(WeightFixtures.PathOf("network.pt"))), Is.Zero);
        Assert.That(encoder.parameters().All(parameter => parameter.requires_grad && parameter.is_leaf), Is.True);
    }

    [TestCase("conv")]
    [TestCase("residual")]
    [TestCase("projection")]
    [TestCase("neck")]
    [TestCase("head")]
    [TestCase("gem")]
    public void Save_OfTorchSharpAndOfSafeTensors_ComesBack(string kind)
    {
        using var folder = new TemporaryFolder();
        using var first = Module(kind);
        foreach (var parameter in first.parameters())
        {
            using var grad = no_grad();
            parameter.add_(0.25);
        }
        first.save(folder.File("weights.dat"));
        WeightFile.WriteSafeTensors(folder.File("weights.safetensors"), first.state_dict());
        using var second = Module(kind);
        Assert.That(Sum(second), Is.Not.EqualTo(Sum(first)));
        second.load(folder.File("weights.dat"));
        Assert.That(Sum(second), Is.EqualTo(Sum(first)));
        using var third = Module(kind);
        Assert.That(third.LoadWeights(folder.File("weights.safetensors")).IsComplete, Is.True);
        Assert.That(Sum(third), Is.EqualTo(Sum(first)));
    }

    private static nn.Module Module(string kind) => kind switch
    {
        "conv" => WeightFixtures.Encoder(),
        "residual" => new ResidualEncoder(ResidualEncoderOptions.ResNet10(8, 8, 1, 4)),
        "projection" => new SiameseNetwork(new ProjectionHead(4, 8, 2)),
        "neck" => new BnNeck(5),
        "head" => new WeightedL1Head(7),
        _ => new GlobalPool(GlobalPooling.GeM),
    };

    private static string Sum(nn.Module module) => string.Join(' ', module.state_dict().SelectMany(pair => PyTorchFileTests.Numbers(pair.Value)).Select(BitConverter.DoubleToInt64Bits));
}
