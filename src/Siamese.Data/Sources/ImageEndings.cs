namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How the names of image files end.</summary>
public static class ImageEndings
{
    /// <summary>Those of Keras: <c>.bmp</c>, <c>.gif</c>, <c>.jpeg</c>, <c>.jpg</c>, <c>.png</c>.</summary>
    public static IReadOnlyList<string> Default { get; } = Array.AsReadOnly([".bmp", ".gif", ".jpeg", ".jpg", ".png"]);

    /// <summary>The default ones and <c>.webp</c>, <c>.tif</c>, <c>.tiff</c>, <c>.pgm</c>, <c>.ppm</c>.</summary>
    public static IReadOnlyList<string> All { get; } = Array.AsReadOnly<string>([.. Default, ".webp", ".tif", ".tiff", ".pgm", ".ppm"]);

    /// <summary>Refuses lists that match nothing or everything.</summary>
    internal static void Check(IReadOnlyList<string>? endings, string argument)
    {
        if (endings is null || endings.Count == 0)
            throw new ArgumentException("Needs at least one ending, such as .png, got none.", argument);
        if (endings.Any(string.IsNullOrEmpty))
            throw new ArgumentException($"Needs endings such as .png, got an empty one among {string.Join(", ", endings)}.", argument);
    }

    internal static bool Fit(ReadOnlySpan<char> name, IReadOnlyList<string> endings)
    {
        for (var i = 0; i < endings.Count; i++)
        {
            // Only A to Z: other letters have cases that depend on the culture, and file formats do not use them.
            if (name.Length >= endings[i].Length && System.Text.Ascii.EqualsIgnoreCase(name[^endings[i].Length..], endings[i]))
                return true;
        }

        return false;
    }
}
