using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>
/// The final figures of a run. In JSON the keys are these names in snake_case, in this order; shares are fractions of 1.
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

    /// <summary>Distance that tells same from different with the fewest errors.</summary>
    public required double Threshold { get; init; }

    /// <summary>Share of pairs that this threshold gets right.</summary>
    public required double ThresholdAccuracy { get; init; }

    /// <summary>Wall clock of the training, data loading included, evaluation not.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Images through training (forward, backward, update) per second.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Wall clock of embedding all images.</summary>
    public required double EmbedSeconds { get; init; }

    /// <summary>Full path of the saved network.</summary>
    public required string Model { get; init; }

    /// <summary>Prints the table and where the network is, and writes the JSON file if one was asked for.</summary>
    public void Publish(FileInfo? json)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("figure").AddColumn(new TableColumn("value").RightAligned())
            .AddColumn("meaning");
        Row(table, "1-NN accuracy", $"{KnnAccuracy:0.00 %}", $"{TestImages:#,0} held-out images against {TrainImages:#,0} training images");
        Row(table, "AUC", $"{Auc:0.00000}", $"same class or not, {Pairs:#,0} unique held-out pairs");
        Row(table, "EER", $"{Eer:0.00 %}", "false accepts = false rejects");
        Row(table, "best threshold", $"{Threshold:0.0000}", string.Create(CultureInfo.InvariantCulture, $"distance; {ThresholdAccuracy:0.00 %} of the pairs right"));
        Row(table, "training", $"{TrainSeconds:0.0} s", string.Create(CultureInfo.InvariantCulture, $"{ImagesPerSecond:#,0} images/s, {Threads} threads, {Device}"));
        AnsiConsole.Write(table);
        Console.WriteLine($"Network saved to {Model}");
        if (json is not null)
        {
            AtomicFile.Write(json, stream => JsonSerializer.Serialize(stream, this, Json));
            Console.WriteLine($"Figures written to {json.FullName}");
        }
    }

    private static void Row(Table table, string name, FormattableString value, string meaning)
        => table.AddRow(Markup.Escape(name), Markup.Escape(value.ToString(CultureInfo.InvariantCulture)), Markup.Escape(meaning));
}
