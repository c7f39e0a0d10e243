using System.Globalization;

namespace TorchSharp.Siamese.Models.Insight.Report.Html;

/// <summary>Numbers as people read them.</summary>
internal static class Number
{
    /// <summary>Four digits, without zeros behind them.</summary>
    public static string Of(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 1e-3 or >= 1e6 => value.ToString("0.###e+0", CultureInfo.InvariantCulture),
        >= 1_000 => value.ToString("#,0.#", CultureInfo.InvariantCulture),
        _ => value.ToString("G4", CultureInfo.InvariantCulture),
    };

    /// <summary>Thousands parted by commas.</summary>
    public static string Of(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A share in percent; as many digits as it takes to see that it is not nothing.</summary>
    public static string Percent(double share) => (100 * share).ToString(Math.Abs(share) is < 0.001 and > 0 ? "0.0###" : "0.00", CultureInfo.InvariantCulture) + " %";
}
