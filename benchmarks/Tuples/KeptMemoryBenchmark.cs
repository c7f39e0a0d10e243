using System.Globalization;
using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>What stays in memory after set-up; the peer is what a program without this library keeps: labels and a dictionary of lists.</summary>
internal sealed class KeptMemoryBenchmark : IBenchmark
{
    public string Name => "kept-memory";

    public string Description => "memory that class index and plans keep, against labels and a dictionary of lists";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var samples = settings.Quick ? 100_000 : 10_000_000;
        var rows = new List<BenchmarkRow>();
        foreach (var perClass in (int[])[1000, 10])
        {
            cancellationToken.ThrowIfCancellationRequested();
            var labels = LabelledSet.Balanced(samples, perClass);
            var peer = Kept(() => (labels.ToArray(), LabelledSet.Lists(labels)));
            rows.Add(Row("index", Kept(() => ClassIndex.From(labels))));
            rows.Add(Row("index and pair plan", Kept(() => new PairPlan(ClassIndex.From(labels), new()))));
            rows.Add(Row("index and triplet plan", Kept(() => new TripletPlan(ClassIndex.From(labels), new()))));

            BenchmarkRow Row(string what, long bytes)
            {
                var overhead = (bytes - 8.0 * samples) / (samples / perClass);
                settings.Print(string.Create(
                    CultureInfo.InvariantCulture, $"{what}: {bytes:N0} bytes for {samples:N0} samples in {samples / perClass:N0} classes: 8 a sample and {overhead:N1} a class"));
                return BenchmarkRow.LessIsBetter(
                    Name, string.Create(CultureInfo.InvariantCulture, $"{what}, classes of {perClass}"), (double)bytes / samples, (double)peer / samples, "bytes a sample");
            }
        }

        return rows;
    }

    private static long Kept<T>(Func<T> make)
    {
        make();      // what the runtime keeps of a first call is not the data's
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var made = make();
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(made);
        return kept;
    }
}
