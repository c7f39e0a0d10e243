using System.IO.Compression;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>The 1,797 real digits of the example, 8 x 8 pixels of 0 to 16.</summary>
internal static class DigitsData
{
    public const int Count = 1797;
    public const int Side = 8;

    public static byte[] Pixels { get; } = Unpack("digits-images-idx3-ubyte.gz", 16);

    public static int[] Labels { get; } = [.. Unpack("digits-labels-idx1-ubyte.gz", 8).Select(label => (int)label)];

    /// <summary>The images with labels of one's own.</summary>
    public static InMemoryImages With(int[] labels, byte[]? pixels = null)
        => new(pixels ?? Pixels, new ImageShape(1, Side, Side), labels, new InMemoryImagesOptions { MaxPixel = 16 });

    /// <summary>All pixels as numbers from 0 to 1, <c>[1797, 64]</c>: embeddings without a network, 98 % of which have a neighbour of their class.</summary>
    public static torch.Tensor Rows(byte[]? pixels = null)
        => torch.tensor((pixels ?? Pixels).Select(pixel => pixel / 16f).ToArray(), [(pixels ?? Pixels).Length / 64, 64]);

    private static byte[] Unpack(string name, int header)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(RepositoryRoot.Path, "examples", "Digits", "Data", name)), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        file.CopyTo(memory);
        return memory.ToArray()[header..];
    }
}
