using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>HTML under construction. What is put into the holes of an interpolated string is escaped; the string around them is not.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup; text in its holes is escaped.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup) => _ = markup;

    /// <summary>Adds markup as it is: never what came from outside.</summary>
    public void WriteMarkup(string markup) => _text.Append(markup);

    public override string ToString() => _text.ToString();

    /// <summary>Writes the parts of an interpolated string straight to the page.</summary>
    [InterpolatedStringHandler]
    public readonly struct Markup(int literalLength, int formattedCount, HtmlText page)
    {
        private readonly StringBuilder _text = Room(page._text, literalLength + 16 * formattedCount);

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(WebUtility.HtmlEncode(text));

        public void AppendFormatted(long number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted<T>(T number, string format)
            where T : IFormattable
            => _text.Append(WebUtility.HtmlEncode(number.ToString(format, CultureInfo.InvariantCulture)));

        private static StringBuilder Room(StringBuilder text, int length)
        {
            text.EnsureCapacity(text.Length + length);
            return text;
        }
    }
}
