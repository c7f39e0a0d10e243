using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Data.Tests.Sources;

/// <summary>Image files in memory, which counts what is read.</summary>
internal sealed class FakeImageFiles(params byte[][] files) : IImageFiles
{
    private int _reads;

    public int Count => files.Length;

    public IReadOnlyList<int> Labels { get; } = [.. Enumerable.Range(0, files.Length).Select(i => i % 3)];

    public IReadOnlyList<string> ClassNames { get; } = ["a", "b", "c"];

    public SourceReport Report => new SourceReportBuilder("fake").Build(Count, 3);

    public string Fingerprint { get; init; } = "first";

    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Called before file i is read; may throw or wait.</summary>
    public Action<int> BeforeRead { get; init; } = _ => { };

    /// <summary>Gray images, 4 wide and 3 high; value j of image i is <c>(40 i + 7 j) mod 256</c>.</summary>
    public static FakeImageFiles Gray(int count) => new([.. Enumerable.Range(0, count).Select(i => PngFile.Write(4, 3, 1, Pixels(i)))]);

    public static byte[] Pixels(int image) => [.. Enumerable.Range(0, 12).Select(j => (byte)(((40 * image) + (7 * j)) % 256))];

    public string NameOf(int index) => $"fake/{index}.png";

    public ImageBytes ReadBytes(int index)
    {
        BeforeRead(index);
        Interlocked.Increment(ref _reads);
        return new ImageBytes(files[index]);
    }
}
