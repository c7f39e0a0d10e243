using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Omniglot;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>Against loops over pixels and taps in float64.</summary>
public class StrokeWarpTests
{
    private const int Knots = 5;

    [Test]
    public void Apply_Map_IsBicubicResampling([Values(8, 32)] int side, [Values(0, 1, 2)] int seed)
    {
        var random = new Random(seed);
        var map = WarpMap.Of(side, random.Next(-180, 180), random.NextDouble() - 0.5, 0.5 + random.NextDouble(), 0.5 + random.NextDouble(), random.Next(-4, 4), 1.25);
        var images = Noise(random, 2 * side * side);
        var result = images.ToArray();
        StrokeWarp.Apply(result, Shape(side), map);
        for (var image = 0; image < 2; image++)
            AssertNear(result.AsSpan(image * side * side, side * side), Resampled(images.AsSpan(image * side * side, side * side), side, map, (_, _) => (0, 0)));
    }

    [Test]
    public void Apply_Bend_MovesEveryPixelByTheGridBetweenItsKnots([Values(16, 32)] int side)
    {
        var warp = new StrokeWarp(new WarpOptions(0, 0, 0, 0, Bend: 0.1));
        CounterRandom[] randoms = [new(1), new(2)];
        var images = Noise(new Random(3), 2 * side * side);
        var result = images.ToArray();
        warp.Apply(result, Shape(side), randoms);
        for (var image = 0; image < 2; image++)
        {
            var grid = Grid(randoms[image].Fork(1), 0.1 * side);
            var expected = Resampled(images.AsSpan(image * side * side, side * side), side, WarpMap.Of(side, 0, 0, 1, 1, 0, 0), (x, y) => Between(grid, side, x, y));
            AssertNear(result.AsSpan(image * side * side, side * side), expected);
        }
    }

    private static ImageShape Shape(int side) => new(1, side, side);

    private static float[] Noise(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];

    // Displacements across and along of each knot, by Box and Muller.
    private static (double X, double Y)[,] Grid(CounterRandom random, double strength)
    {
        var grid = new (double, double)[Knots, Knots];
        for (var i = 0; i < Knots * Knots; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.Unit((ulong)(2 * i)))) * strength;
            var angle = 2 * Math.PI * random.Unit((ulong)((2 * i) + 1));
            grid[i / Knots, i % Knots] = (radius * Math.Cos(angle), radius * Math.Sin(angle));
        }
        return grid;
    }

    private static (double X, double Y) Between((double X, double Y)[,] grid, int side, int x, int y)
    {
        var (column, row) = (x * (Knots - 1.0) / (side - 1), y * (Knots - 1.0) / (side - 1));
        var (toX, toY) = (0.0, 0.0);
        for (var j = (int)row - 1; j <= (int)row + 2; j++)
        {
            for (var i = (int)column - 1; i <= (int)column + 2; i++)
            {
                var (knotX, knotY) = grid[Math.Clamp(j, 0, Knots - 1), Math.Clamp(i, 0, Knots - 1)];
                var weight = Cubic(row - j) * Cubic(column - i);
                (toX, toY) = (toX + (weight * knotX), toY + (weight * knotY));
            }
        }
        return (toX, toY);
    }

    private static double[] Resampled(ReadOnlySpan<float> image, int side, in WarpMap map, Func<int, int, (double X, double Y)> bend)
    {
        var result = new double[side * side];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var (bendX, bendY) = bend(x, y);
                var (sourceX, sourceY) = ((map.A * x) + (map.B * y) + map.C + bendX, (map.D * x) + (map.E * y) + map.F + bendY);
                var (left, top) = ((int)Math.Floor(sourceX), (int)Math.Floor(sourceY));
                for (var j = Math.Max(top - 1, 0); j <= Math.Min(top + 2, side - 1); j++)
                {
                    for (var i = Math.Max(left - 1, 0); i <= Math.Min(left + 2, side - 1); i++)
                        result[(y * side) + x] += image[(j * side) + i] * Cubic(sourceX - i) * Cubic(sourceY - j);
                }
            }
        }
        return result;
    }

    // Keys 1981, a = -3/4.
    private static double Cubic(double distance)
    {
        const double a = -0.75;
        var d = Math.Abs(distance);
        return d <= 1 ? ((((a + 2) * d) - (a + 3)) * d * d) + 1
            : d < 2 ? a * ((((d - 5) * d) + 8) * d - 4)
            : 0;
    }

    // Coordinates of up to 40 in float32 are off by some 1e-5, slopes are at most 2 for each pixel.
    private static void AssertNear(ReadOnlySpan<float> result, double[] expected)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.That(result[i], Is.EqualTo(expected[i]).Within(1e-4), $"pixel {i}");
    }
}
