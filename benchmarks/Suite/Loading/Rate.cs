using System.Diagnostics;
using TorchSharp.Siamese.Data.Loading;

namespace TorchSharp.Siamese.Benchmarks.Suite.Loading;

/// <summary>Images a second.</summary>
internal static class Rate
{
    /// <summary>Of an epoch from its first batch on, as the peer measures itself.</summary>
    public static double Of<TBatch>(IEnumerable<TBatch> epoch, Func<TBatch, long> imagesOf)
        where TBatch : IDisposable
    {
        var watch = new Stopwatch();
        var images = 0L;
        foreach (var batch in epoch)
        {
            using (batch)
            {
                if (watch.IsRunning)
                    images += imagesOf(batch);
                else
                    watch.Start();
            }
        }
        return images / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Of an epoch of tuples, the images that tuples share counted each time.</summary>
    public static double OfTuples(IEnumerable<TupletBatch> epoch) => Of(epoch, batch => (long)batch.TupleCount * batch.LearningSize);

    /// <summary>Of work on every image of a set, on as many threads as a loader has, until <paramref name="images"/> are done.</summary>
    public static double OfEach(int count, long images, Action<int> work)
    {
        var watch = Stopwatch.StartNew();
        Parallel.For(0L, images, new ParallelOptions { MaxDegreeOfParallelism = FileSet.Workers }, i => work((int)(i * 7919 % count)));
        return images / watch.Elapsed.TotalSeconds;
    }
}
