using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.Siamese.Data.Tests.Imaging.AugmentationCases;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>Flips, rotation, perspective, crop and warp.</summary>
public class GeometryTests
{
    private static readonly ImageShape Small = new(2, 2, 3);
    private static readonly float[] SmallImage = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    [Test]
    public void HorizontalFlip_TurnsRowsRound() => Assert.That(
        Changed(new RandomHorizontalFlip(1), SmallImage, Small, Keys(1)), Is.EqualTo(new float[] { 3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10 }));

    [Test]
    public void VerticalFlip_TurnsColumnsRound() => Assert.That(
        Changed(new RandomVerticalFlip(1), SmallImage, Small, Keys(1)), Is.EqualTo(new float[] { 4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9 }));

    [Test]
    public void Flips_OfProbabilityZero_ChangeNoBit()
    {
        var both = new Compose(new RandomHorizontalFlip(0), new RandomVerticalFlip(0));
        Assert.That(Changed(both, Noise(Small, 50), Small, Keys(50)), Is.EqualTo(Noise(Small, 50)));
    }

    [TestCase(0.5)]
    [TestCase(0.1)]
    public void Flip_Probability_IsTheShareOfImagesThatTurn(double probability)
    {
        var flip = new RandomHorizontalFlip(probability);
        var turned = Keys(10000).Count(key => flip.ParametersFor(key, Small) is not null);
        // Deviation at most 50.
        Assert.That(turned, Is.EqualTo(10000 * probability).Within(250));
    }

    // As seen: 90 degrees counter-clockwise takes the right edge to the top.
    [Test]
    public void Rotation_OfARightAngle_GoesCounterClockwise()
    {
        float[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        Assert.That(
            Changed(new RandomRotation(ValueRange.Only(90)), image, new ImageShape(1, 3, 3), Keys(1)),
            Is.EqualTo(new float[] { 3, 6, 9, 2, 5, 8, 1, 4, 7 }).Within(1e-5));
    }

    [Test]
    public void Rotation_OfZero_ChangesNoBit() =>
        Assert.That(Changed(new RandomRotation(default), Noise(Small), Small, Keys(1)), Is.EqualTo(Noise(Small)));

    [Test]
    public void Rotation_ManyKeys_CoverTheRangeEvenly()
    {
        var rotation = new RandomRotation(new(-10, 30));
        var degrees = Keys(4000).Select(key => rotation.ParametersFor(key, Small)![0]).ToArray();
        Assert.That(degrees, Is.All.InRange(-10, 30));
        for (var quarter = 0; quarter < 4; quarter++)
            Assert.That(degrees.Count(d => (int)((d + 10) / 10) == quarter), Is.EqualTo(1000).Within(140));
    }

    [Test]
    public void Perspective_ManyKeys_MovesEachCornerInwardsUpToItsLimit()
    {
        var shape = new ImageShape(1, 21, 41);
        var corners = Keys(3000).Select(key => new RandomPerspective(0.5, probability: 1).ParametersFor(key, shape)!).ToArray();
        // A half of the half sides 20 and 10: up to 10 pixels across, 5 down; mean half of that, deviations 0.053 and 0.026.
        double[] outer = [0, 0, 40, 0, 40, 20, 0, 20];
        for (var i = 0; i < outer.Length; i++)
        {
            var limit = i % 2 == 0 ? 10.0 : 5.0;
            var ways = corners.Select(c => outer[i] == 0 ? c[i] : outer[i] - c[i]).ToArray();
            Assert.That(ways, Is.All.InRange(0, limit));
            Assert.That(ways.Average(), Is.EqualTo(limit / 2).Within(limit / 30));
            Assert.That(ways.Max(), Is.GreaterThan(0.98 * limit));
        }
    }

    [Test]
    public void PerspectiveMap_TakesPointsToPoints()
    {
        double[] result = [1.5, 0.75, 11.25, 0.5, 10, 7.25, 0.25, 6];
        double[] source = [0, 0, 12, 0, 12, 8, 0, 8];
        var map = PerspectiveMap.Between(result, source)!.Value;
        for (var p = 0; p < 8; p += 2)
        {
            var depth = (map.G * result[p]) + (map.H * result[p + 1]) + 1;
            Assert.That(((map.A * result[p]) + (map.B * result[p + 1]) + map.C) / depth, Is.EqualTo(source[p]).Within(1e-9));
            Assert.That(((map.D * result[p]) + (map.E * result[p + 1]) + map.F) / depth, Is.EqualTo(source[p + 1]).Within(1e-9));
        }
    }

    [Test]
    public void PerspectiveMap_PointsOnALine_HasNone() =>
        Assert.That(PerspectiveMap.Between([0, 0, 1, 1, 2, 2, 0, 8], [0, 0, 12, 0, 12, 8, 0, 8]), Is.Null);

    [Test]
    public void Perspective_CornersWhereTheyWere_IsTheImage()
    {
        var shape = new ImageShape(3, 17, 23);
        var image = Noise(shape);
        new RandomPerspective().ApplyWith([0, 0, 22, 0, 22, 16, 0, 16], image, shape);
        Assert.That(image, Is.EqualTo(Noise(shape)).Within(1e-5));
    }

    // Two pixels stretched to four: places 0.25, 0.75, 1.25, 1.75 less a half; ends do not reach over the box.
    [Test]
    public void ResizedCrop_HandWorkedRow()
    {
        float[] row = [9, 2, 6, 9];
        new RandomResizedCrop().ApplyWith([1, 0, 2, 1], row, new ImageShape(1, 1, 4));
        Assert.That(row, Is.EqualTo(new float[] { 2, 3, 5, 6 }).Within(1e-6));
    }

    [Test]
    public void ResizedCrop_ManyKeys_BoxesAreInsideAndAsAsked()
    {
        var shape = new ImageShape(1, 60, 80);
        var crop = new RandomResizedCrop(new(0.2, 0.5), new(0.5, 2));
        var boxes = Keys(3000).Select(key => crop.ParametersFor(key, shape)!).ToArray();
        foreach (var box in boxes)
        {
            Assert.That(box[0] >= 0 && box[1] >= 0 && box[0] + box[2] <= 80 && box[1] + box[3] <= 60, $"[{string.Join(", ", box)}]");
            // Sides are rounded to whole pixels.
            Assert.That(box[2] * box[3] / 4800, Is.InRange(0.19, 0.515));
            Assert.That(box[2] / box[3], Is.InRange(0.48, 2.08));
        }
        // Nearly all first tries fit: areas average 0.35 (deviation of the mean 0.0016).
        Assert.That(boxes.Average(b => b[2] * b[3] / 4800), Is.EqualTo(0.35).Within(0.02));
        // Corners come to lie everywhere: free space is drawn evenly.
        Assert.That(boxes.Where(b => b[2] < 80).Average(b => b[0] / (80 - b[2])), Is.EqualTo(0.5).Within(0.03));
        Assert.That(boxes.Where(b => b[3] < 60).Average(b => b[1] / (60 - b[3])), Is.EqualTo(0.5).Within(0.03));
    }

    // Nothing of these proportions and that area fits: the widest flat box in the middle is taken, 30 by round(30 / 4) = 8.
    [Test]
    public void ResizedCrop_NothingFits_TakesTheMiddle()
    {
        var crop = new RandomResizedCrop(ValueRange.Only(1), new(4, 5));
        Assert.That(crop.ParametersFor(Keys(1)[0], new ImageShape(1, 30, 30)), Is.EqualTo(new double[] { 0, 11, 30, 8 }));
    }

    [Test]
    public void ResizedCrop_OfTheWholeImage_ChangesNoBit()
    {
        var shape = new ImageShape(3, 12, 12);
        var crop = new RandomResizedCrop(ValueRange.Only(1), ValueRange.Only(1));
        Assert.That(Changed(crop, Noise(shape), shape, Keys(1)), Is.EqualTo(Noise(shape)));
    }

    [Test]
    public void Elastic_AlphaZero_ChangesNoBit()
    {
        var none = new ElasticTransform(new ElasticTransformOptions { Alpha = default });
        Assert.That(Changed(none, Noise(Small), Small, Keys(1)), Is.EqualTo(Noise(Small)));
    }

    // The picture of a slope shows how far each pixel came: x of its source is its value.
    [Test]
    public void Elastic_MovesPixelsByTheSmoothedNoise()
    {
        var shape = new ImageShape(1, 60, 60);
        float[] slope = [.. Enumerable.Range(0, 3600).Select(i => (float)(i % 60))];
        var elastic = new ElasticTransform(new ElasticTransformOptions { Alpha = ValueRange.Only(34), Sigma = ValueRange.Only(4) });
        var moved = new List<double>();
        foreach (var key in Keys(40))
        {
            var changed = Changed(elastic, slope, shape, key);
            for (var y = 10; y < 50; y++)
                moved.AddRange(Enumerable.Range(10, 40).Select(x => (double)changed[(y * 60) + x] - x));
        }
        // Uniform noise of -1 to 1 has variance 1/3; a Gaussian of deviation s smooths it to 1/3 / (4 pi s²): 34 · 0.0407 = 1.384 pixels.
        Assert.That(Math.Sqrt(moved.Average(m => m * m)), Is.EqualTo(34 * Math.Sqrt(1 / (12 * Math.PI * 16))).Within(0.08));
        Assert.That(moved.Average(), Is.EqualTo(0).Within(0.1));
    }

    [Test]
    public void Arguments_OutsideTheirLimits_NameThemselves()
    {
        AssertRefused("probability", "Needs 0 to 1, got 1.5.", () => _ = new RandomHorizontalFlip(1.5));
        AssertRefused("probability", "Needs 0 to 1, got NaN.", () => _ = new RandomVerticalFlip(double.NaN));
        AssertRefused("degrees", "Needs Min <= Max, both -360 to 360, got 0..400.", () => _ = new RandomRotation(new(0, 400)));
        AssertRefused("fill", "Expected a finite number, got NaN.", () => _ = new RandomRotation(default, float.NaN));
        AssertRefused("distortion", "Expected 0 to 0.95, got 1.", () => _ = new RandomPerspective(1));
        AssertRefused("area", "Needs Min <= Max, both 1E-06 to 1, got 0..1.", () => _ = new RandomResizedCrop(new(0, 1)));
        AssertRefused("ratio", "Needs Min <= Max, both 0.001 to 1000, got 2..1.", () => _ = new RandomResizedCrop(ratio: new(2, 1)));
        AssertRefused("Alpha", "Needs Min <= Max, both 0 to 10000, got -1..1.", () => _ = new ElasticTransformOptions { Alpha = new(-1, 1) });
        AssertRefused("Sigma", "Needs Min <= Max, both 0.1 to 60, got 0.", () => _ = new ElasticTransformOptions { Sigma = default });
        AssertRefused("Fill", "Expected a finite number", () => _ = new ElasticTransformOptions { Fill = float.PositiveInfinity });
        AssertRefused("Probability", "Expected 0 to 1, got 2.", () => _ = new ElasticTransformOptions { Probability = 2 });
    }

    private static void AssertRefused(string name, string text, Action make)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => make());
        Assert.That(error!.ParamName, Is.EqualTo(name));
        Assert.That(error.Message, Does.StartWith(text));
    }
}
