using System.Diagnostics;

namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>Timing of both sides in turn.</summary>
internal static class Rounds
{
    /// <summary>Seconds per call, after a tenth as many calls to warm up.</summary>
    public static double PerCall(Action work, int calls)
    {
        for (var i = 0; i < Math.Max(1, calls / 10); i++)
            work();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < calls; i++)
            work();
        return watch.Elapsed.TotalSeconds / calls;
    }

    /// <summary>Medians of <paramref name="rounds"/> rounds, ours and the peer's taking turns after one that does not count.</summary>
    public static (double Ours, double Peer) Alternate(
        int rounds, Func<double> ours, Func<double> peer, CancellationToken cancellationToken)
    {
        var medians = Alternate(rounds, cancellationToken, ours, peer);
        return (medians[0], medians[1]);
    }

    /// <summary>The same for any number of sides; their medians in the order given.</summary>
    public static double[] Alternate(int rounds, CancellationToken cancellationToken, params Func<double>[] sides)
    {
        var values = Array.ConvertAll(sides, _ => new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var value = sides[side]();
                if (round >= 0)
                    values[side].Add(value);
            }
        }
        return Array.ConvertAll(values, Median);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
