using System.IO.Compression;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight.Projection;

/// <summary>The 1,797 digits of 8 x 8 pixels that are part of an example, a row of 64 numbers from 0 to 16 each.</summary>
internal static class DigitRows
{
    private const int ImagesHeader = 16, LabelsHeader = 8;

    /// <summary>The first images, <c>[count, 64]</c>, float32. The caller owns it.</summary>
    public static Tensor Pixels(int count) => tensor(Bytes(count).Select(pixel => (float)pixel).ToArray(), [count, 64]);

    /// <summary>The first images as bytes, 0 to 16.</summary>
    public static byte[] Bytes(int count) => [.. Unpack("digits-images-idx3-ubyte.gz").Skip(ImagesHeader).Take(count * 64)];

    /// <summary>Which digits they are.</summary>
    public static int[] Labels(int count) => [.. Unpack("digits-labels-idx1-ubyte.gz").Skip(LabelsHeader).Take(count).Select(label => (int)label)];

    private static byte[] Unpack(string name)
    {
        using var file = File.OpenRead(Path.Combine(RepositoryRoot.Path, "examples", "Digits", "Data", name));
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
