using System.Text.Json;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>Both forms against images that torchvision's functional operations made (make_torchvision_cases.py beside this file).</summary>
public class TorchvisionTests
{
    private static readonly ImageShape Color = new(3, 9, 13);
    private static readonly ImageShape Gray = new(1, 10, 7);
    private static readonly Dictionary<string, float[]> Values = Read();

    // ColorJitter's parameters: four amounts, then the order of the four.
    private static readonly double[] InTurn = [0, 1, 2, 3];

    [Test]
    public void Rotation() => AssertSame("rotation", new RandomRotation(default, 0.25f), [33.5]);

    [Test]
    public void Rotation_OfGray() => AssertSame("rotation_gray", new RandomRotation(default), [-120]);

    [Test]
    public void Affine() => AssertSame("affine", new RandomAffine(new RandomAffineOptions { Fill = 0.5f }), [20, 15, 0, 1.3, 1.3, 2, -1]);

    [Test]
    public void Perspective() =>
        AssertSame("perspective", new RandomPerspective(fill: 0.25f), [1.5, 0.75, 11.25, 0.5, 10, 7.25, 0.25, 6]);

    [Test]
    public void ResizedCrop() => AssertSame("resized_crop", new RandomResizedCrop(), [3, 2, 8, 5]);

    [Test]
    public void ResizedCrop_OfGray() => AssertSame("resized_crop_gray", new RandomResizedCrop(), [0, 9, 3, 1]);

    [TestCase("brightness", 1.4, 1, 1, 0)]
    [TestCase("contrast", 1, 1.7, 1, 0)]
    [TestCase("contrast_gray", 1, 0.4, 1, 0)]
    [TestCase("saturation", 1, 1, 2.1, 0)]
    [TestCase("hue", 1, 1, 1, 0.3)]
    [TestCase("hue_back", 1, 1, 1, -0.5)]
    public void ColorOperation(string name, double brightness, double contrast, double saturation, double hue) =>
        AssertSame(name, new ColorJitter(new ColorJitterOptions()), [brightness, contrast, saturation, hue, .. InTurn]);

    [Test]
    public void ColorOperations_InAnotherOrder() =>
        AssertSame("jitter", new ColorJitter(new ColorJitterOptions()), [0.8, 1.2, 0.5, -0.15, 2, 0, 3, 1]);

    [Test]
    public void Grayscale() => AssertSame("grayscale", new RandomGrayscale(), []);

    [Test]
    public void Invert() => AssertSame("invert", new RandomInvert(), []);

    [Test]
    public void Autocontrast() =>
        AssertSame("autocontrast", new RandomAutocontrast(), [], [.. Values["color"].Select(v => (v * 0.5f) + 0.2f)]);

    [Test]
    public void Blur() => AssertSame("blur", new GaussianBlur(5), [1.1]);

    [Test]
    public void Blur_OfGray_ByAKernelAsWideAsTheImage() => AssertSame("blur_gray", new GaussianBlur(9), [2.5]);

    [Test]
    public void Elastic_ByTheSameDisplacements()
    {
        var image = (float[])Values["color"].Clone();
        var displacement = Values["displacement"];
        ElasticTransform.Displace(
            image, Color, displacement.AsSpan(0, Color.PixelsPerChannel), displacement.AsSpan(Color.PixelsPerChannel), 0.25f, new float[4096]);
        Assert.That(image, Is.EqualTo(Values["elastic"]).Within(2e-5));
    }

    // What a colour operation does may not depend on the numbers that stand for black and white.
    [TestCase("brightness", 1.4, 1, 1, 0)]
    [TestCase("contrast", 1, 1.7, 1, 0)]
    [TestCase("saturation", 1, 1, 2.1, 0)]
    [TestCase("hue", 1, 1, 1, 0.3)]
    public void ColorOperation_OtherBlackAndWhite_IsTheSameOperation(
        string name, double brightness, double contrast, double saturation, double hue)
    {
        float[] image = [.. Values["color"].Select(v => (v * 200) - 50)];
        var jitter = new ColorJitter(new ColorJitterOptions { Values = new(-50, 150) });
        double[] parameters = [brightness, contrast, saturation, hue, .. InTurn];
        using var batch = tensor(image).view(1, 3, 9, 13);
        using var changed = jitter.ApplyWith(parameters, batch, [default]);
        jitter.ApplyWith(parameters, image, Color);
        float[] expected = [.. Values[name].Select(v => (v * 200) - 50)];
        Assert.That(image, Is.EqualTo(expected).Within(2e-3));
        Assert.That(changed.data<float>().ToArray(), Is.EqualTo(expected).Within(2e-3));
    }

    private static void AssertSame(string name, ImageAugmentation augmentation, double[] parameters, float[]? source = null)
    {
        var shape = Values[name].Length == Gray.Length ? Gray : Color;
        var image = (float[])(source ?? Values[shape == Gray ? "gray" : "color"]).Clone();
        using var batch = tensor(image).view(1, shape.Channels, shape.Height, shape.Width);
        using var changed = augmentation.ApplyWith(parameters, batch, [default]);
        augmentation.ApplyWith(parameters, image, shape);
        Assert.That(image, Is.EqualTo(Values[name]).Within(2e-5), "on the CPU, in place");
        Assert.That(changed.contiguous().data<float>().ToArray(), Is.EqualTo(Values[name]).Within(2e-5), "as a tensor");
    }

    private static Dictionary<string, float[]> Read()
    {
        var path = Path.Combine(RepositoryRoot.Path, "tests", "Siamese.Data.Tests", "Imaging", "torchvision.json");
        using var file = JsonDocument.Parse(File.ReadAllText(path));
        return file.RootElement.EnumerateObject()
            .Where(p => p.Value.ValueKind == JsonValueKind.Array)
            .ToDictionary(p => p.Name, p => p.Value.EnumerateArray().Select(v => v.GetSingle()).ToArray());
    }
}
