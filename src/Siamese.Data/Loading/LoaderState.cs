using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Where a run of a loader is, to go on from there: a few hundred bytes of JSON, whatever the size of the data.</summary>
public sealed record LoaderState
{
    private const int CurrentVersion = 1;

    /// <summary>Version of the format; 1 for this one.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Where the run is in its plan or sampler.</summary>
    public required PlanState Plan { get; init; }

    /// <summary>What else decides the batches, in words: their size, the images, the augmentation.</summary>
    public required string Loader { get; init; }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="InvalidDataException">It is not such a state, or of another version.</exception>
    public static LoaderState FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            if (JsonNode.Parse(json) is not JsonObject state || state["version"] is not JsonValue version)
                throw new InvalidDataException("Needs the JSON of a loader state, got one without a version.");
            if (!version.TryGetValue(out int number) || number != CurrentVersion)
                throw new InvalidDataException($"Needs a loader state of version {CurrentVersion}, got version {version.ToJsonString()}.");
            if (state["loader"] is not JsonValue loader || !loader.TryGetValue(out string? text) || state["plan"] is not JsonObject plan || state.Count != 3)
                throw new InvalidDataException("Needs the JSON of a loader state, with version, loader and plan and nothing else.");
            return new LoaderState { Plan = PlanState.FromJson(plan.ToJsonString()), Loader = text };
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Needs the JSON of a loader state: {error.Message}", error);
        }
    }

    /// <summary>The state as one line of JSON.</summary>
    public string ToJson() => new JsonObject
    {
        ["version"] = Version,
        ["loader"] = Loader,
        ["plan"] = JsonNode.Parse(Plan.ToJson()),
    }.ToJsonString();
}
