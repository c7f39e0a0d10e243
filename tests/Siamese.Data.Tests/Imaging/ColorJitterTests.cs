using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.Siamese.Data.Tests.Imaging.AugmentationCases;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class ColorJitterTests
{
    private static readonly ImageShape Pixel = new(3, 1, 1);
    private static readonly double[] InTurn = [0, 1, 2, 3];

    // (0.2, 0.4, 0.9) at 1.5: 0.3, 0.6, 1.35 cut to 1.
    [Test]
    public void Brightness_MultipliesAndCuts() => AssertPixel([0.2f, 0.4f, 0.9f], [1.5, 1, 1, 0], [0.3f, 0.6f, 1f]);

    // gray = 0.2989 · 0.2 + 0.587 · 0.4 + 0.114 · 0.9 = 0.39718; one pixel's mean is itself; 0.5 v + 0.5 · 0.39718.
    [Test]
    public void Contrast_MixesWithTheMeanGray() =>
        AssertPixel([0.2f, 0.4f, 0.9f], [1, 0.5, 1, 0], [0.29859f, 0.39859f, 0.64859f]);

    [Test]
    public void Saturation_OfZero_IsTheGrayPicture() =>
        AssertPixel([0.2f, 0.4f, 0.9f], [1, 1, 0, 0], [0.39718f, 0.39718f, 0.39718f]);

    // A third of the circle takes red to green, green to blue, blue to red.
    [TestCase(1f, 0f, 0f, 0f, 1f, 0f)]
    [TestCase(0.2f, 0.4f, 0.9f, 0.9f, 0.2f, 0.4f)]
    [TestCase(0.3f, 0.3f, 0.3f, 0.3f, 0.3f, 0.3f)]
    [TestCase(0f, 0f, 0f, 0f, 0f, 0f)]
    [TestCase(1f, 1f, 1f, 1f, 1f, 1f)]
    public void Hue_AThirdOfTheCircle_MovesTheChannels(float r, float g, float b, float newR, float newG, float newB) =>
        AssertPixel([r, g, b], [1, 1, 1, 1.0 / 3], [newR, newG, newB]);

    [Test]
    public void Hue_ThereAndBack_IsTheImage()
    {
        var shape = new ImageShape(3, 8, 9);
        var image = Noise(shape);
        var jitter = new ColorJitter(new ColorJitterOptions());
        jitter.ApplyWith([1, 1, 1, 0.37, .. InTurn], image, shape);
        Assert.That(image, Is.Not.EqualTo(Noise(shape)).Within(0.01));
        jitter.ApplyWith([1, 1, 1, -0.37, .. InTurn], image, shape);
        Assert.That(image, Is.EqualTo(Noise(shape)).Within(1e-5));
    }

    [Test]
    public void Apply_FourChannels_LeavesAlphaAndTreatsTheRestAsColor()
    {
        var (withAlpha, color) = (new ImageShape(4, 5, 7), new ImageShape(3, 5, 7));
        var jitter = new ColorJitter(ColorJitterOptions.Around(0.5, 0.5, 0.5, 0.2));
        var changed = Changed(jitter, Noise(withAlpha), withAlpha, Keys(1));
        Assert.That(changed[..color.Length], Is.EqualTo(Changed(jitter, Noise(withAlpha)[..color.Length], color, Keys(1))));
        Assert.That(changed[color.Length..], Is.EqualTo(Noise(withAlpha)[color.Length..]));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(5)]
    public void Apply_ImagesWithoutColor_KeepSaturationAndHue(int channels)
    {
        var shape = new ImageShape(channels, 6, 5);
        var jitter = new ColorJitter(ColorJitterOptions.Around(saturation: 0.9, hue: 0.5));
        Assert.That(Changed(jitter, Noise(shape, 20), shape, Keys(20)), Is.EqualTo(Noise(shape, 20)));
    }

    [Test]
    public void Apply_NothingSet_ChangesNoBit() =>
        Assert.That(Changed(new ColorJitter(new ColorJitterOptions()), Noise(Pixel, 9), Pixel, Keys(9)), Is.EqualTo(Noise(Pixel, 9)));

    [Test]
    public void ParametersFor_ManyKeys_CoverTheirRangesEvenly()
    {
        var jitter = new ColorJitter(new ColorJitterOptions
        {
            Brightness = new(0.5, 1.5),
            Contrast = new(0.2, 0.8),
            Saturation = new(1, 3),
            Hue = new(-0.1, 0.4),
        });
        var drawn = Keys(8000).Select(key => jitter.ParametersFor(key, Pixel)!).ToArray();
        ValueRange[] ranges = [new(0.5, 1.5), new(0.2, 0.8), new(1, 3), new(-0.1, 0.4)];
        for (var p = 0; p < ranges.Length; p++)
        {
            var shares = drawn.Select(d => (d[p] - ranges[p].Min) / (ranges[p].Max - ranges[p].Min)).ToArray();
            Assert.That(shares, Is.All.InRange(0, 1));
            // Quarters of 2,000, deviation 39.
            for (var quarter = 0; quarter < 4; quarter++)
                Assert.That(shares.Count(s => (int)(s * 4) == quarter), Is.EqualTo(2000).Within(200), $"parameter {p}");
        }
    }

    // 24 orders, 8,000 keys: 333 each, deviation 18.
    [Test]
    public void ParametersFor_ManyKeys_CoverAllOrdersEvenly()
    {
        var jitter = new ColorJitter(ColorJitterOptions.Around(0.1));
        var orders = Keys(8000).Select(key => string.Concat(jitter.ParametersFor(key, Pixel)![4..])).GroupBy(o => o).ToArray();
        Assert.That(orders, Has.Length.EqualTo(24));
        Assert.That(orders.Select(g => g.Count()), Is.All.InRange(333 - 90, 333 + 90));
    }

    // One range more leaves the draws of the others as they were.
    [Test]
    public void ParametersFor_AnotherRange_LeavesTheOthersDraws()
    {
        var one = new ColorJitter(ColorJitterOptions.Around(brightness: 0.5)).ParametersFor(Keys(1)[0], Pixel)!;
        var all = new ColorJitter(ColorJitterOptions.Around(0.5, 0.4, 0.3, 0.2)).ParametersFor(Keys(1)[0], Pixel)!;
        Assert.That((all[0], all[4], all[5]), Is.EqualTo((one[0], one[4], one[5])));
    }

    // The numbers of the draws are part of every augmented run.
    [Test]
    public void ParametersFor_AKey_UsesItsDrawsByNumber()
    {
        var key = CounterRandom.For(42, 1, 7);
        var drawn = new ColorJitter(ColorJitterOptions.Around(0.5, 0.4, 0.3, 0.2)).ParametersFor(key, Pixel)!;
        double[] expected = [0.5 + key.Unit(0), 0.6 + (0.8 * key.Unit(1)), 0.7 + (0.6 * key.Unit(2)), -0.2 + (0.4 * key.Unit(3))];
        Assert.That(drawn[..4], Is.EqualTo(expected).Within(1e-12));
        Assert.That(drawn[4..], Is.EqualTo(key.Fork(1).Permutation(4).Select(i => (double)i)));
    }

    [Test]
    public void Probability_IsTheShareOfImagesThatChange()
    {
        var jitter = new ColorJitter(ColorJitterOptions.Around(0.5) with { Probability = 0.3 });
        // 1,200 of 4,000 expected, deviation 29.
        Assert.That(Keys(4000).Count(key => jitter.ParametersFor(key, Pixel) is not null), Is.EqualTo(1200).Within(145));
    }

    [Test]
    public void Options_OutsideTheirLimits_NameThemselves()
    {
        AssertRefused("Brightness", () => new ColorJitterOptions { Brightness = new(-0.1, 1) });
        AssertRefused("Contrast", () => new ColorJitterOptions { Contrast = new(1, 0.5) });
        AssertRefused("Saturation", () => new ColorJitterOptions { Saturation = new(0, double.NaN) });
        AssertRefused("Hue", () => new ColorJitterOptions { Hue = new(-0.6, 0) });
        AssertRefused("Values", () => new ColorJitterOptions { Values = new(1, 1) });
        AssertRefused("Probability", () => new ColorJitterOptions { Probability = -0.1 });
        AssertRefused("brightness", () => ColorJitterOptions.Around(brightness: -1));
        AssertRefused("hue", () => ColorJitterOptions.Around(hue: 0.6));
    }

    private static void AssertRefused(string name, Func<ColorJitterOptions> make) =>
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => make())!.ParamName, Is.EqualTo(name));

    private static void AssertPixel(float[] pixel, double[] amounts, float[] expected)
    {
        new ColorJitter(new ColorJitterOptions()).ApplyWith([.. amounts, .. InTurn], pixel, Pixel);
        Assert.That(pixel, Is.EqualTo(expected).Within(1e-6));
    }
}
