using System.Globalization;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Examples.Host;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Training;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>The network as the tool for images of one's own takes it: with how files are prepared, and a threshold.</summary>
internal static class OmniglotModel
{
    private const string Extension = ".siamese";

    /// <summary>Writes it beside the weights. The threshold comes from pairs of the background set.</summary>
    public static void Save(Recipe recipe, ResidualEncoder encoder, LearntSample learnt, OmniglotFigures figures, RunSettings settings)
    {
        var scores = learnt.Scores();
        var model = new SavedModel(new SiameseNetwork(encoder), Preparation(recipe))      // borrows the encoder, which the caller disposes
        {
            Threshold = VerificationThreshold.ChooseOn(scores),
            Calibration = PlattCalibration.Fit(scores),
            ClassNames = learnt.ClassNames,
            Protocol = string.Join("; ", figures.Figures.Select(figure => $"{figure.Key}: {figure.Protocol}").Append($"threshold and calibration: {LearntSample.PairProtocol}")),
            Figures = figures.Figures.ToDictionary(figure => figure.Key, figure => figure.Value),
            Training = new Dictionary<string, string>
            {
                ["example"] = figures.Example,
                ["seed"] = figures.Seed.ToString(CultureInfo.InvariantCulture),
                ["steps"] = figures.Steps.ToString(CultureInfo.InvariantCulture),
                ["precision"] = figures.Precision,
            },
        };
        var path = Path.ChangeExtension(settings.Model.FullName, Extension);
        model.Save(path);
        Console.WriteLine($"Model saved to {path}");
    }

    /// <summary>Drawings are black on white; the network sees 1 for ink and 0 for paper.</summary>
    private static ImagePreparation Preparation(Recipe recipe) => new()
    {
        Height = recipe.Side,
        Width = recipe.Side,
        Color = ColorMode.Grayscale,
        Interpolation = Interpolation.Area,
        Antialias = false,
        Mean = [1],
        Std = [-1],
    };
}
