using System.Globalization;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>An axis of a chart: which values it spans, and where its marks are.</summary>
internal sealed class Axis
{
    private const int WantedMarks = 5;

    private Axis(string title, double low, double high, bool isLogarithmic, double[] marks)
        => (Title, Low, High, IsLogarithmic, Marks) = (title, low, high, isLogarithmic, marks);

    public string Title { get; }

    public double Low { get; }

    public double High { get; }

    public bool IsLogarithmic { get; }

    public IReadOnlyList<double> Marks { get; }

    /// <summary>Whether values are shares, whose marks are in percent.</summary>
    public bool IsShare { get; private init; }

    /// <summary>An axis of even steps that holds all values.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="low">The smallest.</param>
    /// <param name="high">The largest; where it is not larger, the axis spans a little around it.</param>
    public static Axis Linear(string title, double low, double high)
    {
        if (!(high > low))
        {
            var room = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - room, low + room);
        }
        var step = Step((high - low) / WantedMarks);
        var first = Math.Ceiling(low / step - 1e-9);
        var marks = new List<double>();
        for (var i = 0; (first + i) * step <= high + 1e-9 * step; i++)
            marks.Add((first + i) * step);
        return new Axis(title, low, high, false, [.. marks]);
    }

    /// <summary>An axis on which every power of ten is as long.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="low">Above 0.</param>
    /// <param name="high">Above <paramref name="low"/>.</param>
    public static Axis Logarithmic(string title, double low, double high)
    {
        var (first, last) = ((int)Math.Ceiling(Math.Log10(low) - 1e-9), (int)Math.Floor(Math.Log10(high) + 1e-9));
        return new Axis(title, low, high, true, [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Select(power => Math.Pow(10, power))]);
    }

    /// <summary>The same axis, its marks in percent.</summary>
    public Axis AsShare() => new(Title, Low, High, IsLogarithmic, [.. Marks]) { IsShare = true };

    /// <summary>Where a value lies, 0 at the low end and 1 at the high one; what is outside is at an end.</summary>
    public double Place(double value)
    {
        var place = IsLogarithmic
            ? (Math.Log(Math.Max(value, Low)) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low))
            : (value - Low) / (High - Low);
        return Math.Clamp(place, 0, 1);
    }

    /// <summary>What stands at a mark.</summary>
    public string Text(double mark) => IsShare ? $"{Plain(100 * mark)} %" : Plain(mark);

    // Marks of one axis are written alike: 0.0005 beside 0.001.
    private static string Plain(double mark)
        => Math.Abs(mark) is 0 or (>= 1e-6 and < 1e6) ? mark.ToString("#,0.########", CultureInfo.InvariantCulture) : Number.Of(mark);

    // The next of 1, 2, 5 times a power of ten.
    private static double Step(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
