using System.IO.Compression;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Examples.Digits;

/// <summary>The 1,797 digits of Data/ATTRIBUTION.md, which are part of this program.</summary>
internal static class DigitsData
{
    public const int Side = 8;
    private const int ImagesHeader = 16;       // idx: magic number and three sizes
    private const int LabelsHeader = 8;        // idx: magic number and one size
    private const double TrainShare = 0.7;

    /// <summary>All images; a pixel of 0 to 16 becomes 0 to 1.</summary>
    public static InMemoryImages Open()
    {
        var pixels = Unpack("digits-images-idx3-ubyte.gz")[ImagesHeader..];
        var labels = Unpack("digits-labels-idx1-ubyte.gz")[LabelsHeader..];
        return new InMemoryImages(
            pixels, new ImageShape(1, Side, Side), [.. labels.Select(label => (int)label)],
            new InMemoryImagesOptions { MaxPixel = 16 });
    }

    /// <summary>Parts every class 70:30, at random by the seed: no image is on both sides.</summary>
    public static (SampleSubset Train, SampleSubset Test) Split(ISampleSource all, ulong seed)
    {
        var classes = ClassIndex.From([.. all.Labels]);
        List<int> train = [], test = [];
        for (var c = 0; c < classes.ClassCount; c++)
        {
            var random = new CounterRandom(seed).Fork((ulong)c);
            var order = classes.SamplesOf(c).ToArray().OrderBy(sample => random.Bits((ulong)sample)).ToArray();
            var cut = (int)Math.Round(order.Length * TrainShare);
            train.AddRange(order[..cut]);
            test.AddRange(order[cut..]);
        }
        return (new SampleSubset(all, train), new SampleSubset(all, test));
    }

    private static byte[] Unpack(string resource)
    {
        using var packed = typeof(DigitsData).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The program lacks its resource {resource}.");
        using var unpacked = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Decompress))
            gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }
}
