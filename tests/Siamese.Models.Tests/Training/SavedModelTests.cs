using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

public class SavedModelTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Encoders()
    {
        yield return new TestCaseData((Func<nn.Module<Tensor, Tensor>>)(() => new ConvEncoder(ConvEncoderOptions.TwoConv(12, 10, 3, 8))), 12, 10, 3).SetArgDisplayNames("TwoConv");
        yield return new TestCaseData((Func<nn.Module<Tensor, Tensor>>)(() => new ConvEncoder(ConvEncoderOptions.Strided(16, 16, 1, 8, 4) with { Pooling = GlobalPooling.GeM })), 16, 16, 1).SetArgDisplayNames("Strided with GeM");
        yield return new TestCaseData((Func<nn.Module<Tensor, Tensor>>)(() => new ResidualEncoder(ResidualEncoderOptions.ResNet10(16, 20, 3, 4) with { Stem = ResidualStem.Strided, EmbeddingSize = 6, Neck = true, AverageShortcut = true }, 5)), 16, 20, 3).SetArgDisplayNames("ResNet10");
    }

    [TestCaseSource(nameof(Encoders))]
    public void Load_OfWhatWasSaved_EmbedsTheSameBitForBit(Func<nn.Module<Tensor, Tensor>> make, int height, int width, int channels)
    {
        using var scope = NewDisposeScope();
        var file = _folder.File("model.siamese");
        var images = randn(5, channels, height, width);
        Tensor expected;
        using (var saved = new SavedModel(new SiameseNetwork(make(), new CosineSimilarity()), Preparation(height, width, channels)))
        {
            saved.Network.train();
            using (no_grad())
                saved.Network.call(randn(8, channels, height, width) * 3 + 1).Dispose();      // moves the statistics of batch normalisation, which belong to the weights
            expected = saved.Embed(images);
            saved.Save(file);
        }
        using var loaded = SavedModel.Load(file);
        Assert.That(loaded.Network.Metric, Is.InstanceOf<CosineSimilarity>());
        Assert.That(loaded.Network.training, Is.False);
        Assert.That(loaded.Embed(images).equal(expected).all().item<bool>());
    }

    [Test]
    public void Load_GivesBackEverythingBesideTheWeights()
    {
        var threshold = VerificationThreshold.ChooseOn(VerificationScores.From([0.1, 0.2, 0.9, 0.15], [true, true, false, false], ScoreKind.Distance));
        var images = new ImagePreparation
        {
            Height = 12, Width = 10, Color = ColorMode.Rgb, Interpolation = Interpolation.Lanczos3, Antialias = false, Aspect = AspectRatio.Pad,
            Orient = false, ScaleWhileDecoding = false, Mean = [0.1f, 0.2f, 0.3f], Std = [0.4f],
        };
        var file = _folder.File("model.siamese");
        using (var saved = new SavedModel(Model(images, new LpDistance(1, 2, false)).Network, images)
        {
            AveragesMirrored = true,
            Threshold = threshold,
            Calibration = new PlattCalibration { Slope = 3.25, Offset = 1.0 / 3, Kind = ScoreKind.Distance, SameCount = 7, DifferentCount = 9 },
            ClassNames = ["äpple", "b, \"c\""],
            Protocol = "162 held-out images",
            Figures = new Dictionary<string, double> { ["precision@1"] = 0.1 + 0.2, ["eer"] = double.NaN },
            Training = new Dictionary<string, string> { ["minutes"] = "5" },
        })
            saved.Save(file);
        using var loaded = SavedModel.Load(file);
        Assert.That(loaded.Images.ToString(), Is.EqualTo(images.ToString()));
        Assert.That((loaded.Images.Orient, loaded.Images.ScaleWhileDecoding, loaded.Images.Color), Is.EqualTo((false, false, ColorMode.Rgb)));
        Assert.That(loaded.Network.Metric, Is.InstanceOf<LpDistance>().With.Property("P").EqualTo(1).And.Property("Power").EqualTo(2).And.Property("Normalize").False);
        Assert.That(loaded.AveragesMirrored);
        Assert.That(loaded.Threshold, Is.EqualTo(threshold));
        Assert.That(loaded.Calibration!.Slope, Is.EqualTo(3.25));
        Assert.That(loaded.Calibration.Offset, Is.EqualTo(1.0 / 3));
        Assert.That(loaded.ClassNames, Is.EqualTo(new[] { "äpple", "b, \"c\"" }));
        Assert.That(loaded.Protocol, Is.EqualTo("162 held-out images"));
        Assert.That(loaded.Figures["precision@1"], Is.EqualTo(0.1 + 0.2));
        Assert.That(loaded.Figures["eer"], Is.NaN);
        Assert.That(loaded.Training["minutes"], Is.EqualTo("5"));
        Assert.That(loaded.ToString(), Does.Contain("12 x 10 pixels").And.Contain("averaged with their mirror images").And.Contain("162 held-out images"));
    }

    [Test]
    public void Embed_Mirrored_IsTheMeanOfBothViews()
    {
        using var scope = NewDisposeScope();
        using var plain = Model(Preparation(12, 10, 3));
        using var images = randn(4, 3, 12, 10);
        using var both = new SavedModel(plain.Network, plain.Images) { AveragesMirrored = true };
        var expected = (plain.Embed(images) + plain.Embed(images.flip(3))) / 2;
        Assert.That(both.Embed(images).allclose(expected), Is.True);
        Assert.That(both.Embed(images).allclose(plain.Embed(images)), Is.False);
        Assert.That(both.Embed(images.flip(3)).allclose(both.Embed(images), atol: 1e-6), Is.True);
    }

    [Test]
    public void Embed_Source_IsEveryImageInOrder_AndRefusesAnotherSize()
    {
        using var scope = NewDisposeScope();
        using var model = Model(Preparation(12, 10, 3));
        var images = randn(7, 3, 12, 10);
        var source = InMemorySamples.From(images, zeros(7, ScalarType.Int64));
        var reported = new List<int>();
        var rows = model.Embed(source, batchSize: 3, progress: new Recorder(reported));
        Assert.That(rows.allclose(model.Embed(images), atol: 1e-6), Is.True);
        Assert.That(reported, Is.EqualTo(new[] { 3, 6, 7 }));
        var wide = InMemorySamples.From(zeros(1, 3, 12, 11), zeros(1, ScalarType.Int64));
        Assert.That(() => model.Embed(wide), Throws.ArgumentException.With.Message.StartsWith("Expected images [3, 12, 10], as the network takes them, got [3, 12, 11]."));
        Assert.That(() => model.Embed(zeros(1, 3, 12, 11)), Throws.ArgumentException.With.Message.StartsWith("Expected shape [-1, 3, 12, 10]"));
    }

    [Test]
    public void Embed_LeavesExactlyItsResultAlive()
    {
        using var model = Model(Preparation(12, 10, 3));
        using var images = randn(4, 3, 12, 10);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var result = model.Embed(images);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount - before, Is.EqualTo(1));
    }

    // Preparation is that of the file: a red PNG of another size becomes (1 - mean) / std in its first channel.
    [Test]
    public void Images_OfAFile_AreScaledAsTheModelSays()
    {
        var path = _folder.File("red.png");
        File.WriteAllBytes(path, PngFile.Write(6, 4, 3, [.. Enumerable.Range(0, 24).SelectMany(_ => new byte[] { 255, 0, 51 })]));
        using var image = (Preparation(12, 10, 3) with { Mean = [0.5f], Std = [0.25f] }).Of(ImageFileList.Of(path)).Read(0);
        Assert.That(image.shape, Is.EqualTo(new long[] { 3, 12, 10 }));
        Assert.That(image.mean([1, 2]).data<float>().ToArray(), Is.EqualTo(new[] { 2f, -2f, -1.2f }).Within(1e-5));
    }

    [Test]
    public void Load_OfAnotherEncoder_NamesBoth()
    {
        var file = _folder.File("model.siamese");
        using (var saved = Model(Preparation(12, 10, 3)))
            saved.Save(file);
        using var other = new ConvEncoder(ConvEncoderOptions.TwoConv(12, 10, 3, 9));
        var error = Assert.Throws<InvalidDataException>(() => SavedModel.Load(file, encoder: other));
        Assert.That(error!.Message, Does.StartWith($"'{file}': needs a model of the encoder ConvEncoder {{").And.Contain("\"EmbeddingSize\":9").And.Contain("\"EmbeddingSize\":8"));
        using var residual = new ResidualEncoder(ResidualEncoderOptions.ResNet10(12, 10, 3, 4));
        Assert.That(() => SavedModel.Load(file, encoder: residual), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("ResidualEncoder"));
    }

    [Test]
    public void Save_EncoderOfOnesOwn_IsLoadedIntoOneBuiltByItsOwner()
    {
        using var scope = NewDisposeScope();
        var file = _folder.File("model.siamese");
        var images = randn(2, 3, 4, 4);
        Tensor expected;
        using (var saved = new SavedModel(new SiameseNetwork(new Own(48)), Preparation(4, 4, 3)))
        {
            expected = saved.Embed(images);
            saved.Save(file);
        }
        Assert.That(() => SavedModel.Load(file), Throws.InstanceOf<InvalidDataException>().With.Message.EqualTo(
            $"'{file}': its encoder {typeof(Own).FullName} is none of this library's; build one and pass it to Load, which gives it the weights."));
        using var loaded = SavedModel.Load(file, encoder: new Own(48));
        Assert.That(loaded.Embed(images).equal(expected).all().item<bool>());
        using var larger = new Own(75);
        Assert.That(() => SavedModel.Load(file, encoder: larger), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith($"'{file}': its weights are not those of the encoder"));
    }

    [Test]
    public void Load_ForeignCutOrFlippedFile_SaysWhichFileAndWhy()
    {
        var file = _folder.File("model.siamese");
        using (var saved = Model(Preparation(12, 10, 3)))
            saved.Save(file);
        var bytes = File.ReadAllBytes(file);
        var broken = _folder.File("broken");
        Assert.That(() => SavedModel.Load(broken), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains(broken));
        foreach (var length in new[] { 0, 3, 40, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(broken, bytes[..length]);
            Assert.That(() => SavedModel.Load(broken), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(broken), $"cut to {length}");
        }
        for (var at = 0; at < bytes.Length; at += bytes.Length / 60)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[at] ^= 4;
            File.WriteAllBytes(broken, flipped);
            Assert.That(() => SavedModel.Load(broken), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(broken), $"flipped at {at}");
        }
        var writer = new CheckpointWriter("training");
        writer.Add("model", new byte[] { 1 });
        writer.Save(broken + ".other");
        Assert.That(() => SavedModel.Load(broken + ".other"), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("training"));
    }

    [TestCase("{}", "cannot be read")]
    [TestCase("null", "cannot be read")]
    [TestCase("{\"Encoder\":{\"Kind\":\"ConvEncoder\",\"Options\":{\"Height\":0,\"Width\":1,\"Blocks\":[]}},\"Distance\":{\"Kind\":\"Lp\",\"P\":2,\"Power\":1,\"Normalize\":true},\"Images\":{\"Height\":1,\"Width\":1},\"ClassNames\":[],\"Protocol\":\"\",\"Figures\":{},\"Training\":{}}", "cannot be built from its options")]
    [TestCase("{\"Encoder\":{\"Kind\":\"Own\"},\"Distance\":{\"Kind\":\"Mine\",\"P\":2,\"Power\":1,\"Normalize\":true},\"Images\":{\"Height\":1,\"Width\":1},\"ClassNames\":[],\"Protocol\":\"\",\"Figures\":{},\"Training\":{}}", "by a distance of this library, got Mine")]
    public void Load_DescriptionThatMakesNoSense_SaysSo(string description, string message)
    {
        var file = _folder.File("model.siamese");
        var writer = new CheckpointWriter("model");
        writer.Add("model", System.Text.Encoding.UTF8.GetBytes(description));
        writer.Add("weights", Array.Empty<byte>());
        writer.Save(file);
        Assert.That(() => SavedModel.Load(file), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(file).And.Message.Contains(message));
    }

    private static ImagePreparation Preparation(int height, int width, int channels)
        => new() { Height = height, Width = width, Color = channels == 1 ? ColorMode.Grayscale : ColorMode.Rgb };

    private static SavedModel Model(ImagePreparation images, IDistance? distance = null)
        => new(new SiameseNetwork(new ConvEncoder(ConvEncoderOptions.TwoConv(12, 10, 3, 8)), distance), images);

    private sealed class Own : nn.Module<Tensor, Tensor>
    {
        private readonly Modules.Linear embed;

        public Own(long features)
            : base(nameof(Own))
        {
            embed = nn.Linear(features, 4);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return embed.call(input.flatten(1)).MoveToOuterDisposeScope();
        }
    }

    private sealed class Recorder(List<int> reported) : IProgress<int>
    {
        public void Report(int value) => reported.Add(value);
    }
}
