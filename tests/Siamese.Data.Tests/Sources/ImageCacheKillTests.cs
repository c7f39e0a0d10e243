using System.Diagnostics;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

public class ImageCacheKillTests
{
    private const int Count = 1500;

    // Every image takes a millisecond, two at a time, so that a kill comes in the middle of the work.
    [Test]
    public async Task Cache_OfProcessesThatAreKilled_IsGoneOnWithAndRight()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("images.cache");
        var before = 0;
        for (var kill = 0; kill < 6; kill++)
        {
            await FillAndKill(path, before);
            using var cache = await ImageCache.OpenAsync(Images(_ => { }), new ImageCacheOptions { Path = path });
            Assert.That(cache.StartedOver, Is.Null);
            Assert.That(cache.CachedCount, Is.GreaterThan(before).And.LessThan(Count));
            before = cache.CachedCount;
        }

        using var whole = await ImageCache.OpenAsync(Images(_ => { }), new ImageCacheOptions { Path = path });
        for (var index = 0; index < Count; index++)
            Assert.That(DecodedImagesTests.Read(whole, index), Is.EqualTo(FakeImageFiles.Pixels(index).Select(pixel => (float)pixel)));
        Assert.That((whole.CachedCount, whole.DamagedCount), Is.EqualTo((Count, 0)));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo(new[] { path }), "temporary files left");
    }

    [Test]
    public async Task Cache_OfTwoProcessesAtOnce_IsRight()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("images.cache");
        using var first = await Start(path);
        using var second = await Start(path);
        await Task.WhenAll(first.WaitForExitAsync(), second.WaitForExitAsync());
        Assert.That((first.ExitCode, second.ExitCode), Is.EqualTo((0, 0)));
        using var cache = await ImageCache.OpenAsync(Images(_ => throw new IOException("all is there")), new ImageCacheOptions { Path = path });
        Assert.That(cache.CachedCount, Is.EqualTo(Count));
        for (var index = 0; index < Count; index++)
            Assert.That(DecodedImagesTests.Read(cache, index), Is.EqualTo(FakeImageFiles.Pixels(index).Select(pixel => (float)pixel)));
        Assert.That(cache.DamagedCount, Is.Zero);
    }

    /// <summary>Images that take <paramref name="wait"/> of one millisecond each to read.</summary>
    internal static DecodedImages Images(Action<int> wait) => new(
        new FakeImageFiles([.. Enumerable.Range(0, Count).Select(i => PngFile.Write(4, 3, 1, FakeImageFiles.Pixels(i)))]) { BeforeRead = _ => wait(1) },
        new ResizeOptions(3, 4), new DecodedImagesOptions { Decode = new DecodeOptions { Color = ColorMode.Grayscale } });

    // As soon as there is an image more than before.
    private static async Task FillAndKill(string path, int before)
    {
        using var process = await Start(path);
        var limit = Stopwatch.StartNew();
        while (limit.Elapsed < TimeSpan.FromSeconds(30))
        {
            using var cache = await ImageCache.OpenAsync(Images(_ => { }), new ImageCacheOptions { Path = path });
            if (cache.CachedCount > before)
                break;
        }
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static async Task<Process> Start(string path)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var process = Process.Start(new ProcessStartInfo(dotnet, ["exec", typeof(Program).Assembly.Location, "fill-cache", path]) { RedirectStandardOutput = true })!;
        Assert.That(await process.StandardOutput.ReadLineAsync(), Is.EqualTo("open"));
        return process;
    }
}
