using System.Text.RegularExpressions;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>The keys that docs/figures.md promises, in its order.</summary>
internal static partial class FigureKeys
{
    public static string[] Documented()
        => [.. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "figures.md")))
            .SelectMany(row => Key().Matches(row.Groups["keys"].Value))
            .Select(key => key.Groups["key"].Value)];

    [GeneratedRegex(@"^\|(?<keys> `[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<key>[a-z0-9_]+)`")]
    private static partial Regex Key();
}
