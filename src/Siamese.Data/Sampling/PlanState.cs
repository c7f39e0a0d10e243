using System.Text.Json;
using System.Text.Json.Serialization;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Where a run is in a plan or sampler, to go on from there: a few hundred bytes of JSON, whatever the size of the data.</summary>
/// <remarks>
/// There is nothing else to save: a plan is a pure function of epoch and index. Resuming any number of times gives the
/// tuples that an uninterrupted run gives.
/// </remarks>
public sealed record PlanState
{
    private const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Version of the format; 1 for this one.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>What the plan or sampler was made from.</summary>
    public required PlanFingerprint Fingerprint { get; init; }

    /// <summary>The epoch that is going on, 0 or more.</summary>
    public required int Epoch { get; init; }

    /// <summary>What comes next in it: the number of a tuple for a plan, of a batch for a sampler; 0 or more.</summary>
    public required long Index { get; init; }

    /// <summary>The feedback that holds in the epoch, for a plan that takes any; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ClassFeedback? Feedback { get; init; }

    /// <summary>The state of a run.</summary>
    /// <param name="source">The plan or sampler.</param>
    /// <param name="epoch">The epoch that is going on, 0 or more.</param>
    /// <param name="index">What comes next in it, 0 or more.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> or <paramref name="index"/> is negative.</exception>
    public static PlanState Of(IFingerprinted source, int epoch, long index)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var feedback = (source as IFeedbackSource)?.FeedbackIn(epoch);
        return new PlanState { Fingerprint = source.Fingerprint, Epoch = epoch, Index = index, Feedback = feedback };
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="InvalidDataException">It is not such a state, or of another version.</exception>
    public static PlanState FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            CheckVersion(document.RootElement);
            var state = document.RootElement.Deserialize<PlanState>(Json)
                ?? throw new InvalidDataException("Needs the JSON of a plan state, got null.");
            if (state.Epoch < 0 || state.Index < 0)
                throw new InvalidDataException($"Needs an epoch and an index of 0 or more, got {state.Epoch} and {state.Index}.");
            return state;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Needs the JSON of a plan state: {error.Message}", error);
        }
    }

    /// <summary>The state as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Refuses a plan or sampler that this state does not belong to.</summary>
    /// <param name="source">The plan or sampler that is to go on from here.</param>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    /// <exception cref="InvalidOperationException">It was made from other data or options than the state's; both are named.</exception>
    public void CheckBelongsTo(IFingerprinted source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var mine = source.Fingerprint;
        if (mine.Data != Fingerprint.Data)
            throw new InvalidOperationException($"Needs a state of the same data: this is [{mine.Data}], the state is of [{Fingerprint.Data}].");
        if (mine.Options != Fingerprint.Options)
        {
            throw new InvalidOperationException(
                $"Needs a state of the same options: these are [{mine.Options}], the state's are [{Fingerprint.Options}].");
        }
    }

    private static void CheckVersion(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("version", out var version))
            throw new InvalidDataException("Needs the JSON of a plan state, got one without a version.");
        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != CurrentVersion)
            throw new InvalidDataException($"Needs a plan state of version {CurrentVersion}, got version {version.GetRawText()}.");
    }
}
