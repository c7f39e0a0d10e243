using System.Globalization;

namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Fields of a CSV line (RFC 4180), numbers with a point and as many digits as they need.</summary>
internal static class CsvFields
{
    public static string Line(IEnumerable<object?> fields) => string.Join(',', fields.Select(Field));

    private static string Field(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"";
    }
}
