using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Examples.Tuples;

/// <summary>What the tuples are made of: samples with a name and a class each.</summary>
/// <param name="Classes">Who belongs to which class.</param>
/// <param name="Names">The name of each sample: a path inside the folder, or what stands in the CSV file.</param>
/// <param name="Origin">Where they come from and what was left out, in a sentence.</param>
internal sealed record LabelledSamples(ClassIndex Classes, NameTable Names, string Origin)
{
    /// <summary>Lists a folder, or reads a CSV file.</summary>
    /// <exception cref="IOException">There is nothing there, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It holds no labelled samples.</exception>
    public static LabelledSamples Open(TupleRequest request, CancellationToken cancellationToken)
    {
        if (Directory.Exists(request.Data))
            return ImageListing.List(request.Data, request.Levels, cancellationToken);
        if (File.Exists(request.Data))
            return SampleCsv.Read(request.Data, request.NameColumn, request.LabelColumn, cancellationToken);
        throw new FileNotFoundException($"--data needs a folder of class folders or a CSV file, got '{request.Data}', which is not there.");
    }
}
