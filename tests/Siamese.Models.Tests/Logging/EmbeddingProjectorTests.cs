using System.Globalization;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Models.Logging;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Logging;

public class EmbeddingProjectorTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public void Write_Numbers_ComeBackExactly()
    {
        using var embeddings = randn(7, 5) / 3;
        EmbeddingProjector.Write(_folder.Path, embeddings);
        var rows = File.ReadAllLines(_folder.File("tensors.tsv")).Select(line => line.Split('\t').Select(text => float.Parse(text, CultureInfo.InvariantCulture)));
        Assert.That(rows.SelectMany(row => row), Is.EqualTo(embeddings.data<float>().ToArray()));
        Assert.That(File.ReadAllText(_folder.File("projector_config.pbtxt")), Is.EqualTo(
            "embeddings {\n  tensor_name: \"embeddings\"\n  tensor_shape: 7\n  tensor_shape: 5\n  tensor_path: \"tensors.tsv\"\n}\n"));
        Assert.That(Directory.GetFiles(_folder.Path), Has.Length.EqualTo(2));
    }

    [Test]
    public void Write_OneColumn_HasNoHeaderAndSeveralHave()
    {
        using var embeddings = ones(2, 2);
        var names = new ProjectorColumn("class", ["a\tb", "c\nd"]);
        EmbeddingProjector.Write(_folder.Path, embeddings, new() { Columns = [names] });
        Assert.That(File.ReadAllText(_folder.File("metadata.tsv")), Is.EqualTo("a b\nc d\n"));
        EmbeddingProjector.Write(_folder.Path, embeddings, new() { Columns = [names, new("file", ["1.png", "2.png"])], Name = "a \"b\"" });
        Assert.That(File.ReadAllText(_folder.File("metadata.tsv")), Is.EqualTo("class\tfile\na b\t1.png\nc d\t2.png\n"));
        Assert.That(File.ReadAllText(_folder.File("projector_config.pbtxt")), Does.Contain("metadata_path: \"metadata.tsv\"").And.Contain("tensor_name: \"a \\\"b\\\"\""));
    }

    // Five images: three in a row, so image 4 is the second of the second row; the place of a sixth is black.
    [Test]
    public void Write_Images_LieSideBySideRowByRow()
    {
        using var embeddings = ones(5, 2);
        using var images = arange(5, ScalarType.Float32).view(5, 1, 1, 1).expand(5, 1, 2, 4) * 50 / 255;
        EmbeddingProjector.Write(_folder.Path, embeddings, new() { Images = images });
        using var sprite = ImageDecoder.Decode(File.ReadAllBytes(_folder.File("sprite.png")), new DecodeOptions { Color = ColorMode.Grayscale });
        Assert.That((sprite.Width, sprite.Height), Is.EqualTo((12, 4)));
        var expected = Enumerable.Range(0, 4).SelectMany(y => Enumerable.Range(0, 12).Select(x => (y / 2 * 3) + (x / 4))).Select(i => (byte)(i < 5 ? 50 * i : 0));
        Assert.That(sprite.Pixels.ToArray(), Is.EqualTo(expected));
        Assert.That(File.ReadAllText(_folder.File("projector_config.pbtxt")), Does.Contain("image_path: \"sprite.png\"\n    single_image_dim: 4\n    single_image_dim: 2\n"));
    }

    // 100 images of 1,000 pixels would make 10,000: 819 fit ten times into 8,192.
    [Test]
    public void Write_ImagesThatAreTooLarge_AreMadeSmaller([Values] bool bytes)
    {
        using var scope = NewDisposeScope();
        var image = full([1, 1, 20, 1000], bytes ? 200 : 200 / 255f, bytes ? ScalarType.Byte : ScalarType.Float32);
        EmbeddingProjector.Write(_folder.Path, ones(100, 2), new() { Images = image.expand(100, 1, 20, 1000) });
        using var sprite = ImageDecoder.Decode(File.ReadAllBytes(_folder.File("sprite.png")), new DecodeOptions { Color = ColorMode.Grayscale });
        Assert.That((sprite.Width, sprite.Height), Is.EqualTo((8190, 160)));
        Assert.That(sprite.Pixels.IndexOfAnyExcept((byte)200), Is.EqualTo(-1));
    }

    [Test]
    public void Write_WhatDoesNotFitTogether_IsRefusedBeforeAnythingIsWritten()
    {
        using var embeddings = ones(3, 2);
        using var images = ones(2, 1, 4, 4);
        Refused(embeddings, new() { Columns = [new("class", ["a"])] }, "Expected a column with a name and 3 values, got 'class' with 1.");
        Refused(embeddings, new() { Images = images }, "Expected 3 images [N, C, H, W], got [2, 1, 4, 4].");
        Refused(embeddings, new() { Name = "" }, "Expected a name, got an empty one.");
        Refused(images, new(), "Expected embeddings [N, D] of at least one row and column, got [2, 1, 4, 4].");
        using var whole = ones(3, 2, ScalarType.Int64);
        Refused(whole, new(), "Expected floating-point embeddings, got Int64.");
        Assert.That(Directory.GetFiles(_folder.Path), Is.Empty);
    }

    private void Refused(Tensor embeddings, EmbeddingProjectorOptions options, string message) =>
        Assert.That(Assert.Throws<ArgumentException>(() => EmbeddingProjector.Write(_folder.Path, embeddings, options))!.Message, Does.StartWith(message));
}
