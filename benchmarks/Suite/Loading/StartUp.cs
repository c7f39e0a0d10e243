using System.Diagnostics;
using System.Globalization;
using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Benchmarks.Suite.Loading;

/// <summary>How long it takes on a folder of many files until the first batch is there.</summary>
internal static class StartUp
{
    private const int Files = 100_000;

    public static IReadOnlyList<BenchmarkRow> Run(FileSet omniglot, BenchmarkSettings settings, ScratchFolder folder, CancellationToken cancellationToken)
    {
        var count = settings.Quick ? 1_000 : Files;
        var many = Copies(omniglot.Files, count, folder.Sub("many"));
        settings.Progress($"start: the first batch of {count} files");
        using var peer = new PeerProcess(
            "loading.py", settings, "--work", "start", "--folder", many, "--mode", "L", "--batch", "64", "--batches", "1000",
            "--workers", FileSet.Workers.ToString(CultureInfo.InvariantCulture));
        List<double> listing = [], theirListing = [];
        var (ours, theirs) = Rounds.Alternate(
            settings.Quick ? 1 : 3, () => Ours(omniglot, many, listing),
            () =>
            {
                var round = peer.Round();
                theirListing.Add(round.GetProperty("list_seconds").GetDouble());
                return round.GetProperty("first_batch_seconds").GetDouble();
            },
            cancellationToken);
        return
        [
            BenchmarkRow.LessIsBetter("start-listing", $"listing {count} files, against Python's os.walk", listing.Min(), theirListing.Min(), "s"),
            BenchmarkRow.LessIsBetter("start-first-batch", $"then until the first batch of 64 triplets, against {peer.Title} DataLoader", ours, theirs, "s"),
        ];
    }

    private static double Ours(FileSet omniglot, string folder, List<double> listing)
    {
        var watch = Stopwatch.StartNew();
        var files = ImageFolder.OpenAsync(folder).GetAwaiter().GetResult();
        listing.Add(watch.Elapsed.TotalSeconds);
        watch.Restart();
        var set = omniglot with { Files = files };
        var source = new DecodedImages(files, new ResizeOptions(set.Size, set.Size), new DecodedImagesOptions { Decode = new DecodeOptions { Color = set.Color } });
        using var batch = set.Loader(source).Epoch(0).First();
        return watch.Elapsed.TotalSeconds;
    }

    // 100 class folders; every file is a copy of its own, so that nothing is read twice.
    private static string Copies(ImageFolder files, int count, string folder)
    {
        for (var i = 0; i < count; i++)
        {
            var name = i % 100;
            if (i < 100)
                Directory.CreateDirectory(Path.Combine(folder, name.ToString("D3", CultureInfo.InvariantCulture)));
            using var bytes = files.ReadBytes(i % files.Count);
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name:D3}/{i:D6}.png")), bytes.Span);
        }
        return folder;
    }
}
