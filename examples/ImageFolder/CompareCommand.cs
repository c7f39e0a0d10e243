using System.CommandLine;
using System.Globalization;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Says whether two images show the same.</summary>
internal sealed class CompareCommand : IImageCommand
{
    private readonly ModelArgument _model;
    private readonly Argument<string> _left = new("A") { Description = "An image." };
    private readonly Argument<string> _right = new("B") { Description = "Another one." };
    private readonly ComputeOptions _compute;

    public CompareCommand()
    {
        _model = new ModelArgument(Command);
        Command.Add(_left);
        Command.Add(_right);
        _compute = new ComputeOptions(Command);
    }

    public Command Command { get; } = new("compare",
        "Says how far apart two images are for a trained network, whether that is the same or different, and how sure that is.\n\n"
        + "The threshold and the probability were fitted when the model was trained, on images it had not seen. The probability is\n"
        + "that of a pair which before looking is as likely the same as not.");

    public void Run(ParseResult result, CancellationToken cancellationToken)
    {
        var settings = _compute.Apply(result);
        using var scope = NewDisposeScope();
        using var model = _model.Load(result, settings.Device);
        var files = ImageFileList.Of(result.GetValue(_left)!, result.GetValue(_right)!);
        var rows = ModelArgument.Embed(model, files, settings.Device, cancellationToken);
        var score = ModelArgument.Score(model, rows.narrow(0, 0, 1), rows.narrow(0, 1, 1));
        var same = model.Calibration?.Probability(score);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ModelArgument.ScoreName(model)} {score:0.0000}: {ModelArgument.Verdict(model, score)}"));
        Console.WriteLine($"threshold: {model.Threshold?.ToString() ?? "none"}");
        if (same is { } probability)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"probability of same: {100 * probability:0.0} %, if before looking same and different are equally likely"));
        settings.WriteJson(new Comparison(files.NameOf(0), files.NameOf(1), score, model.Threshold?.Value, model.Threshold?.Accepts(score), same));
    }

    private sealed record Comparison(string A, string B, double Score, double? Threshold, bool? Same, double? ProbabilitySame);
}
