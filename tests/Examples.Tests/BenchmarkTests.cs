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

    [Test]
    public void Run_NameThatIsNone_ListsThoseThereAre()
    {
        var run = ProgramRun.Of("Benchmarks", "nothing");
        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain("'nothing'").And.Contain("'two-tower'").And.Contain("./bench.sh --help lists the options."));
    }

    private static void SkipWithoutPeer()
    {
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python))
            Assert.Ignore($"There is no {Python}.");
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", "import torch"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            Assert.Ignore("python3-torch is not installed; ./bench.sh installs it.");
    }
}
