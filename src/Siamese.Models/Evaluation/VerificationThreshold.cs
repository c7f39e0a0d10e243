using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>A threshold between same and different that was chosen on some pairs, to be kept with the network and used on others.</summary>
/// <remarks>
/// Choose it on a validation split: figures at a threshold picked on the pairs they are counted on are flattered. Its JSON
/// is one object of numbers and names. Immutable.
/// </remarks>
public sealed record VerificationThreshold
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The threshold, in the unit of the scores; may be infinite, not NaN.</summary>
    /// <exception cref="ArgumentException">Set to NaN.</exception>
    public required double Value
    {
        get;
        init => field = double.IsNaN(value) ? throw new ArgumentException("Expected a threshold that is a number, got NaN.", nameof(Value)) : value;
    }

    /// <summary>What a score means.</summary>
    public required ScoreKind Kind { get; init; }

    /// <summary>What it was chosen for.</summary>
    public required ThresholdRule Rule { get; init; }

    /// <summary>Number of same-class pairs it was chosen on.</summary>
    public required int SameCount { get; init; }

    /// <summary>Number of different-class pairs it was chosen on.</summary>
    public required int DifferentCount { get; init; }

    /// <summary>Accuracy on the pairs it was chosen on; that on other pairs is usually lower. 0 to 1.</summary>
    public required double ChosenAccuracy { get; init; }

    /// <summary>What the scores were, in words, such as "cosine similarity"; null where they were given alone.</summary>
    public string? DistanceName { get; init; }

    /// <summary>Chooses a threshold.</summary>
    /// <param name="validation">Scores of pairs that no figure will be reported on.</param>
    /// <param name="rule">What for.</param>
    /// <param name="falseAcceptRate">The highest share of different-class pairs that may be accepted, 0 to 1; looked at by <see cref="ThresholdRule.FalseAcceptRate"/> only.</param>
    /// <returns>The threshold.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rule is unknown, or the rate is not 0 to 1.</exception>
    public static VerificationThreshold ChooseOn(VerificationScores validation, ThresholdRule rule = ThresholdRule.BestAccuracy, double falseAcceptRate = 0.01)
    {
        ArgumentNullException.ThrowIfNull(validation);
        var value = rule switch
        {
            ThresholdRule.BestAccuracy => VerificationMetrics.From(validation).BestThreshold,
            ThresholdRule.EqualErrorRate => VerificationMetrics.From(validation).EqualErrorThreshold,
            ThresholdRule.FalseAcceptRate => validation.AtFalseAcceptRate(falseAcceptRate).Threshold,
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, $"Expected BestAccuracy, EqualErrorRate or FalseAcceptRate, got {rule}."),
        };
        return new VerificationThreshold
        {
            Value = value,
            Kind = validation.Kind,
            Rule = rule,
            SameCount = validation.SameCount,
            DifferentCount = validation.DifferentCount,
            ChosenAccuracy = validation.AccuracyAt(value),
            DistanceName = validation.DistanceName,
        };
    }

    /// <summary>Whether a pair of that score is called the same: a distance of at most, a similarity of at least the threshold.</summary>
    /// <param name="score">Of the kind that the threshold was chosen on. NaN is never accepted.</param>
    public bool Accepts(double score) => Kind == ScoreKind.Distance ? score <= Value : score >= Value;

    /// <summary>What it does on other pairs.</summary>
    /// <param name="test">Their scores.</param>
    /// <returns>The rates.</returns>
    /// <exception cref="ArgumentException">The scores are of the other kind, or of another distance.</exception>
    public OperatingPoint On(VerificationScores test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (test.Kind != Kind)
            throw new ArgumentException($"Expected scores that are a {Kind}, as those the threshold was chosen on, got a {test.Kind}.", nameof(test));
        if (DistanceName is not null && test.DistanceName is not null && DistanceName != test.DistanceName)
            throw new ArgumentException($"Expected scores that are the {DistanceName}, as those the threshold was chosen on, got the {test.DistanceName}.", nameof(test));
        return test.At(Value);
    }

    /// <summary>One JSON object, to be kept beside or inside a model file.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">One object with every property.</param>
    /// <returns>The threshold.</returns>
    /// <exception cref="InvalidDataException">It is something else; the message says where.</exception>
    public static VerificationThreshold FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            var read = JsonSerializer.Deserialize<VerificationThreshold>(json, Json);
            if (read is null || !Enum.IsDefined(read.Kind) || !Enum.IsDefined(read.Rule))
                throw new InvalidDataException($"Needs a threshold as ToJson writes it, got {json}.");
            return read;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            throw new InvalidDataException($"Needs a threshold as ToJson writes it: {error.Message}", error);
        }
    }

    /// <summary>Value, rule and where it comes from.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{DistanceName ?? (Kind == ScoreKind.Distance ? "distance" : "similarity")} {(Kind == ScoreKind.Distance ? "at most" : "at least")} {Value:0.######} ({Rule} on {SameCount} same and {DifferentCount} different pairs of another set, where its accuracy is {100 * ChosenAccuracy:0.00} %)");
}
