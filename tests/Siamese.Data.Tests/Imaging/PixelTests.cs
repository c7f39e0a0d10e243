using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.Siamese.Data.Tests.Imaging.AugmentationCases;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>Grayscale, inversion, contrast, blur, noise and erasing.</summary>
public class PixelTests
{
    private static readonly ImageShape Color = new(3, 9, 11);
    private static readonly ImageShape Gray = new(1, 9, 11);

    [Test]
    public void Grayscale_HandWorkedPixel()
    {
        float[] pixel = [0.2f, 0.4f, 0.9f, 0.77f];
        Assert.That(
            Changed(new RandomGrayscale(1), pixel, new ImageShape(4, 1, 1), Keys(1)),
            Is.EqualTo(new[] { 0.39718f, 0.39718f, 0.39718f, 0.77f }).Within(1e-6));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public void Grayscale_NoColor_ChangesNoBit(int channels)
    {
        var shape = new ImageShape(channels, 4, 4);
        Assert.That(Changed(new RandomGrayscale(1), Noise(shape), shape, Keys(1)), Is.EqualTo(Noise(shape)));
    }

    [Test]
    public void Invert_ChangesBlackAndWhite()
    {
        float[] image = [0, 10, 255, 128, 1, 77];
        Assert.That(
            Changed(new RandomInvert(1, new(0, 255)), image, new ImageShape(1, 2, 3), Keys(1)),
            Is.EqualTo(new float[] { 255, 245, 0, 127, 254, 178 }));
    }

    [Test]
    public void Invert_Twice_IsTheImage()
    {
        var twice = new Compose(new RandomInvert(1), new RandomInvert(1));
        Assert.That(Changed(twice, Noise(Color), Color, Keys(1)), Is.EqualTo(Noise(Color)).Within(1e-6));
    }

    // Each channel by itself: 2..6 to 0..1, the flat one stays, alpha stays.
    [Test]
    public void Autocontrast_HandWorkedChannels()
    {
        float[] image = [0.2f, 0.3f, 0.6f, 0.5f, 0.5f, 0.5f, 0, 1, 0.25f, 0.4f, 0.5f, 0.6f];
        Assert.That(
            Changed(new RandomAutocontrast(1), image, new ImageShape(4, 1, 3), Keys(1)),
            Is.EqualTo(new[] { 0, 0.25f, 1, 0.5f, 0.5f, 0.5f, 0, 1, 0.25f, 0.4f, 0.5f, 0.6f }).Within(1e-6));
    }

    // Weights at distances 0 and 1 for sigma 1: 1 and 0.60653, together 2.21306: 0.45186 and 0.27407.
    [Test]
    public void Blur_OfAPoint_ShowsTheKernel()
    {
        var point = new float[25];
        point[12] = 1;
        new GaussianBlur(3).ApplyWith([1], point, new ImageShape(1, 5, 5));
        var (near, middle) = (0.274069, 0.451863);
        var expected = new double[25];
        foreach (var (at, value) in new[] { (6, near * near), (7, near * middle), (12, middle * middle), (13, near * middle), (18, near * near) })
            expected[at] = value;
        foreach (var (at, value) in new[] { (8, near * near), (11, near * middle), (16, near * near), (17, near * middle) })
            expected[at] = value;
        Assert.That(point, Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void Blur_OfAFlatImage_LeavesIt()
    {
        float[] flat = [.. Enumerable.Repeat(0.6f, Gray.Length)];
        Assert.That(Changed(new GaussianBlur(31, ValueRange.Only(9)), flat, Gray, Keys(1)), Is.All.EqualTo(0.6f).Within(1e-5));
    }

    [Test]
    public void Blur_ByOnePixel_ChangesNoBit() =>
        Assert.That(Changed(new GaussianBlur(1), Noise(Gray), Gray, Keys(1)), Is.EqualTo(Noise(Gray)));

    // 0 1 2 3 | goes on 2 1 0 1 2 3 2 and so for ever.
    [Test]
    public void Mirror_FarOutside_GoesBackAndForth() => Assert.That(
        Enumerable.Range(-7, 18).Select(i => GaussianFilter.Mirror(i, 4)),
        Is.EqualTo(new[] { 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2 }));

    [Test]
    public void Mirror_OnePixel_IsThatPixel() => Assert.That(Enumerable.Range(-3, 7).Select(i => GaussianFilter.Mirror(i, 1)), Is.All.Zero);

    [Test]
    public void Noise_HasTheMeanAndDeviationAskedFor()
    {
        var shape = new ImageShape(3, 64, 64);
        var zero = new float[20 * shape.Length];
        var noisy = Changed(new GaussianNoise(ValueRange.Only(0.25), 0.5), zero, shape, Keys(20));
        // 245,760 numbers: the mean's deviation is 0.0005, that of the deviation 0.0004.
        var mean = noisy.Average(v => (double)v);
        Assert.That(mean, Is.EqualTo(0.5).Within(0.003));
        Assert.That(Math.Sqrt(noisy.Average(v => (v - mean) * (v - mean))), Is.EqualTo(0.25).Within(0.002));
    }

    [Test]
    public void Noise_Clipped_StaysInside()
    {
        var noisy = Changed(new GaussianNoise(ValueRange.Only(2), clip: new(-1, 0.5)), Noise(Color), Color, Keys(1));
        Assert.That(noisy, Is.All.InRange(-1f, 0.5f));
        Assert.That(noisy, Does.Contain(-1f).And.Contain(0.5f));
    }

    [Test]
    public void Noise_LeavesAlpha()
    {
        var shape = new ImageShape(4, 3, 3);
        var noisy = Changed(new GaussianNoise(ValueRange.Only(2)), Noise(shape), shape, Keys(1));
        Assert.That(noisy[27..], Is.EqualTo(Noise(shape)[27..]));
        Assert.That(noisy[..27].Zip(Noise(shape)).Count(p => p.First == p.Second), Is.Zero);
    }

    [Test]
    public void Noise_OfZero_ChangesNoBit() =>
        Assert.That(Changed(new GaussianNoise(default), Noise(Color), Color, Keys(1)), Is.EqualTo(Noise(Color)));

    [Test]
    public void Erasing_FillsTheBoxInAllChannelsAndNothingElse()
    {
        var image = Noise(Color);
        new RandomErasing(new RandomErasingOptions { Fill = 7 }).ApplyWith([2, 3, 5, 4], image, Color);
        for (var i = 0; i < image.Length; i++)
        {
            var (y, x) = (i % 99 / 11, i % 11);
            Assert.That(image[i], Is.EqualTo(x is >= 2 and < 7 && y is >= 3 and < 7 ? 7f : Noise(Color)[i]));
        }
    }

    [Test]
    public void Erasing_ByNoise_HasTheMeanAndDeviationAskedFor()
    {
        var shape = new ImageShape(3, 100, 100);
        var image = new float[shape.Length];
        new RandomErasing(new RandomErasingOptions { Fill = 5, NoiseDeviation = 2 }).ApplyWith([0, 0, 90, 90], image, shape);
        var erased = image.Where(v => v != 0).Select(v => (double)v).ToArray();
        Assert.That(erased, Has.Length.EqualTo(3 * 8100));
        // Deviation of the mean 0.013.
        Assert.That(erased.Average(), Is.EqualTo(5).Within(0.07));
        Assert.That(Math.Sqrt(erased.Average(v => (v - 5) * (v - 5))), Is.EqualTo(2).Within(0.05));
    }

    [Test]
    public void Erasing_ManyKeys_BoxesAreInsideAndAsAsked()
    {
        var shape = new ImageShape(1, 100, 100);
        var erasing = new RandomErasing(new RandomErasingOptions { Probability = 1 });
        var boxes = Keys(3000).Select(key => erasing.ParametersFor(key, shape)!).ToArray();
        foreach (var box in boxes)
        {
            Assert.That(box[0] >= 0 && box[1] >= 0 && box[0] + box[2] <= 100 && box[1] + box[3] <= 100, $"[{string.Join(", ", box)}]");
            Assert.That(box[2] * box[3] / 10000, Is.InRange(0.017, 0.34));
        }
        // Areas of 0.02 to 0.33 that all fit average 0.175; deviation of the mean 0.0016.
        Assert.That(boxes.Average(b => b[2] * b[3] / 10000), Is.EqualTo(0.175).Within(0.012));
        // Lying and standing boxes are as likely: 0.3 to 3.3 is even about 1 by logarithm, nearly.
        Assert.That(boxes.Count(b => b[2] > b[3]), Is.EqualTo(1500).Within(160));
    }

    [TestCase(1, 1)]
    [TestCase(1, 9)]
    public void Erasing_NoBoxFits_ChangesNoBit(int height, int width)
    {
        var shape = new ImageShape(1, height, width);
        var erasing = new RandomErasing(new RandomErasingOptions { Probability = 1 });
        Assert.That(Changed(erasing, Noise(shape, 9), shape, Keys(9)), Is.EqualTo(Noise(shape, 9)));
    }

    [Test]
    public void Arguments_OutsideTheirLimits_NameThemselves()
    {
        AssertRefused("kernelSize", "Needs an odd number, 1 to 255, got 4.", () => _ = new GaussianBlur(4));
        AssertRefused("kernelSize", "Needs an odd number, 1 to 255, got 257.", () => _ = new GaussianBlur(257));
        AssertRefused("sigma", "Needs Min <= Max, both 0.01 to 1000, got 0..1.", () => _ = new GaussianBlur(3, new(0, 1)));
        AssertRefused("deviation", "Needs Min <= Max, both 0 to 1000000, got -1..1.", () => _ = new GaussianNoise(new(-1, 1)));
        AssertRefused("mean", "Expected a finite number, got NaN.", () => _ = new GaussianNoise(default, double.NaN));
        AssertRefused("clip", "Needs finite values of black and white, Min < Max, got 1..0.", () => _ = new GaussianNoise(default, clip: new(1, 0)));
        AssertRefused("values", "Needs finite values of black and white, Min < Max, got 0.", () => _ = new RandomInvert(values: default(ValueRange)));
        AssertRefused("values", "Needs finite values", () => _ = new RandomAutocontrast(values: new(0, double.PositiveInfinity)));
        AssertRefused("Area", "Needs Min <= Max, both 1E-06 to 1", () => _ = new RandomErasingOptions { Area = new(0, 0.5) });
        AssertRefused("Ratio", "Needs Min <= Max, both 0.001 to 1000", () => _ = new RandomErasingOptions { Ratio = new(0, 0.5) });
        AssertRefused("Fill", "Expected a finite number, got NaN.", () => _ = new RandomErasingOptions { Fill = double.NaN });
        AssertRefused("NoiseDeviation", "Expected 0 to ", () => _ = new RandomErasingOptions { NoiseDeviation = -1 });
        AssertRefused("Probability", "Expected 0 to 1, got -1.", () => _ = new RandomErasingOptions { Probability = -1 });
    }

    private static void AssertRefused(string name, string text, Action make)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => make());
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(text));
    }
}
