using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tests.Loading;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ImageCacheTests : IDisposable
{
    private const int Count = 50;
    private const int HeaderLength = 4096;      // then a page of checksums, then the images, 12 bytes each

    private static readonly DecodedImagesOptions Gray = new() { Decode = new DecodeOptions { Color = ColorMode.Grayscale }, MaxPixel = 255, Mean = [0.5f] };

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("images.cache");

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task ReadInto_FirstAndLaterTimes_IsWhatTheImagesGive([Values] bool inFile)
    {
        var files = FakeImageFiles.Gray(Count);
        using var cache = await Open(files, inFile);
        var images = Images(files);
        Assert.That((cache.Count, cache.Shape, cache.NameOf(3)), Is.EqualTo((Count, images.Shape, "fake/3.png")));
        Assert.That(cache.Labels, Is.EqualTo(files.Labels));
        foreach (var index in new[] { 3, 0, 49, 3, 0, 49 })
            Assert.That(DecodedImagesTests.Read(cache, index), Is.EqualTo(DecodedImagesTests.Read(images, index)));
        Assert.That((cache.CachedCount, files.Reads), Is.EqualTo((3, 3 + 6)));
    }

    // 0 and 100 become 0, 25, 75, 100 exactly; 0 and 10 become 2.5 and 7.5 in the middle: halves go up.
    [Test]
    public async Task ReadInto_IsRoundedToWholePixels_TheFirstTimeToo()
    {
        var files = new FakeImageFiles(PngFile.Write(2, 1, 1, [0, 10]));
        using var cache = await ImageCache.OpenAsync(new DecodedImages(files, new ResizeOptions(1, 4), new DecodedImagesOptions { Decode = Gray.Decode }));
        Assert.That(DecodedImagesTests.Read(cache, 0), Is.EqualTo(new[] { 0f, 3f, 8f, 10f }));
        Assert.That(DecodedImagesTests.Read(cache, 0), Is.EqualTo(new[] { 0f, 3f, 8f, 10f }));
    }

    [Test]
    public async Task Loader_OfACacheInAnyState_GivesTheSameBits([Values(0, 2)] int workers)
    {
        using var filling = await Open(FakeImageFiles.Gray(Count), inFile: true);
        var loader = new BatchLoader(filling, new ShuffledBatchSampler(Count, 8, seed: 1), null, new LoaderOptions { Workers = workers });
        var first = BatchBits.Of(loader.Epoch(0));
        Assert.That(filling.CachedCount, Is.EqualTo(Count));
        Assert.That(BatchBits.Of(loader.Epoch(0)), Is.EqualTo(first));
        using var full = await Open(new FakeImageFiles(new byte[Count][]), inFile: true);      // cannot be decoded: all comes from the file
        Assert.That(BatchBits.Of(new BatchLoader(full, new ShuffledBatchSampler(Count, 8, seed: 1)).Epoch(0)), Is.EqualTo(first));
    }

    [Test]
    public async Task BuildAsync_BringsAllIn_TellsHowFarItIs_AndGoesOnWhereItWas()
    {
        var files = FakeImageFiles.Gray(Count);
        using (var cache = await Open(files, inFile: true))
        {
            DecodedImagesTests.Read(cache, 7);
            var reports = new List<CacheProgress>();
            Assert.That(await cache.BuildAsync(2, new Collector<CacheProgress>(reports)), Is.Empty);
            Assert.That(reports.Select(report => report.Images), Is.EqualTo(Enumerable.Range(1, Count)));
            Assert.That((cache.CachedCount, files.Reads), Is.EqualTo((Count, Count)));
        }
        using var again = await Open(files, inFile: true);
        Assert.That((again.CachedCount, again.StartedOver), Is.EqualTo((Count, (string?)null)));
        await again.BuildAsync();
        Assert.That(files.Reads, Is.EqualTo(Count));
    }

    [Test]
    public async Task BuildAsync_ImagesThatCannotBeRead_AreNamedAndTriedAgain()
    {
        var (broken, files) = (true, FakeImageFiles.Gray(Count));
        var flaky = new FakeImageFiles([.. Enumerable.Range(0, Count).Select(i => PngFile.Write(4, 3, 1, FakeImageFiles.Pixels(i)))])
        {
            BeforeRead = index => _ = broken && index is 40 or 5 ? throw new IOException("gone") : 0,
        };
        using var cache = await Open(flaky, inFile: false);
        Assert.That(await cache.BuildAsync(), Is.EqualTo(new[] { new CacheFailure(5, "fake/5.png", "gone"), new CacheFailure(40, "fake/40.png", "gone") }));
        Assert.Throws<IOException>(() => DecodedImagesTests.Read(cache, 40));
        broken = false;
        Assert.That(DecodedImagesTests.Read(cache, 40), Is.EqualTo(DecodedImagesTests.Read(Images(files), 40)));
    }

    [Test]
    public async Task BuildAsync_Cancelled_KeepsWhatItHas()
    {
        using var cancel = new CancellationTokenSource();
        var reads = 0;
        var files = new FakeImageFiles([.. Enumerable.Range(0, Count).Select(i => PngFile.Write(4, 3, 1, FakeImageFiles.Pixels(i)))])
        {
            BeforeRead = _ =>
            {
                if (Interlocked.Increment(ref reads) == 10)
                    cancel.Cancel();
            },
        };
        using var cache = await Open(files, inFile: true);
        Assert.CatchAsync<OperationCanceledException>(() => cache.BuildAsync(1, null, cancel.Token));
        Assert.That(cache.CachedCount, Is.EqualTo(10));
        using var again = await Open(files, inFile: true);
        Assert.That(again.CachedCount, Is.EqualTo(10));
    }

    [Test]
    public async Task OpenAsync_OtherFilesOrOptions_StartsOver()
    {
        await Fill();
        foreach (var images in new[]
        {
            Images(FakeImageFiles.Gray(Count - 1)),
            new DecodedImages(FakeImageFiles.Gray(Count), new ResizeOptions(4, 3), Gray),
            new DecodedImages(FakeImageFiles.Gray(Count), new ResizeOptions(3, 4) { Interpolation = Interpolation.Nearest }, Gray),
            new DecodedImages(FakeImageFiles.Gray(Count), new ResizeOptions(3, 4), new DecodedImagesOptions { MaxPixel = 255 }),
            Images(new FakeImageFiles([.. Enumerable.Range(0, Count).Select(i => PngFile.Write(4, 3, 1, FakeImageFiles.Pixels(i + 1)))]) { Fingerprint = "second" }),
        })
        {
            using var cache = await ImageCache.OpenAsync(images, new ImageCacheOptions { Path = Path });
            Assert.That(cache.StartedOver, Does.Contain(Path));
            Assert.That(cache.CachedCount, Is.Zero);
            // Half a pixel is what rounding may change; the pixels of the images before would differ by more.
            Assert.That(DecodedImagesTests.Read(cache, 5), Is.EqualTo(DecodedImagesTests.Read(images, 5)).Within(0.5 / 255 + 1e-6));
        }
    }

    [Test]
    public async Task OpenAsync_SomethingElseAtThePath_IsLeftAsItIs()
    {
        await File.WriteAllTextAsync(Path, "my only copy");
        var error = Assert.ThrowsAsync<IOException>(() => Open(FakeImageFiles.Gray(Count), inFile: true));
        Assert.That(error!.Message, Does.StartWith($"Needs a cache or no file at '{Path}', found something else in 12 bytes"));
        Assert.That(await File.ReadAllTextAsync(Path), Is.EqualTo("my only copy"));

        File.Delete(Path);
        Directory.CreateDirectory(Path);
        error = Assert.ThrowsAsync<IOException>(() => Open(FakeImageFiles.Gray(Count), inFile: true));
        Assert.That(error!.Message, Is.EqualTo($"Needs a file for the cache at '{Path}', found a folder."));
    }

    [Test]
    public async Task OpenAsync_ALinkToAnOlderCache_RenewsWhereItLeads()
    {
        await Fill();
        var target = Path + ".elsewhere";
        File.Move(Path, target);
        File.CreateSymbolicLink(Path, target);
        using var cache = await Open(FakeImageFiles.Gray(Count - 1), inFile: true);
        Assert.That(cache.StartedOver, Does.Contain(target));
        Assert.That(new FileInfo(Path).LinkTarget, Is.EqualTo(target));
        Assert.That(new FileInfo(target).Length, Is.EqualTo(cache.SizeInBytes));
    }

    [Test]
    public async Task BuildAsync_ProgressThrows_ThrowsThat([Values(1, 2)] int workers)
    {
        var files = FakeImageFiles.Gray(Count);
        using var cache = await Open(files, inFile: false);
        var error = Assert.ThrowsAsync<InvalidOperationException>(() => cache.BuildAsync(workers, new Throwing()));
        Assert.That(error!.Message, Is.EqualTo("no window"));
    }

    // Scaling is no part of the pixels.
    [Test]
    public async Task OpenAsync_OtherScaling_UsesTheFile()
    {
        await Fill();
        var images = new DecodedImages(new FakeImageFiles(new byte[Count][]), new ResizeOptions(3, 4), Gray with { MaxPixel = 1, Mean = [0] });
        using var cache = await ImageCache.OpenAsync(images, new ImageCacheOptions { Path = Path });
        Assert.That(DecodedImagesTests.Read(cache, 5), Is.EqualTo(FakeImageFiles.Pixels(5).Select(pixel => (float)pixel)));
    }

    // Whatever byte of the file is wrong, the images that come are right.
    [Test]
    public async Task ReadInto_AnyByteFlipped_IsNoticed()
    {
        await Fill();
        var whole = await File.ReadAllBytesAsync(Path);
        var files = FakeImageFiles.Gray(Count);
        var expected = Enumerable.Range(0, Count).Select(i => DecodedImagesTests.Read(Images(files), i)).ToArray();
        int[] places = [.. Enumerable.Range(0, 72), .. Enumerable.Range(HeaderLength, 8 * Count), .. Enumerable.Range(2 * HeaderLength, 12 * Count)];
        foreach (var place in places)
        {
            var damaged = whole.ToArray();
            damaged[place] ^= (byte)(1 << (place % 8));
            await File.WriteAllBytesAsync(Path, damaged);
            using var cache = await Open(files, inFile: true);
            for (var index = 0; index < Count; index++)
                Assert.That(DecodedImagesTests.Read(cache, index).AsSpan().SequenceEqual(expected[index]), Is.True, $"byte {place}, image {index}");
            var noticed = cache.StartedOver is not null || cache.DamagedCount == 1 || cache.CachedCount == Count;
            Assert.That(noticed, Is.True, $"byte {place}");
            Assert.That(cache.StartedOver is not null, Is.EqualTo(place < HeaderLength), $"byte {place}");
            Assert.That(cache.DamagedCount, Is.EqualTo(place < HeaderLength ? 0 : 1), $"byte {place}");
        }
    }

    [Test]
    public async Task OpenAsync_FilesCutOffAnywhere_StartOver()
    {
        await Fill();
        var whole = await File.ReadAllBytesAsync(Path);
        foreach (var length in new[] { 0, 1, 71, 72, HeaderLength, (2 * HeaderLength) - 1, 2 * HeaderLength, whole.Length - 1 })
        {
            await File.WriteAllBytesAsync(Path, whole[..length]);
            using var cache = await Open(FakeImageFiles.Gray(Count), inFile: true);
            Assert.That(cache.StartedOver, Does.Contain($"{length} bytes").And.Contain($"{whole.Length}"));
            Assert.That(new FileInfo(Path).Length, Is.EqualTo(whole.Length));
        }
        Assert.That(Directory.GetFiles(_folder.Path), Is.EqualTo(new[] { Path }), "temporary files left");
    }

    // Two of the same images share the file; one of other images replaces it, and the one that is open stays whole.
    [Test]
    public async Task Caches_OfOneFileAtOnce_DoNotDisturbEachOther()
    {
        var files = FakeImageFiles.Gray(Count);
        using var first = await Open(files, inFile: true);
        using var second = await Open(files, inFile: true);
        await Task.WhenAll(first.BuildAsync(2), second.BuildAsync(2));
        using var third = await ImageCache.OpenAsync(
            new DecodedImages(files, new ResizeOptions(2, 2), Gray), new ImageCacheOptions { Path = Path });
        await third.BuildAsync();
        for (var index = 0; index < Count; index++)
        {
            var expected = DecodedImagesTests.Read(Images(files), index);
            Assert.That(DecodedImagesTests.Read(first, index), Is.EqualTo(expected));
            Assert.That(DecodedImagesTests.Read(second, index), Is.EqualTo(expected));
        }
        Assert.That(first.DamagedCount + second.DamagedCount + third.DamagedCount, Is.Zero);
    }

    [Test]
    public async Task Dispose_TwiceOrBeforeReading_IsClear([Values] bool inFile)
    {
        var cache = await Open(FakeImageFiles.Gray(Count), inFile);
        DecodedImagesTests.Read(cache, 1);
        cache.Dispose();
        cache.Dispose();
        Assert.Throws<ObjectDisposedException>(() => DecodedImagesTests.Read(cache, 1));
        Assert.ThrowsAsync<ObjectDisposedException>(() => cache.BuildAsync());
    }

    [Test]
    public async Task Arguments_OutsideTheirRange_AreNamed()
    {
        using var cache = await Open(FakeImageFiles.Gray(Count), inFile: false);
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => DecodedImagesTests.Read(cache, Count))!.ParamName, Is.EqualTo("index"));
        Assert.That(Assert.Throws<ArgumentException>(() => cache.ReadInto(0, new float[11]))!.ParamName, Is.EqualTo("target"));
        Assert.That(Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cache.BuildAsync(0))!.ParamName, Is.EqualTo("workers"));
    }

    [Test]
    public void OpenAsync_WhereNoFileCanBe_SaysSo()
    {
        var blocked = _folder.Write("file", [1]);
        Assert.CatchAsync<IOException>(
            () => ImageCache.OpenAsync(Images(FakeImageFiles.Gray(2)), new ImageCacheOptions { Path = System.IO.Path.Combine(blocked, "images.cache") }));
    }

    private static DecodedImages Images(IImageFiles files) => new(files, new ResizeOptions(3, 4), Gray);

    private Task<ImageCache> Open(IImageFiles files, bool inFile)
        => ImageCache.OpenAsync(Images(files), new ImageCacheOptions { Path = inFile ? Path : null });

    private async Task Fill()
    {
        using var cache = await Open(FakeImageFiles.Gray(Count), inFile: true);
        await cache.BuildAsync();
    }

    private sealed class Throwing : IProgress<CacheProgress>
    {
        public void Report(CacheProgress value) => throw new InvalidOperationException("no window");
    }
}
