using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;
using TorchSharp.Siamese.Examples.Host;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>The final figures of a run. In JSON the keys are these names in snake_case, in this order; docs/figures.md describes them for users.</summary>
internal sealed record OmniglotFigures
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public required string Example { get; init; }

    public required string Protocol { get; init; }

    public required long Seed { get; init; }

    public required int Threads { get; init; }

    public required string Device { get; init; }

    public required string Precision { get; init; }

    public required long Steps { get; init; }

    public required long Images { get; init; }

    public required double Loss { get; init; }

    public required double TrainSeconds { get; init; }

    public required double ImagesPerSecond { get; init; }

    public required IReadOnlyList<Figure> Figures { get; init; }

    public required string Model { get; init; }

    public static OmniglotFigures Of(Recipe recipe, Protocol protocol, RunSettings settings, TrainingOutcome training, long steps, IReadOnlyList<Figure> figures) => new()
    {
        Example = "omniglot",
        Protocol = protocol.ToString().ToLowerInvariant(),
        Seed = settings.Seed,
        Threads = settings.Threads,
        Device = settings.Device.type == DeviceType.CUDA ? "cuda" : "cpu",
        Precision = recipe.Precision.ToString().ToLowerInvariant(),
        Steps = steps,
        Images = training.Images,
        Loss = training.Loss,
        TrainSeconds = training.Seconds,
        ImagesPerSecond = training.Images / training.Seconds,
        Figures = figures,
        Model = settings.Model.FullName,
    };

    /// <summary>Saves the network, prints the table, and writes the JSON file if one was asked for.</summary>
    public void Publish(nn.Module network, RunSettings settings)
    {
        AtomicFile.Write(settings.Model, stream =>
        {
            using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);     // save(stream) would close it
            network.save(writer);
        });
        AnsiConsole.Write(Table());
        foreach (var figure in Figures)
            Console.WriteLine($"{figure.Name}: {figure.Protocol}.");
        Console.WriteLine($"Network saved to {Model}");
        if (settings.Json is null)
            return;
        AtomicFile.Write(settings.Json, stream => JsonSerializer.Serialize(stream, this, Json));
        Console.WriteLine($"Figures saved to {settings.Json.FullName}");
    }

    private Table Table()
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumn("Figure").AddColumn(new TableColumn("Value").RightAligned()).AddColumn(new TableColumn("95 % interval").RightAligned());
        foreach (var figure in Figures)
            Row(figure.Name, Percent(figure.Value), $"{Percent(figure.Low)} to {Percent(figure.High)}");
        Row("Training", string.Create(CultureInfo.InvariantCulture, $"{TrainSeconds:0} s"),
            string.Create(CultureInfo.InvariantCulture, $"{ImagesPerSecond:#,0} images/s, {Threads} {(Threads == 1 ? "thread" : "threads")}, {Device}, {Precision} precision"));
        return table;

        void Row(string name, string value, string interval) => table.AddRow(Markup.Escape(name), value, interval);
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.00} %");
}
