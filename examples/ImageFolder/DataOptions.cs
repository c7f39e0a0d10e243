using System.CommandLine;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.ImageFolder;

/// <summary>Where images are: a folder of class folders, a zip archive of one, or a table; and how to read it.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _data;
    private readonly Option<bool> _innermost = new("--innermost") { Description = "Every folder with images in it is a class, such as fruit/apple/granny-smith; else the top folders are." };
    private readonly Option<string?> _root = new("--root") { Description = "Folder inside the archive that holds the class folders; of a table, where its paths begin.", HelpName = "DIR" };
    private readonly Option<string?> _nameColumn = new("--name-column") { Description = "Column of paths in a table. [default: path; 1 with --no-header]", HelpName = "COLUMN" };
    private readonly Option<string?> _labelColumn = new("--label-column") { Description = "Column of classes in a table. [default: label; 2 with --no-header]", HelpName = "COLUMN" };
    private readonly Option<bool> _noHeader = new("--no-header") { Description = "The first row of a table is an image too; columns are called 1, 2, ..." };

    /// <param name="command">Gets the options.</param>
    /// <param name="required">Whether --data must be given.</param>
    /// <param name="description">What the images are for.</param>
    public DataOptions(Command command, bool required, string description)
    {
        _data = new Option<string?>("--data") { Description = $"{description}: a folder of class folders, a zip archive of one, or a CSV or TSV file of paths and classes.", HelpName = "DIR|ZIP|CSV", Required = required };
        foreach (var option in (Option[])[_data, _innermost, _root, _nameColumn, _labelColumn, _noHeader])
            command.Add(option);
    }

    /// <summary>What was given as --data.</summary>
    public string Path(ParseResult result) => result.GetValue(_data)!;

    /// <summary>Lists labelled images.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="path">The folder, archive or table.</param>
    /// <param name="option">Its option, for messages.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="IOException">There is nothing there, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is no image in it, or a table that cannot be read.</exception>
    public ListedImages Open(ParseResult result, string path, string option, CancellationToken cancellationToken) => Open(new Source(
        path, option,
        result.GetValue(_innermost) ? ClassFolders.Innermost : ClassFolders.Top,
        result.GetValue(_root), result.GetValue(_nameColumn), result.GetValue(_labelColumn), result.GetValue(_noHeader)), cancellationToken);

    /// <summary>Lists images whose classes do not matter: a folder with images at any depth, an archive, a table, or one image.</summary>
    /// <param name="path">The folder, archive, table or image.</param>
    /// <param name="argument">What the command line calls it, for messages.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static ListedImages OpenUnlabelled(string path, string argument, CancellationToken cancellationToken)
        => Open(new Source(path, argument, ClassFolders.None, null, null, null, NoHeader: false), cancellationToken);

    private static ListedImages Open(Source source, CancellationToken cancellationToken)
    {
        try
        {
            return new ListedImages(List(source, cancellationToken), source.Path, source.Folders);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{source.Option} '{source.Path}': {Plain(error.Message, error.ParamName)}", error);
        }
        catch (MissingFilesException error)
        {
            throw new InvalidDataException(Plain(error.Message), error);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException(Plain(error.Message), error);
        }
    }

    private static IImageFiles List(Source source, CancellationToken cancellationToken)
    {
        if (Directory.Exists(source.Path))
            return Wait(Data.Sources.ImageFolder.OpenAsync(source.Path, new ImageFolderOptions { ClassFolders = source.Folders, Endings = ImageEndings.All }, cancellationToken: cancellationToken));
        if (!File.Exists(source.Path))
            throw new FileNotFoundException($"{source.Option} needs a folder of images, a zip archive of one or a table, got '{source.Path}', which is not there.");
        if (IsZip(source.Path))
            return Wait(ImageArchive.OpenAsync(source.Path, new ImageArchiveOptions { ClassFolders = source.Folders, Endings = ImageEndings.All, Root = source.Root }, cancellationToken: cancellationToken));
        if (source.Folders == ClassFolders.None && ImageEndings.All.Any(ending => source.Path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            return ImageFileList.Of(source.Path);
        return Wait(ImageCsv.OpenAsync(source.Path, new ImageCsvOptions
        {
            HasHeader = !source.NoHeader,
            PathColumn = source.NameColumn,
            LabelColumns = source.Folders == ClassFolders.None ? [] : source.LabelColumn is { } label ? [label] : null,
            Root = source.Root,
            TrimSpaces = true,
        }, cancellationToken: cancellationToken));
    }

    /// <summary>Waits on this thread: network and training stay on the program's first one.</summary>
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    /// <summary>The library's errors name the arguments and options of its methods, which nobody has typed here.</summary>
    private static string Plain(string message, string? argument = null)
    {
        foreach (var (theirs, ours) in (ReadOnlySpan<(string, string)>)
        [
            ($" (Parameter '{argument}')", ""),
            ("PathColumn and LabelColumns name them, and HasHeader = false numbers them", "--name-column and --label-column name them, and --no-header numbers them"),
            ("PathColumn and LabelColumns", "--name-column and --label-column"),
            ("(Root is where their paths begin; MissingFiles.LeaveOut goes on without them)", "(--root is where their paths begin)"),
        ])
        {
            message = message.Replace(theirs, ours, StringComparison.Ordinal);
        }
        return message;
    }

    private static bool IsZip(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && (start.SequenceEqual("PK\u0003\u0004"u8) || start.SequenceEqual("PK\u0005\u0006"u8));
    }

    private sealed record Source(string Path, string Option, ClassFolders Folders, string? Root, string? NameColumn, string? LabelColumn, bool NoHeader);
}
