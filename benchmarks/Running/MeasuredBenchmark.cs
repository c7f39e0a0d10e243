using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>Classes that BenchmarkDotNet measures, in this process; the peer of a row is the baseline of its class.</summary>
internal sealed class MeasuredBenchmark(string name, string description, params Type[] classes) : IBenchmark
{
    public string Name => name;

    public string Description => description;

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("siamese-benchmarks-");
        try
        {
            var rows = new List<BenchmarkRow>();
            foreach (var type in classes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                settings.Progress($"{name}: {type.Name}");
                rows.AddRange(Run(type, settings, folder.FullName));
            }

            return rows;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private IEnumerable<BenchmarkRow> Run(Type type, BenchmarkSettings settings, string folder)
    {
        var log = new AccumulationLogger();
        var config = ManualConfig.CreateEmpty()
            .AddJob(JobFor(settings.Quick).WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(log)
            .WithArtifactsPath(folder)
            .WithOptions(ConfigOptions.DisableOptimizationsValidator);      // its tests run what was built for debugging
        if (settings.Quick)
            config = config.AddFilter(new SmallestSizes());
        var summary = BenchmarkRunner.Run(type, config);
        if (summary.Reports.IsEmpty || summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
            throw new InvalidOperationException($"Needs a result of every method of {type.Name}, got:{Environment.NewLine}{log.GetLog()}");

        var table = new AccumulationLogger();
        MarkdownExporter.GitHub.ExportToLog(summary, table);
        settings.Print($"{type.Name}{Environment.NewLine}{table.GetLog()}");
        return summary.Reports.Where(report => !report.BenchmarkCase.Descriptor.Baseline).SelectMany(report => Rows(report, BaselineOf(report, summary)));
    }

    // A second or two a case: enough for figures that repeat to a few percent.
    private static Job JobFor(bool quick) => quick
        ? Job.Dry
        : Job.Default.WithWarmupCount(2).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(150));

    private static BenchmarkReport BaselineOf(BenchmarkReport report, Summary summary) => summary.Reports.Single(other =>
        other.BenchmarkCase.Descriptor.Baseline && other.BenchmarkCase.Parameters.ValueInfo == report.BenchmarkCase.Parameters.ValueInfo);

    private IEnumerable<BenchmarkRow> Rows(BenchmarkReport ours, BenchmarkReport peer)
    {
        var (method, baseline) = (ours.BenchmarkCase.Descriptor.WorkloadMethod, peer.BenchmarkCase.Descriptor.WorkloadMethod);
        var what = $"{method.DeclaringType!.Name}.{method.Name} {ours.BenchmarkCase.Parameters.DisplayInfo}, against {baseline.Name}";
        yield return BenchmarkRow.LessIsBetter(name, what, ours.ResultStatistics!.Median, peer.ResultStatistics!.Median, "ns");
        var (bytes, peerBytes) = (Allocated(ours), Allocated(peer));
        if (bytes > 0 && peerBytes > 0)      // a ratio to nothing says nothing; the table above has both
            yield return BenchmarkRow.LessIsBetter(name, what, bytes, peerBytes, "bytes allocated");
    }

    private static double Allocated(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
