using System.Text.Json;
using System.Text.Json.Serialization;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Where a <see cref="MinerSchedule"/> is: a line of JSON for the checkpoint.</summary>
public sealed record MinerScheduleState
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Number of stages of the schedule it belongs to.</summary>
    public required int StageCount { get; init; }

    /// <summary>The stage that is going on, from 0.</summary>
    public required int Stage { get; init; }

    /// <summary>Tuples priced in each of the last batches of the stage, oldest first; as many as the window holds.</summary>
    public required IReadOnlyList<long> Tuples { get; init; }

    /// <summary>Active ones among them.</summary>
    public required IReadOnlyList<long> Active { get; init; }

    /// <summary>The state as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="InvalidDataException">It is not such a state.</exception>
    public static MinerScheduleState FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize<MinerScheduleState>(json, Json)
                ?? throw new InvalidDataException("Needs the JSON of a miner schedule's state, got null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Needs the JSON of a miner schedule's state: {error.Message}", error);
        }
    }
}
