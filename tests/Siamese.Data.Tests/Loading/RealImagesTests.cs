using System.IO.Compression;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Loading;

/// <summary>Omniglot's drawings and photos of groceries, from files to batches, where they are there.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RealImagesTests : IDisposable
{
    private static readonly RandomAffine Affine = new(new RandomAffineOptions
    {
        Rotation = ValueRange.PlusMinus(10), Scale = new ValueRange(0.8, 1.2), TranslationX = ValueRange.PlusMinus(0.1),
    });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Omniglot_AnyWorkersAndPrefetch_GivesTheSameBits()
    {
        var source = await Open("omniglot", "images_background_small1.zip", "images_background_small1", ColorMode.Grayscale, 28);
        Assert.That(source.Count, Is.EqualTo(2720));
        SameBits(source, 200, 16);
    }

    [Test]
    public async Task Photos_AnyWorkersAndPrefetch_GivesTheSameBits()
    {
        var source = await Open("grocery", "grocery_store_subset.zip", "GroceryStoreDataset-subset/dataset/train", ColorMode.Rgb, 64);
        Assert.That(source.Count, Is.EqualTo(810));
        SameBits(source, 32, 4);
    }

    [Test]
    public async Task Omniglot_FromACacheAndInShards_HasTheSameTuples()
    {
        var source = await Open("omniglot", "images_background_small1.zip", "images_background_small1", ColorMode.Grayscale, 28);
        using var cache = await ImageCache.OpenAsync(source, new ImageCacheOptions { Path = _folder.File("cache") });
        var plan = Plan(source, 100);
        var cold = BatchBits.Of(Loader(cache, plan, 10, 2, 4).Epoch(0));
        Assert.That(BatchBits.Of(Loader(cache, plan, 10, 1, 2).Epoch(0)), Is.EqualTo(cold));
        var ranks = Enumerable.Range(0, 3).SelectMany(rank => Images(Loader(cache, new ShardedPlan(plan, rank, 3), 10, 1, 2))).Order();
        Assert.That(ranks, Is.EqualTo(Images(Loader(cache, plan, 10, 1, 2)).Order()));
    }

    // A folder with a photo cut off and a text file that is named like an image.
    [Test]
    public async Task Photos_ThatAreDamaged_AreNamedAndReplaced()
    {
        var source = await Open("grocery", "grocery_store_subset.zip", "GroceryStoreDataset-subset/dataset/train", ColorMode.Rgb, 32);
        var (cut, text) = (source.NameOf(3), source.NameOf(500));
        await File.WriteAllBytesAsync(cut, (await File.ReadAllBytesAsync(cut))[..3000]);
        await File.WriteAllTextAsync(text, "no photo");
        var sampler = new SequentialBatchSampler(source.Count, 90);
        var throwing = Assert.Throws<SampleLoadException>(() => BatchBits.Of(new BatchLoader(source, sampler).Epoch(0)));
        Assert.That((throwing!.SampleIndex, throwing.SampleName, throwing.Stage), Is.EqualTo(((int?)3, cut, LoadStage.Reading)));
        Assert.That(throwing.Message, Does.Contain(cut));

        var loader = new BatchLoader(source, sampler, null, new LoaderOptions { OnReadFailure = ReadFailurePolicy.Substitute, Workers = 2 });
        var replaced = BatchBits.Of(loader.Epoch(0));
        Assert.That(replaced, Has.Count.EqualTo(9));
        Assert.That(loader.Report.Samples.Select(sample => (sample.Name, sample.Times, sample.Substituted)), Is.EqualTo(new[] { (cut, 1L, 1L), (text, 1L, 1L) }));
        Assert.That(BatchBits.Of(loader.Epoch(0)), Is.EqualTo(replaced));
    }

    private static void SameBits(DecodedImages source, int tuples, int batch)
    {
        var plan = Plan(source, tuples);
        var expected = BatchBits.Of(Loader(source, plan, batch, 0, 1).Epoch(1));
        foreach (var (workers, prefetch) in new[] { (1, 1), (1, 16), (2, 1), (2, 5), (8, 2), (8, 16) })
            Assert.That(BatchBits.Of(Loader(source, plan, batch, workers, prefetch).Epoch(1)), Is.EqualTo(expected), $"{workers} workers, prefetch {prefetch}");
    }

    private static TripletPlan Plan(DecodedImages source, int tuples)
        => new(ClassIndex.From([.. source.Labels]), new TripletPlanOptions { Seed = 1, EpochLength = tuples });

    private static TupletLoader Loader(ISampleSource source, ITuplePlan plan, int batch, int workers, int prefetch)
        => new(source, plan, batch, options: new LoaderOptions { Workers = workers, Prefetch = prefetch, Augmentation = Affine });

    private static IEnumerable<string> Images(TupletLoader loader)
    {
        foreach (var batch in loader.Epoch(2))
        {
            using (batch)
            {
                var ids = batch.Ids.data<long>().ToArray();
                foreach (var tuple in batch.Tuples.data<long>().ToArray().Chunk(3))
                    yield return string.Join(' ', tuple.Select(place => ids[place]));
            }
        }
    }

    private async Task<DecodedImages> Open(string name, string archive, string inside, ColorMode color, int size)
    {
        var zip = Path.Combine(SharedData.Folder(name), archive);
        await ZipFile.ExtractToDirectoryAsync(zip, _folder.Path);
        var files = await ImageFolder.OpenAsync(_folder.File(inside));
        return new DecodedImages(files, new ResizeOptions(size, size) { Antialias = true }, new DecodedImagesOptions { Decode = new DecodeOptions { Color = color } });
    }
}
