using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tests.Sources;

namespace TorchSharp.Siamese.Data.Tests;

/// <summary>What tests start as a process of its own, to kill it.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["fill-cache", var path])
            return 2;
        using var cache = await ImageCache.OpenAsync(ImageCacheKillTests.Images(Thread.Sleep), new ImageCacheOptions { Path = path });
        await Console.Out.WriteLineAsync("open");
        await cache.BuildAsync(2);
        return 0;
    }
}
