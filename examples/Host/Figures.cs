using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>
/// The final figures of a run. In JSON the keys are these names in snake_case, in this order; shares are fractions of 1.
/// docs/figures.md describes them for users.
/// </summary>
public sealed record Figures
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>Name of the example, as run.sh knows it.</summary>
    public required string Example { get; init; }

    /// <summary>Name of the recipe, where there are several.</summary>
    public required string Recipe { get; init; }

    /// <summary>Seed of the run.</summary>
    public required long Seed { get; init; }

    /// <summary>CPU threads.</summary>
    public required int Threads { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images trained on.</summary>
    public required int TrainImages { get; init; }

    /// <summary>Held-out images, which the figures below are about.</summary>
    public required int TestImages { get; init; }

    /// <summary>Mean loss of the last epoch.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of held-out images whose nearest training image has their class.</summary>
    public required double KnnAccuracy { get; init; }

    /// <summary>Unique pairs of held-out images that were compared.</summary>
    public required long Pairs { get; init; }

    /// <summary>Area under the ROC curve of "same class or not" over those pairs.</summary>
    public required double Auc { get; init; }

    /// <summary>Equal error rate over those pairs.</summary>
    public required double Eer { get; init; }

    /// <summary>Distance (or similarity) that tells same from different with the fewest errors.</summary>
    public required double Threshold { get; init; }

    /// <summary>Share of those pairs that the threshold gets right.</summary>
    public required double ThresholdAccuracy { get; init; }

    /// <summary>Wall clock of the training, data loading included, evaluation not.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Images through training steps per second of that time.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Wall clock of embedding all images.</summary>
    public required double EmbedSeconds { get; init; }

    /// <summary>Full path of the saved network.</summary>
    public required string Model { get; init; }

    /// <summary>Brings the parts together.</summary>
    public static Figures Of(string example, string recipe, RunSettings settings, TrainingOutcome training, HeldOut heldOut)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(heldOut);
        var pairs = heldOut.Verification;
        return new Figures
        {
            Example = example,
            Recipe = recipe,
            Seed = settings.Seed,
            Threads = settings.Threads,
            Device = settings.Device.type == DeviceType.CUDA ? "cuda" : "cpu",
            Epochs = training.Epochs,
            TrainImages = heldOut.GalleryCount,
            TestImages = heldOut.Knn.QueryCount,
            Loss = training.Loss,
            KnnAccuracy = heldOut.Knn.Accuracy,
            Pairs = (long)pairs.SameCount + pairs.DifferentCount,
            Auc = pairs.Auc,
            Eer = pairs.EqualErrorRate,
            Threshold = pairs.BestThreshold,
            ThresholdAccuracy = pairs.BestAccuracy,
            TrainSeconds = training.Seconds,
            ImagesPerSecond = training.Images / training.Seconds,
            EmbedSeconds = heldOut.EmbedSeconds,
            Model = settings.Model.FullName,
        };
    }

    /// <summary>Saves the network, prints the table, and writes the JSON file if one was asked for.</summary>
    public void Publish(SiameseNetwork network, RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        AtomicFile.Write(settings.Model, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);     // save(stream) would close it
            network.save(writer);
        });
        AnsiConsole.Write(Table(network.Metric.IsInverted ? ScoreKind.Similarity : ScoreKind.Distance));
        Console.WriteLine($"Network saved to {Model}");
        if (settings.Json is null)
            return;
        AtomicFile.Write(settings.Json, stream => JsonSerializer.Serialize(stream, this, Json));
        Console.WriteLine($"Figures saved to {settings.Json.FullName}");
    }

    private Table Table(ScoreKind kind)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Figure").AddColumn(new TableColumn("Value").RightAligned()).AddColumn("Meaning");
        Row("1-NN accuracy", $"{KnnAccuracy:0.00 %}", $"{TestImages:#,0} held-out images, nearest of {TrainImages:#,0}");
        Row("AUC", $"{Auc:0.00000}", $"same or different, {Pairs:#,0} unique held-out pairs");
        Row("EER", $"{Eer:0.00 %}", $"as many false accepts as false rejects");
        Row("Best threshold", $"{Threshold:0.0000}", $"{(kind == ScoreKind.Distance ? "distance" : "similarity")}; {ThresholdAccuracy:0.00 %} of these pairs right");
        Row("Training", $"{TrainSeconds:0.0} s", $"{ImagesPerSecond:#,0} images/s, {Threads} {(Threads == 1 ? "thread" : "threads")}, {Device}");
        return table;

        void Row(string name, FormattableString value, FormattableString meaning) => table.AddRow(
            Markup.Escape(name),
            Markup.Escape(value.ToString(CultureInfo.InvariantCulture)),
            Markup.Escape(meaning.ToString(CultureInfo.InvariantCulture)));
    }
}
