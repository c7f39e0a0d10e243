using System.CommandLine;
using System.CommandLine.Parsing;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Examples.Host;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>The options of train, beside those of its data.</summary>
internal sealed class TrainOptions
{
    private readonly Option<DirectoryInfo> _out = new("--out") { Description = "Folder of the model, the checkpoint and the options.", HelpName = "DIR", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("artifacts", "train")) };
    private readonly Option<double?> _minutes = RangedOption.CreateOptional("--minutes", "How long to train; turned into a number of steps once, at the start. [default: 5]", 0.01, 100_000.0);
    private readonly Option<long?> _steps = RangedOption.CreateOptional("--steps", "How many steps to train, in place of --minutes.", 1L, (long)int.MaxValue);
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the training in --out, as if it had never stopped." };
    private readonly Option<int?> _size = RangedOption.CreateOptional("--size", "Edge of the images in pixels, as the network gets them. [default: that of the images, 16 to 64]", 8, 512);
    private readonly Option<bool?> _mirror = new("--mirror") { Description = "Whether a mirror image shows the same thing. [default: for colour images]", HelpName = "true|false" };
    private readonly Option<string?> _validate = new Option<string?>("--validate") { Description = "What is held out: whole classes, or samples of each. [default: classes where there are many of few images]", HelpName = "classes|samples" }.AcceptOnlyFromAmong("classes", "samples");
    private readonly Option<double?> _heldOut = RangedOption.CreateOptional("--held-out", "Share held out for validation, threshold and calibration; 0 for none of these. [default: 0.2]", 0.0, 0.5);
    private readonly Option<long> _seed = RangedOption.Create("--seed", "Seed of everything random: same seed, steps and threads, same result.", 1L, 0L, long.MaxValue);

    /// <param name="command">Gets the options.</param>
    public TrainOptions(Command command)
    {
        foreach (var option in (Option[])[_out, _minutes, _steps, _resume, _size, _mirror, _validate, _heldOut, _seed])
            command.Add(option);
        command.Validators.Add(Validate);
    }

    public DirectoryInfo Out(ParseResult result) => result.GetValue(_out)!;

    public bool IsResuming(ParseResult result) => result.GetValue(_resume);

    public TrainRequest Read(ParseResult result) => new(
        result.GetValue(_minutes) ?? 5, result.GetValue(_steps), result.GetValue(_size), result.GetValue(_mirror),
        result.GetValue(_validate) switch { "classes" => SplitBy.Class, "samples" => SplitBy.StratifiedSample, _ => null },
        result.GetValue(_heldOut) ?? 0.2, (ulong)result.GetValue(_seed));

    private void Validate(CommandResult result)
    {
        if (Given(result, _minutes) && Given(result, _steps))
            result.AddError("--minutes and --steps cannot be given together.");
        foreach (var option in (Option[])[_minutes, _steps, _size, _mirror, _validate, _heldOut, _seed])
        {
            if (Given(result, _resume) && Given(result, option))
                result.AddError($"{option.Name} cannot be given with --resume: the training goes on with the options it began with.");
        }
    }

    private static bool Given(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
