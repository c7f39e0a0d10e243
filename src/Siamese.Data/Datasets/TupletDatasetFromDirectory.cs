using System.Collections;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>
/// Anchor, positive and negative images (or pairs, larger tuples, single images) out of a directory of images: what Keras'
/// <c>image_dataset_from_directory</c> is for images, with the same arguments, for tuples.
/// </summary>
/// <remarks>
/// <para>Enumerating it gives dense <see cref="LabelledImages"/>; <see cref="Tuplets"/> gives the same tuples as
/// <see cref="TupletBatch"/>, in which each image comes once. Which tuples come, in which order, is a pure function of files and
/// options, whatever the number of workers. No tuple comes twice before all have come.</para>
/// <para>With one seed the files are shuffled and split exactly as Keras does it.</para>
/// <para>Holds nothing between epochs but the cache, where one was asked for: only then there is something to dispose.</para>
/// </remarks>
public sealed class TupletDatasetFromDirectory : IEnumerable<LabelledImages>, IDisposable
{
    private readonly DirectoryBatches _batches;
    private readonly DirectoryImages _images;
    private readonly LoaderOptions _loading;
    private readonly IBatchSampler? _sampler;
    private bool _isDisposed;

    internal TupletDatasetFromDirectory(
        DirectoryImages images, IReadOnlyList<int> order, int[] labelValues, TupletDirectoryOptions options, string side, SplitReport? split, bool repeats)
    {
        var files = images.Files;
        (Files, _images, _loading) = (files, images, options.Loading);
        Samples = new SampleSubset(images.Source, order);
        FilePaths = new PathList(Samples);
        Split = split;
        LearningSize = options.LearningSize;
        var batchSize = options.BatchSize ?? 1;
        if (LearningSize == 1)
        {
            _sampler = options.Shuffle && !repeats
                ? new ShuffledBatchSampler(order.Count, Math.Min(batchSize, order.Count), options.Seed ?? 0)
                : new SequentialBatchSampler(order.Count, batchSize);
            Singles = new BatchLoader(Samples, _sampler, options.Device, options.Loading);
        }
        else
        {
            Plan = DirectoryPlan.Of(Samples.Labels, options, side, repeats || !options.Shuffle);
            Tuplets = new TupletLoader(Samples, Plan, batchSize, dropLast: false, options.Device, options.Loading);
        }

        images.Hold();
        _batches = new DirectoryBatches(options.LabelMode, options.DataFormat == DataFormat.ChannelsLast, options.BatchSize is not null, labelValues);
    }

    /// <summary>The classes in the order of their numbers; empty where there are none. Labels given one by one are named by their numbers.</summary>
    public IReadOnlyList<string> ClassNames => Files.ClassNames;

    /// <summary>Path of each image on this side of the split: image i is sample i of <see cref="Samples"/> and of the plan. As in Keras not the order of the batches.</summary>
    public IReadOnlyList<string> FilePaths { get; }

    /// <summary>The images on this side of the split, float32 <c>[C, H, W]</c>, 0 to 255.</summary>
    public ISampleSource Samples { get; }

    /// <summary>The files of both sides, with what was left out and why.</summary>
    public IImageFiles Files { get; }

    /// <summary>What the split did; null where there is none.</summary>
    public SplitReport? Split { get; }

    /// <summary>L, images in a tuple; 1 for single images.</summary>
    public int LearningSize { get; }

    /// <summary>Which tuples; null for single images.</summary>
    public ITuplePlan? Plan { get; }

    /// <summary>The loader of the tuples, which gives them as <see cref="TupletBatch"/>; null for single images.</summary>
    public TupletLoader? Tuplets { get; }

    /// <summary>The loader of single images; null for tuples.</summary>
    public BatchLoader? Singles { get; }

    /// <summary>Batches in every epoch.</summary>
    public int BatchesPerEpoch => Tuplets?.BatchesPerEpoch ?? Singles!.BatchesPerEpoch;

    /// <summary>Triplets of a directory's images, without further options.</summary>
    /// <param name="directory">Holds a folder of images for each class.</param>
    /// <param name="batchSize">Triplets in a batch, 1 or more.</param>
    /// <param name="progress">Told how many files were seen.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is below 1.</exception>
    /// <inheritdoc cref="OpenAsync(string, TupletDirectoryOptions, IProgress{ListProgress}, CancellationToken)"/>
    public static Task<TupletDatasetFromDirectory> OpenAsync(
        string directory, int batchSize, IProgress<ListProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        return OpenAsync(directory, new TupletDirectoryOptions { BatchSize = batchSize }, progress, cancellationToken);
    }

    /// <summary>Lists a directory and plans tuples of its images.</summary>
    /// <param name="directory">Holds a folder of images for each class, unless the labels come otherwise.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="progress">Told how many files were seen.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="options"/>: a value is outside its range, values do not go together, or the images found do not allow
    /// what is asked for. The message names the option, what it needs and what came.
    /// </exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="InvalidDataException">There is no image in it.</exception>
    public static async Task<TupletDatasetFromDirectory> OpenAsync(
        string directory, TupletDirectoryOptions options, IProgress<ListProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var opened = new DirectoryOpening(options, isBoth: false);
        await opened.ListAsync(directory, progress, cancellationToken).ConfigureAwait(false);
        return opened.One();
    }

    /// <summary>Lists a directory once and plans tuples of both sides of a split.</summary>
    /// <param name="directory">Holds a folder of images for each class, unless the labels come otherwise.</param>
    /// <param name="options">Everything else; <see cref="TupletDirectoryOptions.Subset"/> may be missing here.</param>
    /// <param name="progress">Told how many files were seen.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The side to train on, and the side held out, whose every epoch is the same.</returns>
    /// <inheritdoc cref="OpenAsync(string, TupletDirectoryOptions, IProgress{ListProgress}, CancellationToken)"/>
    public static async Task<(TupletDatasetFromDirectory Training, TupletDatasetFromDirectory Validation)> OpenBothAsync(
        string directory, TupletDirectoryOptions options, IProgress<ListProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var opened = new DirectoryOpening(options, isBoth: true);
        await opened.ListAsync(directory, progress, cancellationToken).ConfigureAwait(false);
        return opened.Both();
    }

    /// <summary>Plans tuples of images that were listed already: an archive, a table, Omniglot, several sources together.</summary>
    /// <param name="files">The images, with their classes. Not disposed.</param>
    /// <param name="options">Everything else; labels and classes are those of the files.</param>
    /// <param name="cancellationToken">Stops before a cache is made.</param>
    /// <exception cref="ArgumentException">As for a directory, or labels or class names are given.</exception>
    public static async Task<TupletDatasetFromDirectory> OpenAsync(
        IImageFiles files, TupletDirectoryOptions options, CancellationToken cancellationToken = default)
    {
        var opened = new DirectoryOpening(options, isBoth: false);
        await opened.TakeAsync(files, cancellationToken).ConfigureAwait(false);
        return opened.One();
    }

    /// <summary>Plans tuples of both sides of a split of images that were listed already.</summary>
    /// <param name="files">The images, with their classes. Not disposed.</param>
    /// <param name="options">Everything else; labels and classes are those of the files.</param>
    /// <param name="cancellationToken">Stops before a cache is made.</param>
    /// <returns>The side to train on, and the side held out, whose every epoch is the same.</returns>
    /// <exception cref="ArgumentException">As for a directory, or labels or class names are given.</exception>
    public static async Task<(TupletDatasetFromDirectory Training, TupletDatasetFromDirectory Validation)> OpenBothAsync(
        IImageFiles files, TupletDirectoryOptions options, CancellationToken cancellationToken = default)
    {
        var opened = new DirectoryOpening(options, isBoth: true);
        await opened.TakeAsync(files, cancellationToken).ConfigureAwait(false);
        return opened.Both();
    }

    /// <summary>The batches of an epoch. The caller disposes each.</summary>
    /// <param name="epoch">0 or more.</param>
    /// <param name="firstBatch">0 to <see cref="BatchesPerEpoch"/>: where to start.</param>
    /// <param name="progress">Told after each batch, on the caller's thread.</param>
    /// <param name="cancellationToken">Stops at the next image.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="SampleLoadException">While enumerating: an image could not be read.</exception>
    public IEnumerable<LabelledImages> Epoch(
        int epoch, int firstBatch = 0, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default) => Tuplets is { } tuplets
        ? Dense(tuplets.Epoch(epoch, firstBatch, progress, cancellationToken), _batches.Of)
        : Dense(Singles!.Epoch(epoch, firstBatch, progress, cancellationToken), _batches.Of);

    /// <summary>
    /// The rest of the epoch that is going on, all of it at first: one loop over this is one epoch, the next loop the next epoch.
    /// After a loop that was left early, or a state that was loaded, it goes on there. The caller disposes each batch.
    /// </summary>
    public IEnumerator<LabelledImages> GetEnumerator() => (Tuplets is { } tuplets
        ? Epoch(tuplets.NextEpoch, tuplets.NextBatch)
        : Epoch(Singles!.NextEpoch, Singles.NextBatch)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Where the run is: after the last batch that a caller was given. A few hundred bytes.</summary>
    public LoaderState state_dict() => Tuplets?.state_dict() ?? Singles!.state_dict();

    /// <summary>Goes on from a state, bit for bit.</summary>
    /// <param name="state">What <see cref="state_dict"/> gave, in this process or another.</param>
    /// <exception cref="InvalidOperationException">The state is of other data or options; both are named.</exception>
    /// <exception cref="InvalidDataException">There is no such position.</exception>
    public void load_state_dict(LoaderState state)
    {
        if (Tuplets is { } tuplets)
            tuplets.load_state_dict(state);
        else
            Singles!.load_state_dict(state);
    }

    /// <summary>
    /// The same for TorchSharp's own <see cref="TorchSharp.Modules.DataLoader"/>, item by item: a <see cref="TupletDataset"/>, or for
    /// single images a <see cref="SampledDataset"/>. Set its epoch before each pass; the loader needs no shuffling.
    /// </summary>
    public torch.utils.data.Dataset ToTorchDataset()
    {
        var options = new TupleDatasetOptions { Augmentation = _loading.Augmentation, Seed = _loading.Seed };
        return Plan is { } plan ? new TupletDataset(Samples, plan, options) : new SampledDataset(Samples, _sampler!, options);
    }

    /// <summary>Closes the cache, once both sides of a split are disposed. May be called more than once.</summary>
    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
            _images.Release();
    }

    private static IEnumerable<LabelledImages> Dense<TBatch>(IEnumerable<TBatch> batches, Func<TBatch, LabelledImages> dense)
        where TBatch : IDisposable
    {
        foreach (var batch in batches)
        {
            LabelledImages images;
            using (batch)
                images = dense(batch);
            yield return images;
        }
    }
}
