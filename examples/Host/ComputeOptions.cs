using System.CommandLine;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>The options of a command that runs a network but trains none: device, threads, figures as JSON.</summary>
public sealed class ComputeOptions
{
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

    /// <param name="command">The command that gets the options.</param>
    /// <param name="threads">CPU threads where none are asked for; 0 for every core.</param>
    public ComputeOptions(Command command, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(command);
        _threads = RangedOption.Create("--threads", "CPU threads; 0 takes every core.", threads, 0, 1024);
        foreach (var option in (Option[])[_device, _threads, _json])
            command.Add(option);
    }

    /// <summary>Reads the options and sets torch's threads.</summary>
    /// <exception cref="InvalidOperationException">CUDA was asked for and is not there.</exception>
    /// <exception cref="IOException">The JSON file could not be written at the end.</exception>
    public ComputeSettings Apply(ParseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var deviceName = result.GetValue(_device)!;
        if (deviceName == "cuda" && !cuda.is_available())
            throw new InvalidOperationException(
                "--device cuda needs a CUDA device and a libtorch with CUDA, but torch sees none. "
                + "Use --device cpu, or see 'Where torch comes from' in README.md.");
        var json = result.GetValue(_json);
        if (json is not null)
            AtomicFile.CheckWritable(json, "--json");
        var threads = result.GetValue(_threads) is var asked and > 0 ? asked : Environment.ProcessorCount;
        set_num_threads(threads);
        return new ComputeSettings(threads, new Device(deviceName), json);
    }
}
