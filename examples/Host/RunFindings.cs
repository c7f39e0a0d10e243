using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Insight;

namespace TorchSharp.Siamese.Examples.Host;

/// <summary>What is wrong with a training and its network, for a report.</summary>
public static class RunFindings
{
    /// <summary>The most images that are looked at: every one is compared with every other.</summary>
    public const int MostImages = 4000;

    /// <summary>How many images are looked at, in words.</summary>
    public static string Protocol { get; } = FormattableString.Invariant(
        $"Findings are of the training and of up to {MostImages:#,0} images of it, evenly drawn, beside as many held-out ones.");

    /// <summary>Looks at the images that were learnt from, beside held-out ones, and adds what was found during the training.</summary>
    /// <param name="record">Of the training.</param>
    /// <param name="trained">Images that were learnt from, with their embeddings.</param>
    /// <param name="heldOut">Others.</param>
    /// <param name="options">Distance and names of classes.</param>
    public static IReadOnlyList<Finding> Of(RunRecord record, LabelledEmbeddings trained, LabelledEmbeddings heldOut, DiagnosisOptions options)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(options);
        return EmbeddingDiagnosis.Run(trained.Embeddings, trained.Labels, options with
        {
            Margin = record.Margin,
            Validation = heldOut,
            DuringTraining = record.Findings,
        }).Findings;
    }

    /// <summary>As many images as are looked at, evenly drawn, in their order.</summary>
    public static ISampleSource Some(ISampleSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Count <= MostImages ? source : new SampleSubset(source, Rows(source.Count));
    }

    /// <summary>Their places, of so many.</summary>
    public static IEnumerable<int> Rows(int count)
        => count <= MostImages ? Enumerable.Range(0, count) : Enumerable.Range(0, MostImages).Select(i => (int)((long)i * count / MostImages));
}
