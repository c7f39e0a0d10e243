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

    private readonly Option<FileInfo?> _report;

    private readonly Option<FileInfo> _model;

    private readonly Option<FileInfo?>? _checkpoint;
    private readonly Option<double>? _checkpointEvery;
    private readonly Option<bool>? _resume;
    private readonly Option<DirectoryInfo?>? _log;
    private readonly bool _alwaysCheckpoint, _alwaysReports;

    /// <param name="command">The command that gets the options.</param>
    /// <param name="threads">CPU threads where none are asked for; 0 for every core.</param>
    /// <param name="checkpoints">Whether the command's training can be gone on with, and so has the options for it.</param>
    /// <param name="alwaysReports">Whether a report is written where none is asked for, too.</param>
    public CommonOptions(Command command, int threads = 0, Checkpoints checkpoints = Checkpoints.None, bool alwaysReports = false)
    {
        ArgumentNullException.ThrowIfNull(command);
        (_alwaysCheckpoint, _alwaysReports) = (checkpoints == Checkpoints.Always, alwaysReports);
        _threads = RangedOption.Create("--threads", "CPU threads; 0 takes every core.", threads, 0, 1024);
        _model = new Option<FileInfo>("--model")
        {
            Description = "Where the trained network is saved.",
            HelpName = "FILE",
            DefaultValueFactory = _ => new FileInfo(Path.Combine("artifacts", command.Name, "model.dat")),
        };
        _report = new Option<FileInfo?>("--report")
        {
            Description = "Also write a report to look at in a browser: one HTML file." + (alwaysReports ? " [default: report.html beside the model]" : ""),
            HelpName = "FILE",
        };
        foreach (var option in (Option[])[_device, _seed, _threads, _model, _json, _report])
            command.Add(option);
        if (checkpoints == Checkpoints.None)
            return;
        _checkpoint = new Option<FileInfo?>("--checkpoint")
        {
            Description = "Saves the state of the training to this file now and then, and when it is stopped. "
                + (_alwaysCheckpoint ? "[default: beside the model, with .ckpt]" : "[default: no file; with --resume beside the model, with .ckpt]"),
            HelpName = "FILE",
        };
        _checkpointEvery = RangedOption.Create("--checkpoint-every", "Seconds between two saves.", 60.0, 1e-3, 1e6);
        _resume = new Option<bool>("--resume") { Description = "Goes on from the checkpoint if there is one: the same result as if it had never been stopped." };
        _log = new Option<DirectoryInfo?>("--log")
        {
            Description = "Writes every step and epoch of the training into CSV tables in this folder.",
            HelpName = "DIR",
        };
        command.Add(_checkpoint);
        command.Add(_checkpointEvery);
        command.Add(_resume);
        command.Add(_log);
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
        var resume = _resume is not null && result.GetValue(_resume);
        var checkpoint = _checkpoint is null ? null : result.GetValue(_checkpoint);
        if (checkpoint is null && (resume || _alwaysCheckpoint))
            checkpoint = new FileInfo(Path.ChangeExtension(model.FullName, ".ckpt"));
        AtomicFile.CheckWritable(model, "--model");
        if (json is not null)
            AtomicFile.CheckWritable(json, "--json");
        var report = result.GetValue(_report) ?? (_alwaysReports ? new FileInfo(Path.Combine(model.DirectoryName!, "report.html")) : null);
        if (report is not null)
            AtomicFile.CheckWritable(report, "--report");

        set_num_threads(threads);
        var seed = result.GetValue(_seed);
        manual_seed(seed);
        return new RunSettings(seed, threads, new Device(deviceName), model, json)
        {
            Report = report,
            Checkpoint = checkpoint,
            CheckpointEvery = _checkpointEvery is null ? null : TimeSpan.FromSeconds(result.GetValue(_checkpointEvery)),
            Resume = resume,
            Log = _log is null ? null : result.GetValue(_log),
        };
    }
}
