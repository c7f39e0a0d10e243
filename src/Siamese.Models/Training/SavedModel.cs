using System.Globalization;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Evaluation;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>A trained network with everything that using it takes, in one file: architecture, weights, how images are prepared, threshold and calibration.</summary>
/// <remarks>
/// A file of a <see cref="ConvEncoder"/>, <see cref="ResidualEncoder"/> or <see cref="KochEncoder"/> is read back without knowing which it
/// is. Of another encoder the file keeps the weights, and its owner builds it again before loading. Owns the network. Not
/// thread-safe.
/// </remarks>
public sealed class SavedModel : IDisposable
{
    /// <param name="network">The network; owned from here on.</param>
    /// <param name="images">How its images are prepared.</param>
    public SavedModel(SiameseNetwork network, ImagePreparation images)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        (Network, Images) = (network, images);
    }

    /// <summary>The network, with its distance.</summary>
    public SiameseNetwork Network { get; }

    /// <summary>How image files become what the network takes.</summary>
    public ImagePreparation Images { get; }

    /// <summary>Whether an image's embedding is the mean of its own and that of its mirror image. Default: false.</summary>
    public bool AveragesMirrored { get; init; }

    /// <summary>What tells same from different, with its rule and the pairs it was chosen on; null where none was chosen.</summary>
    public VerificationThreshold? Threshold { get; init; }

    /// <summary>How sure a verdict is; null where nothing was fitted.</summary>
    public PlattCalibration? Calibration { get; init; }

    /// <summary>The classes that it was trained on.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>What <see cref="Figures"/> are about: which images were compared, and which of them the network never saw. Empty without figures.</summary>
    public string Protocol { get; init; } = "";

    /// <summary>Figures of the validation, by name, such as "precision@1".</summary>
    public IReadOnlyDictionary<string, double> Figures { get; init; } = new Dictionary<string, double>();

    /// <summary>How it was trained, by name: whatever is worth knowing later.</summary>
    public IReadOnlyDictionary<string, string> Training { get; init; } = new Dictionary<string, string>();

    /// <summary>Writes the file, which appears whole or not at all.</summary>
    /// <param name="path">The file to make or replace; its folder is made too.</param>
    /// <exception cref="IOException">It cannot be written; a file that was there is still there.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SavedModelFile.Write(path, this);
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where the network is to be; null for the CPU.</param>
    /// <param name="encoder">
    /// The encoder that gets the weights, built as the saved one was; becomes part of the network. Null to have it built, which works for the
    /// encoders of this library.
    /// </param>
    /// <returns>The model, its network in evaluation mode.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// It is no such file, damaged, cut off, of a later version, of another encoder than <paramref name="encoder"/>, or of an encoder
    /// that only its owner can build; the message says which.
    /// </exception>
    public static SavedModel Load(string path, Device? device = null, nn.Module<Tensor, Tensor>? encoder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return SavedModelFile.Read(path, device ?? CPU, encoder);
    }

    /// <summary>Embeds prepared images.</summary>
    /// <param name="images">As <see cref="Images"/> prepares them, <c>[N, C, H, W]</c>, on the network's device.</param>
    /// <returns>Embeddings, <c>[N, D]</c>, without gradient. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shape differs from the above.</exception>
    public Tensor Embed(Tensor images)
    {
        Check.Shape(images, [-1, Images.Channels, Images.Height, Images.Width]);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        Network.eval();
        var rows = Network.call(images);                                                    // [N, D]
        if (AveragesMirrored)
            rows = (rows + Network.call(images.flip(3))) / 2;
        return rows.MoveToOuterDisposeScope();
    }

    /// <summary>Embeds all samples of a source, in its order.</summary>
    /// <param name="source">Prepared images, such as those of <see cref="ImagePreparation.Of"/>.</param>
    /// <param name="device">Where the network is; null for the CPU.</param>
    /// <param name="batchSize">Images at a time, 1 or more.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    /// <returns>Embeddings, <c>[N, D]</c>, on that device. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The images are of another size.</exception>
    /// <exception cref="SampleLoadException">An image could not be read; the message names it.</exception>
    public Tensor Embed(
        ISampleSource source, Device? device = null, int batchSize = 64, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        Check.Between(batchSize, 1, int.MaxValue);
        var wanted = new ImageShape(Images.Channels, Images.Height, Images.Width);
        if (source.Shape != wanted)
            throw new ArgumentException($"Expected images {wanted}, as the network takes them, got {source.Shape}.", nameof(source));
        var loader = new BatchLoader(source, new SequentialBatchSampler(source.Count, Math.Min(batchSize, source.Count)), device);
        using var scope = NewDisposeScope();
        var rows = new List<Tensor>();
        var done = 0;
        foreach (var batch in loader.Epoch(0, cancellationToken: cancellationToken))
        {
            using (batch)
                rows.Add(Embed(batch.Images));
            progress?.Report(done += batch.Count);
        }
        return cat(rows).MoveToOuterDisposeScope();
    }

    /// <summary>Encoder, preparation and threshold in a few lines.</summary>
    public override string ToString() => string.Join('\n', Lines());

    /// <summary>Frees the network. Safe to call again.</summary>
    public void Dispose() => Network.Dispose();

    private IEnumerable<string> Lines()
    {
        var weights = Network.parameters().Sum(parameter => parameter.numel());
        yield return string.Create(CultureInfo.InvariantCulture, $"{Network.Encoder.GetName()} of {weights:#,0} weights, {DistanceText.Of(Network.Metric)}");
        yield return $"images: {Images}{(AveragesMirrored ? ", averaged with their mirror images" : "")}";
        yield return $"threshold: {Threshold?.ToString() ?? "none"}";
        if (Calibration is { } calibration)
            yield return $"calibration: {calibration}";
        if (Figures.Count > 0)
            yield return $"validation: {string.Join(", ", Figures.Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key} {figure.Value:0.####}")))} ({Protocol})";
    }
}
