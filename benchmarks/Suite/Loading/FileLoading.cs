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
        var rounds = settings.Quick ? 1 : 3;
        using var peer = set.Peer(settings);
        double Theirs() => peer.Round().GetProperty("images_per_second").GetDouble();

        settings.Progress($"{set.Name}: {set.Batches} batches from files");
        var (loader, epoch) = (set.Loader(set.Source), 0);
        var (files, torch) = Rounds.Alternate(rounds, () => Rate.OfTuples(loader.Epoch(epoch++)), Theirs, cancellationToken);
        var (_, bare) = Rounds.Alternate(rounds, () => 0, () => Rate.OfEach(set.Files.Count, set.Images, i => Decode(set, i)), cancellationToken);

        settings.Progress($"{set.Name}: from the decoded cache");
        using var cache = ImageCache.OpenAsync(set.Source, new ImageCacheOptions { Path = folder.File($"{set.Name}.cache") }, cancellationToken)
            .GetAwaiter().GetResult();
        cache.BuildAsync(FileSet.Workers, cancellationToken: cancellationToken).GetAwaiter().GetResult();
        var cached = set.Loader(cache);
        epoch = 0;
        var (fromCache, torchAgain) = Rounds.Alternate(rounds, () => Rate.OfTuples(cached.Epoch(epoch++)), Theirs, cancellationToken);

        settings.Progress($"{set.Name}: TorchSharp's DataLoader");
        var (_, torchSharp) = Rounds.Alternate(rounds, () => 0, () => WithTorchSharp(set), cancellationToken);
        var title = $"{peer.Title} DataLoader, {FileSet.Workers} workers";
        return
        [
            BenchmarkRow.MoreIsBetter($"{set.Name}-files", $"triplets from files, {set.Size}x{set.Size}, batch {set.Batch}, against {title}", files, torch, "images/s"),
            BenchmarkRow.MoreIsBetter($"{set.Name}-bare", $"the same against nothing but reading and decoding the files on {FileSet.Workers} threads", files, bare, "images/s"),
            BenchmarkRow.MoreIsBetter($"{set.Name}-torchsharp", $"the same against TorchSharp's DataLoader over our dataset, {FileSet.Workers} workers", files, torchSharp, "images/s"),
            BenchmarkRow.MoreIsBetter($"{set.Name}-cache", $"from the decoded cache, against {title}", fromCache, torchAgain, "images/s"),
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
