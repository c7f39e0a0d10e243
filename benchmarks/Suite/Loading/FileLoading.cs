using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Datasets;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Benchmarks.Suite.Loading;

/// <summary>Triplets of image files: decoded every time, from the cache, by TorchSharp's DataLoader; memory while that goes on.</summary>
internal static class FileLoading
{
    public static IReadOnlyList<BenchmarkRow> Run(FileSet set, BenchmarkSettings settings, ScratchFolder folder, CancellationToken cancellationToken)
    {
        settings.Progress($"{set.Name}: building the decoded cache");
        using var cache = ImageCache.OpenAsync(set.Source, new ImageCacheOptions { Path = folder.File($"{set.Name}.cache") }, cancellationToken)
            .GetAwaiter().GetResult();
        cache.BuildAsync(FileSet.Workers, cancellationToken: cancellationToken).GetAwaiter().GetResult();

        settings.Progress($"{set.Name}: batches of both sides");
        using var peer = set.Peer(settings);
        var (fromFiles, fromCache, epoch) = (set.Loader(set.Source), set.Loader(cache), 0);
        var rates = Rounds.Alternate(
            settings.Quick ? 1 : 3, cancellationToken,
            () => Rate.OfTuples(fromFiles.Epoch(epoch++)),
            () => Rate.OfTuples(fromCache.Epoch(epoch)),
            () => peer.Round().GetProperty("images_per_second").GetDouble(),
            () => Rate.OfEach(set.Files.Count, set.Images, i => Decode(set, i)),
            () => WithTorchSharp(set));
        var (files, cached, torch, bare, torchSharp) = (rates[0], rates[1], rates[2], rates[3], rates[4]);
        var title = $"{peer.Title} DataLoader, {FileSet.Workers} workers";
        return
        [
            BenchmarkRow.MoreIsBetter($"{set.Name}-files", $"triplets from files, {set.Size}x{set.Size}, batch {set.Batch}, against {title}", files, torch, "images/s"),
            BenchmarkRow.MoreIsBetter($"{set.Name}-bare", $"the same against nothing but reading and decoding the files on {FileSet.Workers} threads", files, bare, "images/s"),
            BenchmarkRow.MoreIsBetter($"{set.Name}-torchsharp", $"the same against TorchSharp's DataLoader over our dataset, {FileSet.Workers} workers", files, torchSharp, "images/s"),
            BenchmarkRow.MoreIsBetter($"{set.Name}-cache", $"from the decoded cache, against {title}", cached, torch, "images/s"),
            .. LoadingMemory.Run(set, settings, cancellationToken),
        ];
    }

    private static void Decode(FileSet set, int index)
    {
        using var bytes = set.Files.ReadBytes(index);
        using var image = ImageDecoder.Decode(bytes.Span, new DecodeOptions { Color = set.Color });
    }

    // Its time includes the first batch, since it makes none ahead.
    private static double WithTorchSharp(FileSet set)
    {
        using var dataset = new TripletDataset(set.Source, set.Plan());
        using var loader = torch.utils.data.DataLoader(dataset, set.Batch, num_worker: FileSet.Workers);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var images = loader.Sum(batch => 3 * batch["anchor"].shape[0]);
        return images / watch.Elapsed.TotalSeconds;
    }
}
