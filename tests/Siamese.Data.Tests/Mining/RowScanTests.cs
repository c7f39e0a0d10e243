using System.Numerics;
using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Data.Tests.Mining;

public class RowScanTests
{
    // Quarters from 0 to 2, so that many gaps lie exactly on a limit, and every length that leaves a rest behind the vectors.
    [Test]
    public void Window_AnyLength_KeepsAboveTheLowerUpToTheUpperLimit([Range(0, 37)] int length)
    {
        Check<double>(length);
        Check<float>(length);
    }

    [Test]
    public void NearestBeyond_AnyLength_FindsTheFirstOfTheNearest([Range(0, 37)] int length)
    {
        CheckNearest<double>(length);
        CheckNearest<float>(length);
    }

    private static void Check<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var far = Distances<T>(length, 1);
        long[] rows = [.. Enumerable.Range(0, length).Select(i => 1000L + i)];
        foreach (var near in new[] { 0, 0.5, 1, double.NaN })
        {
            foreach (var (above, upTo) in new[] { (0, 0.5), (double.NegativeInfinity, 0), (0.25, double.PositiveInfinity) })
            {
                var kept = new long[length];
                var count = RowScan.Window(T.CreateChecked(near), rows, far, T.CreateChecked(above), T.CreateChecked(upTo), kept);
                var expected = rows.Where((_, i) =>
                {
                    var gap = double.CreateChecked(far[i]) - near;
                    return gap > above && gap <= upTo;
                });
                Assert.That(kept[..count], Is.EqualTo(expected), $"near {near}, window {above} to {upTo}");
            }
        }
    }

    private static void CheckNearest<T>(int length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var far = Distances<T>(length, seed);
            foreach (var near in new[] { -1, 0, 0.5, 1.75, 2, double.NaN })
            {
                var beyond = Enumerable.Range(0, length).Where(i => double.CreateChecked(far[i]) > near).ToArray();
                var expected = beyond.Length == 0 ? -1 : beyond.MinBy(i => far[i]);
                Assert.That(RowScan.NearestBeyond(T.CreateChecked(near), (ReadOnlySpan<T>)far), Is.EqualTo(expected), $"near {near}");
            }
        }
    }

    private static T[] Distances<T>(int length, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(i => i % 11 == 5 ? T.NaN : T.CreateChecked(random.Next(9) / 4.0))];
    }
}
