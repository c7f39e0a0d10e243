using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>One case of a golden file, or an object inside one.</summary>
public sealed class GoldenCase(JsonElement json)
{
    /// <summary>Name of the case, for messages.</summary>
    public string Id => Text("id");

    /// <summary>Whether a value is there and not null.</summary>
    public bool Has(string key) => json.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>An inner object; null where it is missing.</summary>
    public GoldenCase? Inner(string key) => Has(key) ? new GoldenCase(json.GetProperty(key)) : null;

    /// <summary>A list of objects.</summary>
    public IEnumerable<GoldenCase> Inners(string key) => json.GetProperty(key).EnumerateArray().Select(element => new GoldenCase(element));

    /// <summary>Names of all values.</summary>
    public IEnumerable<string> Keys => json.EnumerateObject().Select(property => property.Name);

    /// <summary>Whether a value is text.</summary>
    public bool IsText(string key) => Has(key) && json.GetProperty(key).ValueKind == JsonValueKind.String;

    public string Text(string key) => json.GetProperty(key).GetString()!;

    public string Text(string key, string missing) => Has(key) ? Text(key) : missing;

    public bool Flag(string key, bool missing = false) => Has(key) ? json.GetProperty(key).GetBoolean() : missing;

    public double Number(string key) => Number(json.GetProperty(key));

    public double Number(string key, double missing) => Has(key) ? Number(key) : missing;

    /// <summary>A list of numbers.</summary>
    public double[] Numbers(string key) => [.. json.GetProperty(key).EnumerateArray().Select(Number)];

    /// <summary>A list of yes and no.</summary>
    public bool[] Flags(string key) => [.. json.GetProperty(key).EnumerateArray().Select(value => value.GetBoolean())];

    /// <summary>A list of words.</summary>
    public string[] Texts(string key) => [.. json.GetProperty(key).EnumerateArray().Select(value => value.GetString()!)];

    /// <summary>A list of objects.</summary>
    public GoldenCase[] List(string key) => [.. json.GetProperty(key).EnumerateArray().Select(element => new GoldenCase(element))];

    /// <summary>A list of whole numbers.</summary>
    public long[] Integers(string key) => [.. json.GetProperty(key).EnumerateArray().Select(value => value.GetInt64())];

    /// <summary>A list of lists of whole numbers.</summary>
    public long[][] IntegerLists(string key)
        => [.. json.GetProperty(key).EnumerateArray().Select(list => list.EnumerateArray().Select(value => value.GetInt64()).ToArray())];

    /// <summary>Numbers in any nesting, one after another.</summary>
    public double[] Flat(string key) => [.. Flatten(json.GetProperty(key))];

    /// <summary>Rows of numbers as a float64 tensor.</summary>
    public Tensor Matrix(string key)
    {
        var rows = json.GetProperty(key);
        var width = rows.GetArrayLength() == 0 ? 0 : rows[0].GetArrayLength();
        return tensor(Flat(key), [rows.GetArrayLength(), width]);
    }

    /// <summary>Rows of numbers as a float64 tensor; null where there are none.</summary>
    public Tensor? OptionalMatrix(string key) => Has(key) ? Matrix(key) : null;

    /// <summary>Whole numbers as an int64 tensor; null where there are none.</summary>
    public Tensor? OptionalIntegers(string key) => Has(key) ? tensor(Integers(key)) : null;

    public override string ToString() => Has("id") ? Id : json.GetRawText();

    // What is not finite is written as a string.
    private static double Number(JsonElement value)
        => value.ValueKind == JsonValueKind.String ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetDouble();

    private static IEnumerable<double> Flatten(JsonElement value)
        => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flatten) : [Number(value)];
}
