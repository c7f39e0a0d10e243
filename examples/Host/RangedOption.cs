using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>Number options that say which numbers they take.</summary>
public static class RangedOption
{
    /// <param name="name">With its dashes.</param>
    /// <param name="description">One sentence for the help text.</param>
    /// <param name="fallback">The value when the option is absent.</param>
    /// <param name="low">Smallest value taken.</param>
    /// <param name="high">Largest value taken.</param>
    /// <returns>An option whose error names itself, the range and what came.</returns>
    public static Option<T> Create<T>(string name, string description, T fallback, T low, T high)
        where T : struct, INumber<T>
        => new(name)
        {
            Description = description,
            HelpName = HelpName<T>(),
            DefaultValueFactory = _ => fallback,
            CustomParser = result => Parse(result, name, low, high),
        };

    /// <summary>The same without a value of its own; null when absent.</summary>
    public static Option<T?> CreateOptional<T>(string name, string description, T low, T high)
        where T : struct, INumber<T>
        => new(name)
        {
            Description = description,
            HelpName = HelpName<T>(),
            CustomParser = result => Parse(result, name, low, high),
        };

    private static string HelpName<T>() => typeof(T) == typeof(double) ? "X" : "N";

    private static T Parse<T>(ArgumentResult result, string name, T low, T high)
        where T : struct, INumber<T>
    {
        var text = result.Tokens[0].Value;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= low && value <= high)
            return value;
        var kind = typeof(T) == typeof(double) ? "number" : "whole number";
        result.AddError(string.Create(CultureInfo.InvariantCulture,
            $"{name} needs a {kind} from {low} to {high}, got '{text}'."));
        return default;
    }
}
