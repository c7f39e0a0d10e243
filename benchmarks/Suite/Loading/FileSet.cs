using System.Globalization;
using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Benchmarks.Suite.Loading;

/// <summary>Image files and what is to be loaded from them, the same for both sides.</summary>
internal sealed record FileSet(string Name, ImageFolder Files, ColorMode Color, int Size, int Batch, int Batches, string Manifest)
{
    public const int Workers = 2;

    /// <summary>Images in all tuples of a round, those that tuples share counted each time.</summary>
    public long Images => 3L * Batch * Batches;

    /// <summary>The images as a source, normalised as the peer does it.</summary>
    public DecodedImages Source { get; } = new(Files, new ResizeOptions(Size, Size) { Antialias = true }, new DecodedImagesOptions
    {
        Decode = new DecodeOptions { Color = Color },
        MaxPixel = 255,
        Mean = [0.5f],
        Std = [0.5f],
    });

    /// <summary>Lists an unpacked archive, and writes the list for the peer.</summary>
    public static FileSet Open(string name, string unpacked, string inside, ColorMode color, int size, int batch, int batches, ScratchFolder folder)
    {
        var files = ImageFolder.OpenAsync(Path.Combine(unpacked, inside)).GetAwaiter().GetResult();
        var manifest = folder.File($"{name}.tsv");
        File.WriteAllLines(manifest, Enumerable.Range(0, files.Count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{files.Labels[i]}\t{files.NameOf(i)}")));
        return new FileSet(name, files, color, size, batch, batches, manifest);
    }

    /// <summary>A loader of triplets; each of its epochs is a round.</summary>
    public TupletLoader Loader(ISampleSource source) => new(source, Plan(), Batch, options: new LoaderOptions { Workers = Workers });

    /// <summary>The triplets, another <see cref="Batches"/> batches every epoch.</summary>
    public TripletPlan Plan()
        => new(ClassIndex.From([.. Files.Labels]), new TripletPlanOptions { Seed = 1, EpochLength = (long)Batch * Batches });

    /// <summary>The peer that loads the same.</summary>
    public PeerProcess Peer(BenchmarkSettings settings) => new(
        "loading.py", settings, "--work", "files", "--manifest", Manifest, "--mode", Color == ColorMode.Rgb ? "RGB" : "L",
        "--size", Text(Size), "--batch", Text(Batch), "--batches", Text(Batches), "--workers", Text(Workers));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
