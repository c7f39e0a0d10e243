using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>What the tuples are made of: samples with a name and a class each.</summary>
/// <param name="Classes">Who belongs to which class.</param>
/// <param name="Names">The name of each sample: a path inside the folder or archive, or what stands in the CSV file.</param>
/// <param name="Origin">Where they come from.</param>
/// <param name="Remarks">What was left out and why, in lines; empty where there is nothing to say.</param>
internal sealed record LabelledSamples(ClassIndex Classes, NameTable Names, string Origin, string Remarks = "")
{
    /// <summary>Lists a folder or a zip archive, or reads a CSV file.</summary>
    /// <exception cref="IOException">There is nothing there, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds no labelled samples.</exception>
    public static LabelledSamples Open(TupleRequest request, CancellationToken cancellationToken)
    {
        if (Directory.Exists(request.Data))
            return ImageListing.OfFolder(request.Data, request.ClassFolders, cancellationToken);
        if (!File.Exists(request.Data))
            throw new FileNotFoundException($"--data needs a folder of class folders, a zip archive of one or a CSV file, got '{request.Data}', which is not there.");
        return IsZip(request.Data)
            ? ImageListing.OfArchive(request.Data, request.ClassFolders, cancellationToken)
            : SampleCsv.Read(request.Data, request.NameColumn, request.LabelColumn, cancellationToken);
    }

    private static bool IsZip(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && (start.SequenceEqual("PK\u0003\u0004"u8) || start.SequenceEqual("PK\u0005\u0006"u8));
    }
}
