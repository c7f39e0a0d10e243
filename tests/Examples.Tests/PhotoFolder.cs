using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>Writes folders of small colour pictures: each class has a colour and a bar of its own, under noise.</summary>
internal static class PhotoFolder
{
    public const int Side = 24;

    /// <summary>Writes <c>FOLDER/kind C/I.png</c>.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="classes">Number of classes, 2 to 12.</param>
    /// <param name="perClass">Images of each.</param>
    /// <param name="seed">Of the noise.</param>
    public static void Write(string folder, int classes, int perClass, int seed = 1)
    {
        var random = new Random(seed);
        for (var c = 0; c < classes; c++)
        {
            Directory.CreateDirectory(Path.Combine(folder, $"kind {c:00}"));
            for (var i = 0; i < perClass; i++)
                File.WriteAllBytes(Path.Combine(folder, $"kind {c:00}", $"{i}.png"), Picture(c, random));
        }
    }

    /// <summary>One picture of a class.</summary>
    public static byte[] Picture(int kind, Random random)
    {
        var pixels = new byte[Side * Side * 3];
        var bar = 2 + random.Next(3) + kind % 4 * 5;
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var inBar = (kind / 4 % 2 == 0 ? x : y) is var at && at >= bar && at < bar + 4;
                for (var ch = 0; ch < 3; ch++)
                    pixels[(y * Side + x) * 3 + ch] = (byte)(random.Next(60) + (inBar ? 180 : 40 + 90 * ((kind + 1) >> ch & 1)));
            }
        }
        return PngFile.Write(Side, Side, 3, pixels);
    }
}
