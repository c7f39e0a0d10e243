using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class RandomAffineTests
{
    private static readonly ImageShape Shape = new(1, 28, 28);

    private static readonly RandomAffineOptions Everything = new()
    {
        Rotation = ValueRange.PlusMinus(10),
        ShearX = new(-17, 17),
        ShearY = new(-5, 15),
        Scale = new(0.8, 1.2),
        ScaleY = new(0.9, 1.3),
        TranslationX = ValueRange.PlusMinus(0.07),
        TranslationY = ValueRange.Only(0.05),
    };

    [Test]
    public void Apply_SameKeys_SameImages()
    {
        var first = Applied(Everything, Noise(6), Keys(6));
        var second = Applied(Everything, Noise(6), Keys(6));
        Assert.That(first, Is.EqualTo(second).And.Not.EqualTo(Noise(6)));
    }

    [Test]
    public void Apply_AnImage_DependsOnItsOwnKeyOnly()
    {
        var (images, keys) = (Noise(6), Keys(6));
        var whole = Applied(Everything, images, keys);
        var third = Applied(Everything, images[(2 * Shape.Length)..(3 * Shape.Length)], keys[2..3]);
        Assert.That(whole[(2 * Shape.Length)..(3 * Shape.Length)], Is.EqualTo(third));
    }

    [Test]
    public void Apply_OneImageManyKeys_GivesManyImages()
    {
        var image = Noise(1);
        var results = Keys(50).Select(key => string.Join(' ', Applied(Everything, image, [key])));
        Assert.That(results, Is.Unique);
    }

    [Test]
    public void Apply_NothingSet_ChangesNoBit() =>
        Assert.That(Applied(new RandomAffineOptions(), Noise(2), Keys(2)), Is.EqualTo(Noise(2)));

    [Test]
    public void Apply_ProbabilityZero_ChangesNoBit() =>
        Assert.That(Applied(Everything with { ComponentProbability = 0 }, Noise(2), Keys(2)), Is.EqualTo(Noise(2)));

    [Test]
    public void Apply_SeveralChannels_AllMoveAlike()
    {
        var plane = Noise(1);
        var (augmentation, keys) = (new RandomAffine(Everything), Keys(1));
        float[] images = [.. plane, .. plane, .. plane];
        augmentation.Apply(images, new ImageShape(3, 28, 28), keys);
        var alone = Applied(Everything, plane, keys);
        Assert.That(images, Is.EqualTo((float[])[.. alone, .. alone, .. alone]));
    }

    [Test]
    public void Apply_MovedOut_ShowsTheFill()
    {
        var options = new RandomAffineOptions { TranslationX = ValueRange.Only(1), Fill = -0.4242f };
        Assert.That(Applied(options, Noise(1), Keys(1)), Is.All.EqualTo(-0.4242f));
    }

    // The draws are numbered in the order of the options; the reproducibility of every augmented run rests on that.
    [Test]
    public void MapFor_AKey_UsesItsDrawsByNumber()
    {
        var key = CounterRandom.For(42, 1, 7);
        double Draw(ulong number, ValueRange range) => range.Min + (key.Unit(number) * (range.Max - range.Min));
        double Tangent(ulong number, ValueRange range) => Math.Tan(Draw(number, range) * Math.PI / 180);
        var expected = AffineMap.Inverse(
            (13.5, 13.5),
            Draw(0, Everything.Rotation) * Math.PI / 180,
            (Tangent(1, Everything.ShearX), Tangent(2, Everything.ShearY)),
            (Draw(3, Everything.Scale), Draw(4, Everything.ScaleY!.Value)),
            (Draw(5, Everything.TranslationX) * 28, 0.05 * 28));
        var map = new RandomAffine(Everything).MapFor(key, Shape);
        foreach (var (got, wanted) in new[]
        {
            (map.A, expected.A), (map.B, expected.B), (map.C, expected.C), (map.D, expected.D), (map.E, expected.E), (map.F, expected.F),
        })
            Assert.That(got, Is.EqualTo(wanted).Within(1e-12));
    }

    [Test]
    public void MapFor_RotationOnly_CoversItsRangeEvenly()
    {
        var augmentation = new RandomAffine(new RandomAffineOptions { Rotation = new(-10, 30) });
        var angles = Keys(4000).Select(key => augmentation.MapFor(key, Shape))
            .Select(map => Math.Atan2(map.B, map.A) * 180 / Math.PI).ToArray();
        Assert.That(angles, Is.All.InRange(-10, 30));
        // Four quarters of 1,000 expected; the deviation of each is about 27.
        for (var quarter = 0; quarter < 4; quarter++)
            Assert.That(angles.Count(a => (int)((a + 10) / 10) == quarter), Is.EqualTo(1000).Within(140));
    }

    [Test]
    public void MapFor_OneScale_KeepsTheProportions()
    {
        var augmentation = new RandomAffine(new RandomAffineOptions { Scale = new(0.5, 2) });
        foreach (var map in Keys(100).Select(key => augmentation.MapFor(key, Shape)))
        {
            Assert.That(map.A, Is.EqualTo(map.E).And.InRange(0.5, 2));
            Assert.That((map.B, map.D), Is.EqualTo((0.0, 0.0)));
        }
    }

    [Test]
    public void MapFor_ComponentProbability_DecidesForEachOnItsOwn()
    {
        var augmentation = new RandomAffine(new RandomAffineOptions
        {
            Scale = ValueRange.Only(2),
            TranslationX = ValueRange.Only(0.5),
            ComponentProbability = 0.3,
        });
        var maps = Keys(4000).Select(key => augmentation.MapFor(key, Shape)).ToArray();
        var scaled = maps.Count(map => map.A == 0.5);
        var moved = maps.Count(map => Math.Abs(map.C - ((1 - map.A) * 13.5)) > 1);
        var both = maps.Count(map => map.A == 0.5 && Math.Abs(map.C - ((1 - map.A) * 13.5)) > 1);
        // 1,200 of 4,000 expected, deviation 29; both at once 360, deviation 18.
        Assert.That(scaled, Is.EqualTo(1200).Within(145));
        Assert.That(moved, Is.EqualTo(1200).Within(145));
        Assert.That(both, Is.EqualTo(360).Within(90));
    }

    [Test]
    public void Apply_LengthThatDoesNotFit_NamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => new RandomAffine(Everything).Apply(new float[784], Shape, Keys(2)));
        Assert.That(error!.ParamName, Is.EqualTo("images"));
        Assert.That(error.Message, Does.StartWith("Needs 2 images [1, 28, 28], one for each key, 1568 values, got 784."));
    }

    [TestCase(double.NaN, 1)]
    [TestCase(2, 1)]
    [TestCase(-361, 0)]
    [TestCase(0, double.PositiveInfinity)]
    public void Rotation_ThatIsNoRange_IsRefused(double min, double max)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new RandomAffineOptions { Rotation = new(min, max) });
        Assert.That(error!.ParamName, Is.EqualTo("Rotation"));
        Assert.That(error.Message, Does.StartWith($"Needs Min <= Max, both -360 to 360, got {min}..{max}."));
    }

    [Test]
    public void Options_OutsideTheirLimits_NameThemselves()
    {
        AssertRefused("ShearX", () => new RandomAffineOptions { ShearX = new(0, 45) });
        AssertRefused("ShearY", () => new RandomAffineOptions { ShearY = new(-45, 0) });
        AssertRefused("Scale", () => new RandomAffineOptions { Scale = new(0, 1) });
        AssertRefused("ScaleY", () => new RandomAffineOptions { ScaleY = new(1, 101) });
        AssertRefused("TranslationX", () => new RandomAffineOptions { TranslationX = new(0, 1.1) });
        AssertRefused("TranslationY", () => new RandomAffineOptions { TranslationY = new(-1.1, 0) });
        AssertRefused("ComponentProbability", () => new RandomAffineOptions { ComponentProbability = 1.5 });
        AssertRefused("Fill", () => new RandomAffineOptions { Fill = float.NaN });
    }

    private static void AssertRefused(string name, Func<RandomAffineOptions> make) =>
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => make())!.ParamName, Is.EqualTo(name));

    private static float[] Applied(RandomAffineOptions options, float[] images, CounterRandom[] keys)
    {
        var result = (float[])images.Clone();
        new RandomAffine(options).Apply(result, Shape, keys);
        return result;
    }

    private static CounterRandom[] Keys(int count) => [.. Enumerable.Range(0, count).Select(i => CounterRandom.For(3, 0, i))];

    private static float[] Noise(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count * Shape.Length).Select(_ => random.NextSingle())];
    }
}
