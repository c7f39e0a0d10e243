using System.Text.Json;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>What the options of a command that runs a network came to.</summary>
/// <param name="Threads">CPU threads, 1 or more.</param>
/// <param name="Device">Where the network runs.</param>
/// <param name="Json">The file that gets the figures, or null.</param>
public sealed record ComputeSettings(int Threads, Device Device, FileInfo? Json)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    /// <summary>Writes figures, with names in snake_case, if a file was asked for.</summary>
    public void WriteJson<T>(T figures)
    {
        if (Json is null)
            return;
        AtomicFile.Write(Json, stream => JsonSerializer.Serialize(stream, figures, Options));
        Console.WriteLine($"Figures saved to {Json.FullName}");
    }
}
