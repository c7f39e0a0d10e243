using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Benchmarks.Suite.Loading;

/// <summary>From files to batches: this library's loader against PyTorch's DataLoader and TorchSharp's.</summary>
internal sealed class LoadingBenchmark : IBenchmark
{
    public string Name => "loading";

    public string Description => "triplets of Omniglot and of photos, from files and from the decoded cache; P x K batches of MNIST; starting on 100,000 files";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        using var folder = new ScratchFolder();
        var omniglot = FileSet.Open(
            "omniglot", BenchmarkData.Unpack(settings, "omniglot", "images_background.zip", folder.Sub("omniglot")), "images_background",
            ColorMode.Grayscale, size: 28, batch: 64, batches: settings.Quick ? 8 : 200, folder);
        var photos = FileSet.Open(
            "photos", BenchmarkData.Unpack(settings, "grocery", "grocery_store_subset.zip", folder.Sub("photos")), "GroceryStoreDataset-subset/dataset/train",
            ColorMode.Rgb, size: 224, batch: 32, batches: settings.Quick ? 4 : 40, folder);
        return
        [
            .. FileLoading.Run(omniglot, settings, folder, cancellationToken),
            .. FileLoading.Run(photos, settings, folder, cancellationToken),
            .. MemoryLoading.Run(settings, cancellationToken),
            .. StartUp.Run(omniglot, settings, folder, cancellationToken),
        ];
    }
}
