using System.Text;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.Models.Insight.Report.Html;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight.Report;

/// <summary>What happened in a training and what its network does, as one HTML file that opens from disk without a network.</summary>
/// <remarks>
/// Every part may be missing; the page then leaves it out. <see cref="WithEmbeddings"/> fills in all that follows from embeddings.
/// Style, script and pictures are inside the file, which asks for nothing else. Immutable.
/// </remarks>
public sealed record TrainingReport
{
    /// <summary>Heading of the page; not empty.</summary>
    /// <exception cref="ArgumentException">Set to nothing.</exception>
    public required string Title
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Title));
            field = value;
        }
    }

    /// <summary>One line below the heading, such as data set and network; empty for none.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What the run was told and what it ran on.</summary>
    public IReadOnlyList<ReportEntry> Options { get; init; } = [];

    /// <summary>How figures were measured: which images the network learnt from, which it was judged on.</summary>
    public IReadOnlyList<string> Protocol { get; init; } = [];

    /// <summary>Figures beside those that follow from the other parts; they come first.</summary>
    public IReadOnlyList<ReportFigure> Figures { get; init; } = [];

    /// <summary>What is wrong, in the order in which to mend it, such as that of <see cref="EmbeddingDiagnosis"/>; empty if somebody looked and found nothing, null if nobody looked.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>What changed during the training.</summary>
    public IReadOnlyList<Curve> Curves { get; init; } = [];

    /// <summary>Scores of pairs that the network was judged on.</summary>
    public VerificationScores? Verification { get; init; }

    /// <summary>How those pairs were chosen, in one line.</summary>
    public string VerificationProtocol { get; init; } = "";

    /// <summary>Intervals of their figures.</summary>
    public VerificationIntervals? Intervals { get; init; }

    /// <summary>The threshold that is kept with the network.</summary>
    public VerificationThreshold? Threshold { get; init; }

    /// <summary>How far apart images of one class and of two lie.</summary>
    public DistanceHistogram? Distances { get; init; }

    /// <summary>Which classes are taken for which.</summary>
    public ClassConfusion? Confusion { get; init; }

    /// <summary>The pairs that the network gets most wrong; shown only with <see cref="Samples"/>.</summary>
    public WorstPairs? WorstPairs { get; init; }

    /// <summary>What the rows of the embeddings are.</summary>
    public ReportSamples? Samples { get; init; }

    /// <summary>Where images lie on a plane; shown only with <see cref="Samples"/>.</summary>
    public EmbeddingMap? Map { get; init; }

    /// <summary>A copy with everything that follows from labelled embeddings: verification, histograms, confusion, worst pairs, map.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite, on any device.</param>
    /// <param name="samples">N samples.</param>
    /// <param name="options">How much; null for the defaults.</param>
    /// <param name="progress">Told on this thread.</param>
    /// <param name="cancellationToken">Stops between parts, and between the steps of t-SNE.</param>
    /// <returns>The copy. Parts for which there are too few rows or classes are missing.</returns>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, a number is not finite, or the samples are another number.</exception>
    public TrainingReport WithEmbeddings(
        Tensor embeddings, ReportSamples samples, ReportOptions? options = null, IProgress<ReportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        Check.Embeddings(embeddings);
        if (samples.Labels.Count != embeddings.shape[0])
            throw new ArgumentException($"Expected {embeddings.shape[0]} samples, one per row, got {samples.Labels.Count}.", nameof(samples));
        Check.FiniteRows(embeddings);
        return new EmbeddingParts(embeddings, samples, options ?? new ReportOptions(), progress, cancellationToken).AddTo(this);
    }

    /// <summary>The page. Reads the pictures it shows; one that cannot be read is left out, and counted on the page.</summary>
    /// <param name="cancellationToken">Stops between two pictures.</param>
    /// <returns>A whole HTML document.</returns>
    /// <exception cref="ArgumentException">The map or the worst pairs name a row that <see cref="Samples"/> does not have.</exception>
    public string ToHtml(CancellationToken cancellationToken = default) => ReportPage.Of(this, cancellationToken);

    /// <summary>Writes the page to a file: whole or not at all. A file that is there survives until the new one is on the disk.</summary>
    /// <param name="path">The file, which takes the place of one of that name. Missing folders are made.</param>
    /// <param name="cancellationToken">Stops between two pictures, before the file is touched.</param>
    /// <exception cref="IOException">The file cannot be written; the message says why. What was there is unchanged.</exception>
    /// <exception cref="ArgumentException">The path is empty, or the map or the worst pairs name a row that <see cref="Samples"/> does not have.</exception>
    public void Save(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ReportFile.CheckWritable(path);
        ReportFile.Write(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(ToHtml(cancellationToken)));
    }
}
