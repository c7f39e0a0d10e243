using System.CommandLine;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Encoders;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>The options of this example beside those that every example has.</summary>
internal sealed class OmniglotCommand
{
    private const string Auto = "auto";

    private readonly Option<DirectoryInfo?> _data = new("--data")
    {
        Description = "Folder with images_background.zip, images_evaluation.zip and all_runs.zip, or the folders unpacked from them. "
            + "Without it: ../shared/data/omniglot if that is there, else the cache folder, filled from where Omniglot is published.",
        HelpName = "DIR",
    };

    private readonly Option<Uri?> _mirror = new("--mirror")
    {
        Description = "Address of a folder on the web with the archives, used instead of the published one.",
        HelpName = "URL",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
                return address;
            result.AddError($"--mirror needs an address that begins with http:// or https://, got '{text}'.");
            return null;
        },
    };

    private readonly Option<Protocol> _protocol = new Option<Protocol>("--protocol")
    {
        Description = "all: lake, unstructured and verification. lake: Lake's 20 runs, and random ones within all evaluation alphabets. "
            + "unstructured: 20-way and 5-way episodes of all evaluation characters. "
            + "koch: verification on Koch's 10,000 pairs; trains on 12 drawers only.",
        HelpName = "all|lake|unstructured|koch",
    }.AcceptOnlyFromAmong("all", "lake", "unstructured", "koch");

    private readonly Option<string> _precision = new Option<string>("--precision")
    {
        Description = "full: float32. half: convolutions in bfloat16. auto: half on a CUDA device and where the processor has instructions for it.",
        HelpName = "auto|full|half",
        DefaultValueFactory = _ => Auto,
    }.AcceptOnlyFromAmong(Auto, "full", "half");

    private readonly Option<double?> _minutes = RangedOption.CreateOptional(
        "--minutes", "Train about this long: the number of steps comes from the speed measured at the start, and stays with the checkpoint.", 0.01, 100_000.0);

    private readonly Option<long?> _steps = RangedOption.CreateOptional("--steps", "Train for this many batches. [default: 12000]", 1L, 100_000_000L);

    private readonly Option<int> _views = RangedOption.Create(
        "--views", "Views of each test image whose embeddings are averaged: the image alone, or with slight turns, shifts and scalings too.", 9, 1, 9);

    public OmniglotCommand()
    {
        Command = new Command("omniglot",
            "Trains a siamese network on Omniglot's 30 background alphabets, and tests it on 20 alphabets that it never saw.\n"
            + "Data: B. Lake, R. Salakhutdinov and J. Tenenbaum, Science 350 (2015), MIT licence.")
            { _data, _mirror, _protocol, _precision, _minutes, _steps, _views };
        Common = new CommonOptions(Command, checkpoints: Checkpoints.Always, alwaysReports: true);
        Command.Validators.Add(result =>
        {
            if (result.GetResult(_minutes) is not null && result.GetResult(_steps) is not null)
                result.AddError("--minutes and --steps exclude each other: give one of them.");
        });
    }

    public Command Command { get; }

    public CommonOptions Common { get; }

    public DirectoryInfo? Data(ParseResult parsed) => parsed.GetValue(_data);

    public Uri? Mirror(ParseResult parsed) => parsed.GetValue(_mirror);

    public Protocol Protocol(ParseResult parsed) => parsed.GetValue(_protocol);

    public double? Minutes(ParseResult parsed) => parsed.GetValue(_minutes);

    /// <summary>Whether steps were asked for, so that a checkpoint of another length is to be refused. Minutes are no number of steps.</summary>
    public bool SaysHowLong(ParseResult parsed) => parsed.GetValue(_steps) is not null;

    public long Steps(ParseResult parsed) => parsed.GetValue(_steps) ?? 12_000;

    public int Views(ParseResult parsed) => parsed.GetValue(_views);

    public ComputePrecision Precision(ParseResult parsed, bool onDevice) => parsed.GetValue(_precision) switch
    {
        "full" => ComputePrecision.Full,
        "half" => ComputePrecision.Half,
        _ => onDevice || ProcessorMultipliesHalves() ? ComputePrecision.Half : ComputePrecision.Full,
    };

    private static bool ProcessorMultipliesHalves()
    {
        const string Description = "/proc/cpuinfo";
        if (!File.Exists(Description))
            return false;
        var flags = File.ReadLines(Description).FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? "";
        return flags.Split(' ').Any(flag => flag is "avx512_bf16" or "amx_bf16");
    }
}
