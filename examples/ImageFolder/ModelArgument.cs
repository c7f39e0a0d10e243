using System.CommandLine;
using System.Globalization;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>The trained model that a command uses.</summary>
internal sealed class ModelArgument
{
    private const string FileName = "model.siamese";
    private const double MostSure = 0.99;

    private readonly Argument<string> _model = new("MODEL") { Description = $"What train has saved: a model file, or the folder with {FileName} in it." };

    /// <param name="command">Gets the argument.</param>
    public ModelArgument(Command command) => command.Add(_model);

    /// <summary>The model file in an output folder.</summary>
    public static FileInfo In(DirectoryInfo folder) => new(Path.Combine(folder.FullName, FileName));

    /// <summary>Reads the model.</summary>
    /// <exception cref="IOException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is something else, or damaged.</exception>
    public SavedModel Load(ParseResult result, Device device)
    {
        var path = result.GetValue(_model)!;
        var file = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        if (!File.Exists(file))
            throw new FileNotFoundException($"MODEL needs what train has saved, a model file or the folder with {FileName} in it, got '{path}', {(file == path ? "which is not there" : $"in which there is no {FileName}")}.");
        return SavedModel.Load(file, device);
    }

    /// <summary>Embeds files in their order; a bar shows how far it is.</summary>
    /// <exception cref="InvalidDataException">An image could not be read; the message names it.</exception>
    public static Tensor Embed(SavedModel model, IImageFiles files, Device device, CancellationToken cancellationToken)
    {
        try
        {
            return CountBar.Run("Embedding", files.Count, progress => model.Embed(model.Images.Of(files), device, progress: progress, cancellationToken: cancellationToken));
        }
        catch (SampleLoadException error)
        {
            throw new InvalidDataException(error is { SampleName: { } name, InnerException: { } reason } ? $"'{name}' cannot be read: {reason.Message}" : error.Message, error);
        }
        catch (ImageDecodeException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    /// <summary>Same or different, and how sure, in words.</summary>
    public static string Verdict(SavedModel model, double score)
    {
        var verdict = model.Threshold is { } threshold ? threshold.Accepts(score) ? "same" : "different" : "no threshold";
        if (model.Calibration is not { } calibration)
            return verdict;
        var same = calibration.Probability(score);
        var sure = model.Threshold is null || (same >= 0.5) == model.Threshold.Accepts(score) ? Math.Max(same, 1 - same) : 0.5;
        // A curve through some hundred pairs does not know the last percent.
        return sure > MostSure ? $"{verdict}, more than 99 % sure" : string.Create(CultureInfo.InvariantCulture, $"{verdict}, {100 * sure:0} % sure");
    }

    /// <summary>Distance or similarity.</summary>
    public static string ScoreName(SavedModel model) => model.Network.Metric.IsInverted ? "similarity" : "distance";

    /// <summary>Distances of one pair.</summary>
    public static double Score(SavedModel model, Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        return model.Network.Metric.Pairwise(left, right).to(ScalarType.Float64).cpu().item<double>();
    }
}
