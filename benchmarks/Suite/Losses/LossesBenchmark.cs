using System.Globalization;
using TorchSharp.Siamese.Benchmarks.Running;

namespace TorchSharp.Siamese.Benchmarks.Suite.Losses;

/// <summary>Losses with their miners, forward and backward, in time and extra peak memory.</summary>
internal sealed class LossesBenchmark : IBenchmark
{
    private const double Mebibyte = 1 << 20;

    public string Name => "losses";

    public string Description => "losses on 128 numbers a row, 4 rows a class: time and extra peak memory";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var rows = new List<BenchmarkRow>();
        foreach (var measured in LossCase.All)
        {
            var count = settings.Quick ? 128 : measured.Name == "nt-xent" ? 512 : 1024;
            settings.Progress($"losses: {measured.Name}, N = {count}");
            rows.AddRange(Against(measured, count, settings, cancellationToken));
        }
        if (!settings.Quick)
            rows.AddRange(Alone(settings));
        return rows;
    }

    private static IEnumerable<BenchmarkRow> Against(LossCase measured, int count, BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        string[] pml = settings.Pml is { } folder ? ["--pml", folder.FullName] : [];
        using var peer = new PeerProcess("losses.py", settings, ["--case", measured.Name, "--rows", count.ToString(CultureInfo.InvariantCulture), .. pml]);
        var (data, labels) = LossCase.Batch(count);
        using (data)
        using (labels)
        {
            double Ours() => Rounds.PerCall(() => measured.Step(data, labels), settings.Quick ? 2 : 20);
            // Where the peer takes seconds, one call beside the one that measured its memory.
            var slow = measured.Name is "batch-all" or "semi-hard" or "nt-xent";
            var (ours, theirs) = slow ? (Math.Min(Ours(), Ours()), peer.Seconds()) : Rounds.Alternate(settings.Quick ? 1 : 3, Ours, peer.Seconds, cancellationToken);
            var memory = peer.Introduction.GetProperty("bytes").GetDouble();
            var extra = LossMemory.Measure(measured.Name, count, 4, settings.Threads).Bytes;
            yield return BenchmarkRow.LessIsBetter($"losses-{measured.Name}", $"N = {count}, against {peer.Title}", ours * 1e3, theirs * 1e3, "ms");
            yield return BenchmarkRow.LessIsBetter($"losses-{measured.Name}-memory", "the same, extra peak memory", Math.Max(extra, 4096) / Mebibyte, memory / Mebibyte, "MiB");
        }
    }

    private static IEnumerable<BenchmarkRow> Alone(BenchmarkSettings settings)
    {
        settings.Progress("losses: batch-all, N = 8,192, 50 classes");
        var (bytes, seconds) = LossMemory.Measure("batch-all", 8192, 164, settings.Threads);
        settings.Print(string.Create(CultureInfo.InvariantCulture, $"batch-all triplets, N = 8,192 in 50 classes, 10,709,930,784 triplets: {seconds:F2} s, {bytes / Mebibyte:F0} MiB extra"));
        settings.Progress("losses: gradient caching, 4,096 images in chunks of 64");
        var (plain, _) = LossMemory.Measure(LossMemory.PlainStep, 0, 0, settings.Threads);
        var (cached, _) = LossMemory.Measure(LossMemory.CachedStep, 0, 0, settings.Threads);
        yield return BenchmarkRow.LessIsBetter("losses-cached", "training step on 4,096 images of 64 x 64 in chunks of 64, extra peak memory, against a batch of 64", cached / Mebibyte, plain / Mebibyte, "MiB");
    }
}
