using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class SquaredDistancesTests
{
    private const int Queries = 23, Width = 19;      // no multiples of what a processor takes at once

    [Test]
    public void Visit_RowsFarAndNear_GivesTheSquaresOfPlainLoops([Values] bool isFloat32, [Values] bool normalize, [Values(61, 64)] int count)
    {
        using var scope = NewDisposeScope();
        var rows = Rows(count, 1);
        // Some rows nearly coincide, at a distance that a sum of squares and products has lost in float32.
        for (var i = 0; i < count; i += 3)
        {
            for (var d = 0; d < Width; d++)
                rows[i, d] = rows[(i + 1) % count, d] * (1 + 1e-5 * ((i + d) % 7));
        }
        var gallery = tensor(rows).to(isFloat32 ? ScalarType.Float32 : ScalarType.Float64);
        var query = gallery.narrow(0, 0, Queries);
        if (isFloat32)
            Compare<float>(query, gallery, normalize, 1e-3);
        else
            Compare<double>(query, gallery, normalize, 1e-10);
    }

    [Test]
    public void Visit_EqualRows_AreExactlyNothingApart()
    {
        using var scope = NewDisposeScope();
        var rows = randn(1, Width).expand(40, Width).contiguous();
        new SquaredDistances<float>(rows, rows, normalize: true).Visit(7, (start, far, finish) =>
        {
            for (var i = 0; i < far.shape[0]; i++)
            {
                var values = far.select(0, i).data<float>().ToArray();
                finish(start + i, values);
                Assert.That(values, Is.All.Zero);
            }
        });
    }

    [Test]
    public void Takes_WhatIsNotComputedHere_IsLeftToTheDistance()
    {
        using var scope = NewDisposeScope();
        var (rows, distance) = (randn(40, 3), new LpDistance());
        Assert.Multiple(() =>
        {
            Assert.That(SquaredDistances.Takes(distance, rows, rows));
            Assert.That(SquaredDistances.Takes(new LpDistance(power: 0.5, normalize: false), rows, rows));
            Assert.That(SquaredDistances.Takes(new LpDistance(p: 1), rows, rows), Is.False);
            Assert.That(SquaredDistances.Takes(new CosineSimilarity(), rows, rows), Is.False);
            Assert.That(SquaredDistances.Takes(distance, rows.narrow(0, 0, 5), rows), Is.False, "so few");
            Assert.That(SquaredDistances.Takes(distance, rows.to(ScalarType.BFloat16), rows.to(ScalarType.BFloat16)), Is.False);
            Assert.That(SquaredDistances.Takes(distance, rows * 1e19f, rows), Is.False, "squares beyond float32");
        });
    }

    private static void Compare<T>(Tensor query, Tensor gallery, bool normalize, double tolerance)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        var (q, g) = (Numbers(query, normalize), Numbers(gallery, normalize));
        var seen = 0;
        new SquaredDistances<T>(query, gallery, normalize).Visit(4, (start, far, finish) =>
        {
            for (var i = 0; i < far.shape[0]; i++)
            {
                Assert.That(start + i, Is.EqualTo(seen++));
                T[] values = [.. far.select(0, i).data<T>()];
                finish(start + i, values);
                for (var j = 0; j < values.Length; j++)
                {
                    var expected = Enumerable.Range(0, Width).Sum(d => Math.Pow(q[start + i, d] - g[j, d], 2));
                    // Normalised rows of float32 are themselves right to 1e-7 only.
                    Assert.That(double.CreateChecked(values[j]), Is.EqualTo(expected).Within(tolerance * expected + (normalize && typeof(T) == typeof(float) ? 1e-11 : 0)));
                }
            }
        });
        Assert.That(seen, Is.EqualTo(Queries));
    }

    private static double[,] Numbers(Tensor rows, bool normalize)
    {
        var numbers = (double[,])rows.to(ScalarType.Float64).data<double>().ToNDArray();
        for (var i = 0; normalize && i < numbers.GetLength(0); i++)
        {
            var length = Math.Sqrt(Enumerable.Range(0, Width).Sum(d => numbers[i, d] * numbers[i, d]));
            for (var d = 0; d < Width; d++)
                numbers[i, d] /= length;
        }
        return numbers;
    }

    private static double[,] Rows(int count, int seed)
    {
        var random = new Random(seed);
        var rows = new double[count, Width];
        for (var i = 0; i < count * Width; i++)
            rows[i / Width, i % Width] = random.NextDouble() * 2 - 1;
        return rows;
    }
}
