using System.Globalization;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>One image of Omniglot, by its path <c>ALPHABET/characterNN/NNNN_MM.png</c>: MM is the drawer.</summary>
/// <param name="Alphabet">Name of the alphabet.</param>
/// <param name="Character">Name of the character inside it.</param>
/// <param name="Drawer">Who drew it, from 1.</param>
/// <param name="Name">Name of the file.</param>
/// <param name="File">Its number among the files.</param>
internal readonly record struct OmniglotDrawing(string Alphabet, string Character, int Drawer, string Name, int File)
{
    private const string Example = "Greek/character01/0394_01.png";

    /// <summary>Null where a path is no such one.</summary>
    internal static OmniglotDrawing? Parse(string path, int file)
    {
        var parts = path.Split('/');
        if (parts.Length < 3 || !parts[^2].StartsWith("character", StringComparison.Ordinal))
            return null;
        var name = parts[^1];
        var underscore = name.IndexOf('_', StringComparison.Ordinal);
        var dot = name.LastIndexOf('.');
        return underscore > 0 && dot > underscore && int.TryParse(
                name.AsSpan((underscore + 1)..dot), NumberStyles.None, CultureInfo.InvariantCulture, out var drawer) && drawer >= 1
            ? new OmniglotDrawing(parts[^3], parts[^2], drawer, name, file)
            : null;
    }

    internal static string Rule => $"its path is not like {Example}";

    internal static int Compare(OmniglotDrawing x, OmniglotDrawing y)
    {
        var order = string.CompareOrdinal(x.Alphabet, y.Alphabet);
        order = order != 0 ? order : string.CompareOrdinal(x.Character, y.Character);
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }
}
