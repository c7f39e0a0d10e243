using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

public class AffineResamplerTests
{
    private static readonly float[] Square = [1, 2, 3, 4, 5, 6, 7, 8, 9];   // 3x3

    [Test]
    public void Resample_Identity_ChangesNoBit()
    {
        var image = Noise(new Random(1), 28 * 28);
        Assert.That(Resampled(image, 28, AffineMap.Identity), Is.EqualTo(image));
    }

    // Pixel (x, y) comes from (x - 1, y): everything moves right by one.
    [Test]
    public void Resample_WholePixels_MovesAndFills() =>
        Assert.That(Resampled(Square, 3, new(1, 0, -1, 0, 1, 0), fill: -5), Is.EqualTo(new float[] { -5, 1, 2, -5, 4, 5, -5, 7, 8 }));

    // Pixel (x, y) comes from (x, y + 0.5): means of a row and the one below, the last one with the fill value.
    [Test]
    public void Resample_HalfAPixel_TakesMeansAndFadesIntoTheFill() =>
        Assert.That(
            Resampled(Square, 3, new(1, 0, 0, 0, 1, 0.5), fill: 1),
            Is.EqualTo(new[] { 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f, 4f, 4.5f, 5f }));

    // Between the four pixels 1, 2, 4, 5: a quarter to the right, half down: (1 + 0.25) + 0.5 * 3 = 2.75.
    [Test]
    public void Resample_BetweenFourPixels_IsBilinear() =>
        Assert.That(Resampled(Square, 3, new(0, 0, 0.25, 0, 0, 0.5)), Is.All.EqualTo(2.75f));

    [Test]
    public void Resample_FarOutside_IsAllFill([Values(-1e30, -1e6, -30, 30, 1e6, 1e30)] double x) =>
        Assert.That(Resampled(Noise(new Random(2), 400), 20, new(1, 0, x, 0, 1, 0), fill: 7), Is.All.EqualTo(7));

    [Test]
    public void Inverse_QuarterTurn_TurnsClockwise()
    {
        var map = AffineMap.Inverse((1, 1), Math.PI / 2, (0, 0), (1, 1), (0, 0));
        Assert.That(Resampled(Square, 3, map), Is.EqualTo(new float[] { 7, 4, 1, 8, 5, 2, 9, 6, 3 }).Within(1e-5));
    }

    // Twice the width about the middle of three pixels: x comes from 1 + (x - 1) / 2, so 0.5, 1, 1.5.
    [Test]
    public void Inverse_ScaleTwo_Enlarges()
    {
        var map = AffineMap.Inverse((1, 1), 0, (0, 0), (2, 1), (0, 0));
        Assert.That(Resampled(Square, 3, map), Is.EqualTo(new[] { 1.5f, 2, 2.5f, 4.5f, 5, 5.5f, 7.5f, 8, 8.5f }).Within(1e-6));
    }

    // Tangent 1 (the middle stays): the top row, one pixel above it, moves left by one, the bottom row right.
    [Test]
    public void Inverse_ShearX_LeansUprightLines()
    {
        var map = AffineMap.Inverse((1, 1), 0, (1, 0), (1, 1), (0, 0));
        Assert.That(Resampled(Square, 3, map), Is.EqualTo(new float[] { 2, 3, 0, 4, 5, 6, 0, 7, 8 }).Within(1e-6));
    }

    [Test]
    public void Inverse_ShearY_SlopesLevelLines()
    {
        var map = AffineMap.Inverse((1, 1), 0, (0, 1), (1, 1), (0, 0));
        Assert.That(Resampled(Square, 3, map), Is.EqualTo(new float[] { 4, 2, 0, 7, 5, 3, 0, 8, 6 }).Within(1e-6));
    }

    [Test]
    public void Inverse_Move_GoesRightAndDown()
    {
        var map = AffineMap.Inverse((1, 1), 0, (0, 0), (1, 1), (1, 2));
        Assert.That(Resampled(Square, 3, map), Is.EqualTo(new float[] { 0, 0, 0, 0, 0, 0, 0, 1, 2 }));
    }

    // What goes in at (x, y) comes out where the forward map, written out here, puts it.
    [Test]
    public void Inverse_AllAtOnce_UndoesTheForwardMap()
    {
        const double angle = 0.3, shearX = 0.2, shearY = -0.1, scaleX = 1.3, scaleY = 0.8, moveX = 2, moveY = -1, centre = 4.5;
        var map = AffineMap.Inverse((centre, centre), angle, (shearX, shearY), (scaleX, scaleY), (moveX, moveY));
        foreach (var (x, y) in new[] { (0.0, 0.0), (9, 0), (3, 7) })
        {
            var (u, v) = ((x - centre) * scaleX, (y - centre) * scaleY);
            (u, v) = (u + (shearX * v), v + (shearY * u));
            (u, v) = ((Math.Cos(angle) * u) - (Math.Sin(angle) * v), (Math.Sin(angle) * u) + (Math.Cos(angle) * v));
            (u, v) = (u + centre + moveX, v + centre + moveY);
            Assert.That((map.A * u) + (map.B * v) + map.C, Is.EqualTo(x).Within(1e-9));
            Assert.That((map.D * u) + (map.E * v) + map.F, Is.EqualTo(y).Within(1e-9));
        }
    }

    [Test]
    public void Resample_RandomMaps_AgreesWithAPlainLoop([Range(0, 19)] int seed)
    {
        var random = new Random(seed);
        var (width, height) = (random.Next(1, 40), random.Next(1, 40));
        var image = Noise(random, width * height);
        var map = RandomMap(random, width, height);
        var expected = new double[image.Length];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (sourceX, sourceY) = ((map.A * x) + (map.B * y) + map.C, (map.D * x) + (map.E * y) + map.F);
                for (var v = -1; v <= height; v++)
                {
                    for (var u = -1; u <= width; u++)
                    {
                        var value = u >= 0 && v >= 0 && u < width && v < height ? image[(v * width) + u] : 0.5;
                        expected[(y * width) + x] += (value - 0.5) * Math.Max(0, 1 - Math.Abs(sourceX - u)) * Math.Max(0, 1 - Math.Abs(sourceY - v));
                    }
                }
                expected[(y * width) + x] += 0.5;
            }
        }
        Assert.That(Resampled(image, width, map, fill: 0.5f), Is.EqualTo(expected).Within(1e-4));
    }

    [Test]
    public void Resample_VectorAndScalarForm_AgreeToTheLastBit([Range(0, 9)] int seed)
    {
        var random = new Random(seed);
        var (width, height) = (random.Next(1, 40), random.Next(1, 40));
        var image = Noise(random, width * height);
        var map = RandomMap(random, width, height);
        Assert.That(Resampled(image, width, map, 0.25f), Is.EqualTo(Resampled(image, width, map, 0.25f, vectorised: false)));
    }

    private static AffineMap RandomMap(Random random, int width, int height) => AffineMap.Inverse(
        ((width - 1) / 2.0, (height - 1) / 2.0), random.NextDouble() * 6, (random.NextDouble() - 0.5, random.NextDouble() - 0.5),
        (0.5 + random.NextDouble(), 0.5 + random.NextDouble()), ((random.NextDouble() - 0.5) * width, (random.NextDouble() - 0.5) * height));

    private static float[] Noise(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle())];

    private static float[] Resampled(float[] image, int width, AffineMap map, float fill = 0, bool vectorised = true)
    {
        var result = (float[])image.Clone();
        var padded = new float[(width + 2) * ((image.Length / width) + 2)];
        AffineResampler.Resample(result, width, map, fill, padded, vectorised);
        return result;
    }
}
