using System.Globalization;
using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Benchmarks.Suite.Loading;

/// <summary>P x K batches of MNIST that is in memory.</summary>
internal static class MemoryLoading
{
    private const int Classes = 8;
    private const int PerClass = 32;

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var folder = BenchmarkData.Folder(settings, "mnist");
        var images = MnistSource.OpenAsync(folder, MnistSplit.Train, new InMemoryImagesOptions { Mean = [0.1307f], Std = [0.3081f] }, null, cancellationToken)
            .GetAwaiter().GetResult();
        var sampler = new MPerClassSampler(
            ClassIndex.From([.. images.Labels]), new MPerClassOptions { ClassesPerBatch = Classes, SamplesPerClass = PerClass, Seed = 1 });
        var loader = new BatchLoader(images, sampler, options: new LoaderOptions { Workers = FileSet.Workers });

        settings.Progress("mnist: P x K batches in memory");
        using var peer = new PeerProcess(
            "loading.py", settings, "--work", "memory", "--folder", folder, "--batch", Text(Classes * PerClass),
            "--batches", Text(settings.Quick ? 8 : 100), "--workers", Text(FileSet.Workers));
        var epoch = 0;
        var (ours, theirs) = Rounds.Alternate(
            settings.Quick ? 1 : 3, () => Rate.Of(loader.Run(epoch += settings.Quick ? 1 : 8), batch => batch.Count),
            () => peer.Round().GetProperty("images_per_second").GetDouble(), cancellationToken);
        return
        [
            BenchmarkRow.MoreIsBetter(
                "mnist-memory", $"MNIST in memory, batches of {Classes} x {PerClass}, against {peer.Title} DataLoader, {FileSet.Workers} workers", ours, theirs, "images/s"),
        ];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
