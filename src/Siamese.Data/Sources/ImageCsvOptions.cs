namespace TorchSharp.Siamese.Data.Sources;

/// <summary>How <see cref="ImageCsv"/> reads a table. Checked where it is used.</summary>
public sealed record ImageCsvOptions
{
    /// <summary>
    /// Whether the first row names the columns. True by default; else they are called <c>1</c>, <c>2</c> and so on.
    /// </summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>What parts the columns. By default a tab where the file's name ends in .tsv or .tab, else a comma.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Column of the path. By default <c>path</c>, or <c>1</c> where there is no header.</summary>
    public string? PathColumn { get; init; }

    /// <summary>
    /// Columns of the labels, from coarse to fine where there are several, such as alphabet and character; none for images
    /// without classes. By default <c>label</c>, or <c>2</c> where there is no header.
    /// </summary>
    public IReadOnlyList<string>? LabelColumns { get; init; }

    /// <summary>
    /// Parts the labels in the one label column, where an image may have several or none, such as <c>;</c>. By default an image
    /// has one label, whatever characters are in it.
    /// </summary>
    public char? LabelSeparator { get; init; }

    /// <summary>
    /// The classes to list, in the order that numbers them; rows of others are left out. By default all: in the order of their
    /// numbers where all labels are whole numbers, else by code point.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Where relative paths begin. By default the folder of the table.</summary>
    public string? Root { get; init; }

    /// <summary>Whether spaces around a field are dropped. Not by default.</summary>
    public bool TrimSpaces { get; init; }

    /// <summary>What happens where files are not there. By default an exception names them all.</summary>
    public MissingFiles MissingFiles { get; init; } = MissingFiles.Throw;
}
