using System.CommandLine;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>The options that every example takes.</summary>
public sealed class CommonOptions
{
    private readonly Option<long> _seed = RangedOption.Create(
        "--seed", "Seed of everything random: same seed, same threads, same result.", 1L, 0L, long.MaxValue);

    private readonly Option<int> _threads;

    private readonly Option<string> _device = new Option<string>("--device")
    {
        Description = "Where the network runs.",
        HelpName = "cpu|cuda",
        DefaultValueFactory = _ => "cpu",
    }.AcceptOnlyFromAmong("cpu", "cuda");

    private readonly Option<FileInfo?> _json = new("--json")
    {
        Description = "Also write the final figures to this file.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _report = new("--report")
    {
        Description = "Also write a report to look at in a browser: one HTML file.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo> _model;

    /// <param name="command">The command that gets the options.</param>
    /// <param name="threads">CPU threads where none are asked for; 0 for every core.</param>
    public CommonOptions(Command command, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(command);
        _threads = RangedOption.Create("--threads", "CPU threads; 0 takes every core.", threads, 0, 1024);
        _model = new Option<FileInfo>("--model")
        {
            Description = "Where the trained network is saved.",
            HelpName = "FILE",
            DefaultValueFactory = _ => new FileInfo(Path.Combine("artifacts", command.Name, "model.dat")),
        };
        foreach (var option in (Option[])[_device, _seed, _threads, _model, _json, _report])
            command.Add(option);
    }

    /// <summary>Reads the options, seeds torch and sets its threads.</summary>
    /// <exception cref="InvalidOperationException">CUDA was asked for and is not there.</exception>
    /// <exception cref="IOException">A file that is to be written at the end could not be.</exception>
    public RunSettings Apply(ParseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var threads = result.GetValue(_threads);
        if (threads == 0)
            threads = Environment.ProcessorCount;
        var deviceName = result.GetValue(_device)!;
        if (deviceName == "cuda" && !cuda.is_available())
            throw new InvalidOperationException(
                "--device cuda needs a CUDA device and a libtorch with CUDA, but torch sees none. "
                + "Use --device cpu, or see 'Where torch comes from' in README.md.");
        var model = result.GetValue(_model)!;
        var json = result.GetValue(_json);
        AtomicFile.CheckWritable(model, "--model");
        if (json is not null)
            AtomicFile.CheckWritable(json, "--json");
        var report = result.GetValue(_report);
        if (report is not null)
            AtomicFile.CheckWritable(report, "--report");

        set_num_threads(threads);
        var seed = result.GetValue(_seed);
        manual_seed(seed);
        return new RunSettings(seed, threads, new Device(deviceName), model, json) { Report = report };
    }
}
