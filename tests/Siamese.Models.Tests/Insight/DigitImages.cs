using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>Pictures of digits to train on.</summary>
internal sealed record DigitImages(byte[] Pixels, int[] Labels, int Side, byte MaxPixel)
{
    /// <summary>Those of the example, 8 x 8.</summary>
    public static DigitImages Small { get; } = new(DigitsData.Pixels, DigitsData.Labels, DigitsData.Side, 16);

    /// <summary>The first 2,000 of MNIST, 28 x 28; a test that asks for them is skipped where they are not.</summary>
    public static DigitImages OfMnist()
    {
        var all = MnistSource.OpenAsync(SharedData.Folder("mnist"), MnistSplit.Train).GetAwaiter().GetResult();
        return new DigitImages(all.Pixels[..(2_000 * 28 * 28)].ToArray(), [.. all.Labels.Take(2_000)], 28, 255);
    }

    /// <summary>The images with labels of one's own.</summary>
    public InMemoryImages With(int[] labels) => new(Pixels, new ImageShape(1, Side, Side), labels, new InMemoryImagesOptions { MaxPixel = MaxPixel });

    /// <summary>All pixels as numbers from 0 to 1, <c>[N, 1, H, W]</c>.</summary>
    public torch.Tensor Tensor() => torch.tensor(Pixels.Select(pixel => pixel / (float)MaxPixel).ToArray(), [Labels.Length, 1, Side, Side]);
}
