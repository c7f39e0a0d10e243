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
