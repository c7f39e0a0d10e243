using System.Diagnostics;
using TorchSharp.Siamese.Benchmarks.Running;

namespace TorchSharp.Siamese.Benchmarks.Suite.Loading;

/// <summary>What loading from files takes of memory in the long run.</summary>
internal static class LoadingMemory
{
    private const int Epochs = 20;
    private const int MostWarmUp = 6;

    public static IReadOnlyList<BenchmarkRow> Run(FileSet set, BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        settings.Progress($"{set.Name}: memory over {Epochs} epochs");
        var loader = set.Loader(set.Source);
        var warmUp = Math.Min(MostWarmUp, set.Batches / 2);
        var perEpoch = Math.Min(set.Batches, warmUp + Math.Max(1, set.Batches / 2));
        long allocated = 0, images = 0, early = 0;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            var (before, number) = (0L, 0);
            foreach (var batch in loader.Epoch(epoch, loader.BatchesPerEpoch - perEpoch, cancellationToken: cancellationToken))
            {
                using (batch)
                {
                    // The first batches of an epoch, and of the program, still fill the pools of its threads.
                    if (number++ == warmUp)
                        before = GC.GetTotalAllocatedBytes(precise: true);
                    else if (epoch >= 2 && number > warmUp)
                        images += batch.Count;
                }
            }
            allocated += epoch < 2 ? 0 : GC.GetTotalAllocatedBytes(precise: true) - before;
            if (epoch == 1)
                early = Resident();
        }
        return
        [
            BenchmarkRow.LessIsBetter($"{set.Name}-allocation", "managed bytes allocated for an image; the limit is 100", (double)allocated / images, 100, "bytes"),
            BenchmarkRow.LessIsBetter($"{set.Name}-resident", $"resident memory after epoch {Epochs}, against epoch 2", Resident() / 1e6, early / 1e6, "MB"),
        ];
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
