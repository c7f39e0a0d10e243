using System.Globalization;
using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>What share of samples and classes one epoch of P x K batches shows, against pytorch-metric-learning's rule on the same labels.</summary>
internal sealed class CoverageBenchmark : IBenchmark
{
    private const int P = 32;
    private const int K = 4;

    public string Name => "coverage";

    public string Description => "samples and classes that an epoch of P x K batches shows, against MPerClassSampler's rule";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var scale = settings.Quick ? 10 : 1;
        var rows = new List<BenchmarkRow>();
        settings.Print($"| labels | rule ({P} x {K}) | places | samples seen | classes seen | most often | classes a batch |");
        settings.Print("|---|---|---:|---:|---:|---:|---:|");
        foreach (var (set, sizes) in Sets(scale))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var classes = ClassIndex.From(LabelledSet.Scattered(sizes));
            var ours = Report(set, "ours, repeat", Ours(classes, ImbalancePolicy.Repeat));
            Report(set, "ours, short batches", Ours(classes, ImbalancePolicy.ShortBatches));
            var theirs = Report(set, "drawn anew, as many as samples", Anew(classes, classes.SampleCount));
            Report(set, "drawn anew, the default 100,000", Anew(classes, ClassesDrawnAnew.DefaultLength));
            var equal = Report(set, "drawn anew, as many as ours", Anew(classes, ours.Places));
            rows.Add(BenchmarkRow.MoreIsBetter(Name, $"{set}: samples seen, theirs in as many places as samples", Share(ours), Share(theirs), "%"));
            rows.Add(BenchmarkRow.MoreIsBetter(Name, $"{set}: samples seen, theirs in as many places as ours", Share(ours), Share(equal), "%"));
            rows.Add(BenchmarkRow.MoreIsBetter(
                Name, $"{set}: classes seen, theirs in as many places as samples", 100.0 * ours.ClassesSeen / ours.Classes, 100.0 * theirs.ClassesSeen / theirs.Classes, "%"));

            CoverageReport Report(string labels, string rule, IBatchSampler sampler)
            {
                var report = CoverageReport.Of(sampler, classes, 0);
                settings.Print(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {labels} | {rule} | {report.Places:N0} | {Share(report):N1} % | {report.ClassesSeen:N0} of {report.Classes:N0} | {report.MostOften:N0} | {report.FewestClasses} to {report.MostClasses} |"));
                return report;
            }
        }

        return rows;
    }

    /// <summary>60,000 samples in four shapes; sizes are divided by the scale.</summary>
    private static IEnumerable<(string Set, int[] Sizes)> Sets(int scale)
    {
        yield return ("balanced, 1,000 classes of 60", [.. Enumerable.Repeat(60, 1000 / scale)]);
        yield return ("many small, 20,000 classes of 3", [.. Enumerable.Repeat(3, 20_000 / scale)]);
        yield return ("long tail, size 8,000 / rank", [.. Enumerable.Range(1, 1000 / scale).Select(rank => Math.Max(2, 8000 / scale / rank))]);
        yield return ("one class has half, 500 of 60", [30_000 / scale, .. Enumerable.Repeat(60, 500 / scale)]);
    }

    private static MPerClassSampler Ours(ClassIndex classes, ImbalancePolicy imbalance)
        => new(classes, new() { ClassesPerBatch = P, SamplesPerClass = K, Seed = 1, Imbalance = imbalance });

    private static ClassesDrawnAnew Anew(ClassIndex classes, long length) => new(classes, P, K, length);

    private static double Share(CoverageReport report) => 100.0 * report.SamplesSeen / report.Samples;
}
