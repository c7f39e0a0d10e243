using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Encoders;

namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>Omniglot as Koch split it, by drawers: 1 to 12 train, 13 to 16 choose the threshold, 17 to 20 of other alphabets test.</summary>
internal sealed class KochData : IDisposable
{
    private readonly List<ImageCache> _caches = [];

    private KochData(Omniglot background, Omniglot evaluation) => (Background, Evaluation) = (background, evaluation);

    public static IReadOnlyList<int> TrainingDrawers { get; } = [.. Enumerable.Range(1, 12)];

    public static IReadOnlyList<int> ValidationDrawers { get; } = [13, 14, 15, 16];

    public static IReadOnlyList<int> TestDrawers { get; } = [17, 18, 19, 20];

    public Omniglot Background { get; }

    public Omniglot Evaluation { get; }

    /// <summary>Ten of the twenty evaluation alphabets: every second one.</summary>
    public IReadOnlyList<int> TestAlphabets => [.. Enumerable.Range(0, Evaluation.AlphabetNames.Count).Where(i => i % 2 == 0)];

    public ISampleSource BackgroundImages { get; private set; } = null!;

    public ISampleSource EvaluationImages { get; private set; } = null!;

    /// <summary>The background drawings of the training drawers.</summary>
    public ISampleSource Training { get; private set; } = null!;

    /// <summary>Lake's runs, if they are there.</summary>
    public OmniglotRuns? Runs { get; private set; }

    public ISampleSource? RunImages { get; private set; }

    /// <param name="folder">Where Omniglot is.</param>
    /// <param name="decodeAhead">Whether every drawing is decoded now, rather than when it is first asked for.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<KochData> OpenAsync(string folder, bool decodeAhead, CancellationToken cancellationToken)
    {
        var background = await Omniglot.OpenAsync(folder, new OmniglotOptions { Set = OmniglotSet.Background, RequireWhole = false }, null, cancellationToken);
        var evaluation = await Omniglot.OpenAsync(folder, new OmniglotOptions { Set = OmniglotSet.Evaluation, RequireWhole = false }, null, cancellationToken);
        var data = new KochData(background, evaluation);
        data.BackgroundImages = await data.CachedAsync(background, decodeAhead, cancellationToken);
        data.EvaluationImages = await data.CachedAsync(evaluation, decodeAhead: false, cancellationToken);
        data.Training = new SampleSubset(data.BackgroundImages, Enumerable.Range(0, background.Count).Where(i => TrainingDrawers.Contains(background.Drawers[i])));
        var runs = Path.Combine(folder, "all_runs.zip");
        if (File.Exists(runs))
        {
            data.Runs = await OmniglotRuns.OpenAsync(runs, cancellationToken);
            data.RunImages = Decoded(data.Runs);
        }
        return data;
    }

    public void Dispose()
    {
        foreach (var cache in _caches)
            cache.Dispose();
        Background.Dispose();
        Evaluation.Dispose();
        Runs?.Dispose();
    }

    // Paper 0, ink 1: what lies outside of a distorted drawing is paper.
    private static DecodedImages Decoded(IImageFiles files) => new(
        files, new ResizeOptions(KochEncoder.ImageSize, KochEncoder.ImageSize),
        new DecodedImagesOptions { Decode = new DecodeOptions { Color = ColorMode.Grayscale }, MaxPixel = 255 });

    private async Task<ISampleSource> CachedAsync(Omniglot files, bool decodeAhead, CancellationToken cancellationToken)
    {
        var cache = await ImageCache.OpenAsync(Decoded(files), cancellationToken: cancellationToken);
        _caches.Add(cache);
        if (!decodeAhead)
            return cache;
        var failures = await cache.BuildAsync(cancellationToken: cancellationToken);
        return failures.Count == 0 ? cache : throw new InvalidDataException($"Needs every drawing of Omniglot, {failures.Count} could not be read.");
    }
}
