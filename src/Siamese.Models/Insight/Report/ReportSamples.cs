using System.Globalization;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>What the rows of embeddings are: class, name and picture of each. Immutable as long as its parts are.</summary>
public sealed class ReportSamples
{
    private readonly Func<int, string> _nameOf;
    private readonly Func<int, string?>? _classNameOf;

    /// <summary>Samples without pictures.</summary>
    /// <param name="labels">Class of each row. Copied.</param>
    /// <param name="classNameOf">Name of a class by its label; null, or a null answer, for the label itself.</param>
    /// <param name="nameOf">Name of a sample by its row; null for its number.</param>
    public ReportSamples(IReadOnlyList<int> labels, Func<int, string?>? classNameOf = null, Func<int, string>? nameOf = null)
        : this(labels, classNameOf, nameOf, null)
    {
    }

    private ReportSamples(IReadOnlyList<int> labels, Func<int, string?>? classNameOf, Func<int, string>? nameOf, ISampleSource? pictures)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Labels = [.. labels];
        _classNameOf = classNameOf;
        _nameOf = nameOf ?? (row => string.Create(CultureInfo.InvariantCulture, $"image {row}"));
        Pictures = pictures;
    }

    /// <summary>Class of each row.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Where pictures are read from; null for none. Sample i is row i.</summary>
    public ISampleSource? Pictures { get; }

    /// <summary>The samples of a source, with its pictures, labels and names.</summary>
    /// <param name="source">
    /// Sample i is row i of the embeddings. It is read when the report is written. Numbers become brightness by the range they have
    /// in the pictures shown, channel by channel, so that normalised images look as they did; sources of other than 1, 3 or 4
    /// channels show their first.
    /// </param>
    /// <param name="classNameOf">Name of a class by its label; null, or a null answer, for the label itself.</param>
    /// <returns>The samples.</returns>
    public static ReportSamples Of(ISampleSource source, Func<int, string?>? classNameOf = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new ReportSamples(source.Labels, classNameOf, source.NameOf, source);
    }

    /// <summary>Name of a class.</summary>
    /// <param name="label">Its label.</param>
    public string ClassName(int label) => _classNameOf?.Invoke(label) is { Length: > 0 } name ? name : label.ToString(CultureInfo.InvariantCulture);

    /// <summary>Name of a sample.</summary>
    /// <param name="row">0 to the number of labels - 1.</param>
    public string NameOf(int row) => _nameOf(row);
}
