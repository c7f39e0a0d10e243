using System.Diagnostics;
using System.Text.Json;

namespace TorchSharp.Siamese.Examples.Tests;

[Parallelizable(ParallelScope.Children)]
public class BenchmarkTests
{
    [Test]
    public void Run_Quick_PrintsAndWritesTheSameRows()
    {
        SkipWithoutPeer();
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("Benchmarks", "add", "two-tower", "--quick", "--threads", "1", "--json", folder.File("rows.json"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("| what").And.Contain("add: add of 4x4").And.Contain("two-tower: "));

        var rows = JsonDocument.Parse(File.ReadAllText(folder.File("rows.json"))).RootElement.EnumerateArray().ToArray();
        Assert.That(rows.Select(row => row.GetProperty("name").GetString()), Is.EqualTo(new[] { "add", "two-tower" }));
        foreach (var row in rows)
        {
            var (ours, peer) = (row.GetProperty("ours").GetDouble(), row.GetProperty("peer").GetDouble());
            Assert.That(ours, Is.GreaterThan(0));
            Assert.That(row.GetProperty("ratio").GetDouble(), Is.EqualTo(peer / ours).Within(1e-9));
            Assert.That(row.GetProperty("unit").GetString(), Is.EqualTo("ns").Or.EqualTo("ms"));
        }
    }

    // Needs no peer program: both sides are in the library's own language.
    [Test]
    public void Run_QuickTuples_PrintsBothSidesAndWhatTheyAllocate()
    {
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of(
            "Benchmarks", "tuples", "epochs", "kept-memory", "coverage", "--quick", "--threads", "1", "--json", folder.File("rows.json"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        foreach (var name in (string[])["UniquePairs", "UniqueTriplets", "PermutationCost", "BalancedEpoch", "EveryPair", "SetUpCost", "PerClassEpoch"])
            Assert.That(run.Output, Does.Contain("\n" + name));
        Assert.That(run.Output, Does.Contain("| RejectionSampling").And.Contain("| Allocated").And.Contain("drawn anew, the default 100,000"));

        var rows = JsonDocument.Parse(File.ReadAllText(folder.File("rows.json"))).RootElement.EnumerateArray()
            .Select(row => (What: row.GetProperty("what").GetString()!, Ours: row.GetProperty("ours").GetDouble(),
                Peer: row.GetProperty("peer").GetDouble(), Ratio: row.GetProperty("ratio").GetDouble(), Unit: row.GetProperty("unit").GetString()))
            .ToLookup(row => row.Unit);
        Assert.That(rows.Select(group => group.Key), Is.EquivalentTo(new[] { "ns", "bytes allocated", "bytes a sample", "%" }));
        Assert.That(rows["ns"].Select(row => row.What.Split(' ')[0]), Does.Contain("BalancedEpoch.Plan").And.Contain("PerClassEpoch.Covering"));
        Assert.That(rows["ns"].Concat(rows["bytes allocated"]), Has.All.Matches<(string What, double Ours, double Peer, double Ratio, string)>(
            row => row.Ours > 0 && Math.Abs(row.Ratio - row.Peer / row.Ours) < 1e-9 * row.Ratio));
        // Classes of 10: 8 bytes a sample and 32 bytes for every tenth make 11.2; 0.3 for what the host keeps meanwhile.
        Assert.That(rows["bytes a sample"].Select(row => row.Ours), Has.All.InRange(7.9, 11.5));
        foreach (var row in rows["%"])
        {
            Assert.That(row.Ours, Is.EqualTo(100), row.What);
            Assert.That(row.Ratio, Is.EqualTo(row.Ours / row.Peer).Within(1e-9).And.GreaterThanOrEqualTo(1));
        }
    }

    // 128 rows, against plain PyTorch.
    [Test]
    public void Run_QuickLosses_GivesTimeAndMemoryOfEachLoss()
    {
        SkipWithoutPeer();
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("Benchmarks", "losses", "--quick", "--threads", "1", "--json", folder.File("rows.json"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("losses-batch-all: N = 128, against PyTorch "));

        string[] names = ["batch-all", "semi-hard", "batch-hard", "multi-similarity", "sup-con", "contrastive", "nt-xent"];
        var rows = JsonDocument.Parse(File.ReadAllText(folder.File("rows.json"))).RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("name").GetString()!);
        Assert.That(rows.Keys, Is.EquivalentTo(names.SelectMany(name => new[] { $"losses-{name}", $"losses-{name}-memory" })));
        foreach (var name in names)
        {
            var (time, memory) = (rows[$"losses-{name}"], rows[$"losses-{name}-memory"]);
            Assert.That((time.GetProperty("unit").GetString(), memory.GetProperty("unit").GetString()), Is.EqualTo(("ms", "MiB")));
            // 128 rows: less than a second, and less than 100 MB.
            Assert.That(time.GetProperty("ours").GetDouble(), Is.GreaterThan(0).And.LessThan(1000), name);
            Assert.That(time.GetProperty("peer").GetDouble(), Is.GreaterThan(0), name);
            Assert.That(memory.GetProperty("ours").GetDouble(), Is.GreaterThan(0).And.LessThan(100), name);
        }
    }

    [Test]
    public void Run_QuickLoading_GivesRatesOfFilesAndMemory()
    {
        SkipWithoutPeer("torchvision");
        var data = Environment.GetEnvironmentVariable("SIAMESE_DATA") ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));
        if (!((string[])["mnist", "omniglot", "grocery"]).All(set => Directory.Exists(Path.Combine(data, set))))
            Assert.Ignore($"There is no {data} with mnist, omniglot and grocery in it; SIAMESE_DATA names another folder.");
        using var folder = new TemporaryFolder();
        var run = ProgramRun.Of("Benchmarks", "loading", "--quick", "--threads", "2", "--data", data, "--json", folder.File("rows.json"));
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var rows = JsonDocument.Parse(File.ReadAllText(folder.File("rows.json"))).RootElement.EnumerateArray().ToArray();
        Assert.That(rows.Length, Is.GreaterThan(6));
        foreach (var row in rows)
        {
            Assert.That(row.GetProperty("ours").GetDouble(), Is.GreaterThan(0), row.GetProperty("what").GetString());
            Assert.That(row.GetProperty("ratio").GetDouble(), Is.GreaterThan(0).And.LessThan(1e6), row.GetProperty("what").GetString());
        }
    }

    [Test]
    public void Run_NameThatIsNone_ListsThoseThereAre()
    {
        var run = ProgramRun.Of("Benchmarks", "nothing");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain("'nothing'").And.Contain("'two-tower'").And.Contain("./bench.sh --help lists the options."));
    }

    private static void SkipWithoutPeer(string module = "torch")
    {
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python))
            Assert.Ignore($"There is no {Python}.");
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", $"import {module}"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            Assert.Ignore($"The peer's {module} is not installed; ./bench.sh installs it.");
    }
}
