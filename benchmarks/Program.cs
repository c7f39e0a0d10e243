using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TorchSharp;
using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Benchmarks.Suite;
using TorchSharp.Siamese.Benchmarks.Suite.Loading;
using TorchSharp.Siamese.Benchmarks.Suite.Losses;
using TorchSharp.Siamese.Benchmarks.Tuples;
using TorchSharp.Siamese.Examples.Host;

// A process of its own, so that nothing is at hand already when memory is measured.
if (args is [LossMemory.Command, ..])
    return LossMemory.Run(args);

IBenchmark[] suite =
[
    new AddBenchmark(), new TwoTowerBenchmark(), new CnnBenchmark(), new MnistBenchmark(), new OmniglotBenchmark(), new DecodeBenchmark(), new LoadingBenchmark(),
    new MeasuredBenchmark(
        "tuples", "streams of unique pairs and triplets, and the permutation behind them, against independent draws",
        typeof(UniquePairs), typeof(UniqueTriplets), typeof(PermutationCost)),
    new MeasuredBenchmark(
        "epochs", "whole epochs: pairs against double loop and rejection sampling, set-up, P x K",
        typeof(BalancedEpoch), typeof(EveryPair), typeof(SetUpCost), typeof(PerClassEpoch)),
    new KeptMemoryBenchmark(), new CoverageBenchmark(), new LossesBenchmark(), new KochBenchmark(),
    new RetrievalBenchmark(), new TrainerBenchmark(),
];

var names = new Argument<string[]>("NAME")
{
    Description = "Which benchmarks to run; all of them if none is named.\n" + string.Join('\n', suite.Select(b => $"{b.Name}: {b.Description}")),
    Arity = ArgumentArity.ZeroOrMore,
}.AcceptOnlyFromAmong([.. suite.Select(b => b.Name)]);
var quick = new Option<bool>("--quick") { Description = "Small sizes: shows that everything runs, measures little." };
var threads = RangedOption.Create("--threads", "CPU threads of both sides; 0 takes every core.", 0, 0, 1024);
var data = new Option<DirectoryInfo?>("--data") { Description = "mnist: the folder with MNIST's four idx files; loading, omniglot: the folder with mnist, omniglot and grocery in it.", HelpName = "DIR" };
var pml = new Option<DirectoryInfo?>("--pml") { Description = "losses: a checkout of pytorch-metric-learning to be the peer; formulations in plain PyTorch without.", HelpName = "DIR" };
var device = new Option<string>("--device") { Description = "koch: where the network runs.", HelpName = "cpu|cuda", DefaultValueFactory = _ => "cpu" }.AcceptOnlyFromAmong("cpu", "cuda");
var json = new Option<FileInfo?>("--json") { Description = "Also write the rows to this file.", HelpName = "FILE" };
var command = new Command("./bench.sh", "Measures this library and its peers side by side in one run. A ratio above 1 means that ours is better.")
    { names, quick, threads, data, pml, device, json };

return await ExampleProgram.RunAsync(command, args, (parsed, cancellationToken) =>
{
    var count = parsed.GetValue(threads) is > 0 and var n ? n : Environment.ProcessorCount;
    var settings = new BenchmarkSettings(count, parsed.GetValue(quick), parsed.GetValue(data), Console.Error.WriteLine, Console.WriteLine) { Pml = parsed.GetValue(pml), Device = parsed.GetValue(device)! };
    torch.set_num_threads(count);
    torch.manual_seed(1);
    Console.WriteLine(MachineLine.Describe(count));

    var wanted = parsed.GetValue(names)!;
    var rows = new List<BenchmarkRow>();
    foreach (var benchmark in suite.Where(b => wanted.Length == 0 || wanted.Contains(b.Name)))
    {
        settings.Progress($"{benchmark.Name}: {benchmark.Description}");
        rows.AddRange(benchmark.Run(settings, cancellationToken));
    }

    var table = new Table().Border(TableBorder.Markdown).AddColumn("what");
    foreach (var column in (string[])["ours", "peer", "ratio"])
        table.AddColumn(new TableColumn(column).RightAligned());
    table.AddColumn("unit");
    foreach (var row in rows)
        table.AddRow(Markup.Escape($"{row.Name}: {row.What}"), Number(row.Ours), Number(row.Peer), Number(row.Ratio), row.Unit);
    AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
    AnsiConsole.Write(table);

    if (parsed.GetValue(json) is { } file)
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };
        AtomicFile.Write(file, stream => JsonSerializer.Serialize(stream, rows, options));
    }
    return Task.CompletedTask;
});

// Three significant digits.
static string Number(double value)
{
    var digits = value == 0 ? 2 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
    return value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
