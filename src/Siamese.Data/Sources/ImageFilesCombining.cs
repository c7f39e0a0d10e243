namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Puts image files together, picks some, or labels them otherwise; no file is read or copied.</summary>
public static class ImageFilesCombining
{
    /// <summary>All images of several sources, one source after the other.</summary>
    /// <param name="first">The first source. None is disposed.</param>
    /// <param name="others">Those after it.</param>
    public static IImageFiles Concat(this IImageFiles first, params IReadOnlyList<IImageFiles> others) => Concat(first, SharedClasses.Merge, others);

    /// <summary>All images of several sources, one source after the other.</summary>
    /// <param name="first">The first source. None is disposed.</param>
    /// <param name="classes">What becomes of classes of the same name. They are numbered in the order in which they come.</param>
    /// <param name="others">The sources after it.</param>
    /// <exception cref="ArgumentException">Some sources have classes and some have none.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is no such value.</exception>
    public static IImageFiles Concat(this IImageFiles first, SharedClasses classes, params IReadOnlyList<IImageFiles> others)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(others);
        foreach (var other in others)
            ArgumentNullException.ThrowIfNull(other, nameof(others));
        if (!Enum.IsDefined(classes))
            throw new ArgumentOutOfRangeException(nameof(classes), classes, $"Needs Merge or KeepApart, got {classes}.");
        IImageFiles[] sources = [first, .. others];
        if (sources.Select(source => source.ClassNames.Count == 0).Distinct().Count() > 1)
            throw new ArgumentException("Needs sources that all have classes, or none of which has, got both kinds.", nameof(others));

        var names = new List<string>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var labels = new List<int>();
        for (var i = 0; i < sources.Length; i++)
        {
            int[] map = [.. sources[i].ClassNames.Select(name => NumberOf(classes == SharedClasses.Merge ? name : $"{i}/{name}"))];
            labels.AddRange(sources[i].Labels.Select(label => map.Length == 0 ? 0 : map[label]));
        }

        return new CombinedFiles(sources, null, labels, names);

        int NumberOf(string name)
        {
            if (!numbers.TryGetValue(name, out var number))
            {
                numbers.Add(name, number = names.Count);
                names.Add(name);
            }

            return number;
        }
    }

    /// <summary>Some images, in an order of their own; the classes keep their numbers, those without an image too.</summary>
    /// <param name="files">The source. Not disposed.</param>
    /// <param name="indices">Its images; image i is image <c>indices[i]</c> there. Copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is not an image.</exception>
    /// <exception cref="ArgumentException">There is no index.</exception>
    public static IImageFiles Subset(this IImageFiles files, IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(indices);
        int[] chosen = [.. indices];
        foreach (var index in chosen)
            SourceCheck.Index(index, files.Count, nameof(indices));
        if (chosen.Length == 0)
            throw new ArgumentException("Needs at least 1 image, got none.", nameof(indices));
        return new CombinedFiles([files], chosen, chosen.Select(index => files.Labels[index]), files.ClassNames);
    }

    /// <summary>The images that a condition holds for; the report counts the others.</summary>
    /// <param name="files">The source. Not disposed.</param>
    /// <param name="condition">Given the number of an image. Called once for each, now.</param>
    /// <exception cref="ArgumentException">The condition holds for none.</exception>
    public static IImageFiles Where(this IImageFiles files, Func<int, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(condition);
        int[] chosen = [.. Enumerable.Range(0, files.Count).Where(condition)];
        return chosen.Length > 0
            ? Subset(files, chosen)
            : throw new ArgumentException($"Needs a condition that holds for at least 1 of {files.Count} images, got one that holds for none.", nameof(condition));
    }

    /// <summary>The same images with other labels, such as the alphabet instead of the character.</summary>
    /// <param name="files">The source. Not disposed.</param>
    /// <param name="labelOf">Given the number of an image, names its class. Called once for each, now. Classes are numbered by code point.</param>
    /// <exception cref="ArgumentException">A name is null or empty.</exception>
    public static IImageFiles Relabel(this IImageFiles files, Func<int, string> labelOf)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(labelOf);
        string[] texts = [.. Enumerable.Range(0, files.Count).Select(labelOf)];
        var unnamed = Array.FindIndex(texts, string.IsNullOrEmpty);
        if (unnamed >= 0)
            throw new ArgumentException($"Needs a name for the class of every image, got none for image {unnamed} ('{files.NameOf(unnamed)}').", nameof(labelOf));
        string[] names = [.. texts.Distinct(StringComparer.Ordinal).Order(CodePointOrder.Instance)];
        var numbers = names.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        return new CombinedFiles([files], null, texts.Select(text => numbers[text]), names);
    }
}
