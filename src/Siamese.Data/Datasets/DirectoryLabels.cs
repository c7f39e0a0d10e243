namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Where the labels of the images in a directory come from.</summary>
public sealed class DirectoryLabels
{
    private DirectoryLabels(IReadOnlyList<int>? values) => Values = values;

    /// <summary>From the folders: each folder directly in the directory is a class.</summary>
    public static DirectoryLabels Inferred { get; } = new(null);

    /// <summary>There are none; images that lie in the directory itself count too.</summary>
    public static DirectoryLabels None { get; } = new(null);

    /// <summary>The labels given; null for the other two.</summary>
    public IReadOnlyList<int>? Values { get; }

    /// <summary>Given one by one.</summary>
    /// <param name="values">
    /// One number for each image, in the order of a walk from the directory down: folders by their whole path, files in each by
    /// name, both by code point. Copied.
    /// </param>
    public static DirectoryLabels Of(IReadOnlyList<int> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new DirectoryLabels(Array.AsReadOnly([.. values]));
    }

    /// <summary>Inferred, None, or how many were given.</summary>
    public override string ToString() => this == Inferred ? nameof(Inferred) : this == None ? nameof(None) : $"{Values!.Count} labels";
}
