using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>Images, keys, and every augmentation with options under which it does something.</summary>
internal static class AugmentationCases
{
    /// <summary>Made by the test's own generator: nothing in common with the library's.</summary>
    public static float[] Noise(ImageShape shape, int count = 1, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count * shape.Length).Select(_ => random.NextSingle())];
    }

    public static CounterRandom[] Keys(int count, ulong seed = 3) => [.. Enumerable.Range(0, count).Select(i => CounterRandom.For(seed, 0, i))];

    /// <summary>What the form for the CPU makes of the images.</summary>
    public static float[] Changed(IBatchAugmentation augmentation, float[] images, ImageShape shape, params CounterRandom[] keys)
    {
        var result = (float[])images.Clone();
        augmentation.Apply(result, shape, keys);
        return result;
    }

    /// <summary>What the form for tensors makes of them.</summary>
    public static float[] ChangedAsTensor(
        IBatchAugmentation augmentation, float[] images, ImageShape shape, CounterRandom[] keys, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var batch = tensor(images).view(keys.Length, shape.Channels, shape.Height, shape.Width).to(device ?? CPU);
        return augmentation.Apply(batch, keys).cpu().contiguous().data<float>().ToArray();
    }

    public static IEnumerable<TestFixtureData> All()
    {
        foreach (var (name, make) in Makers())
            yield return new TestFixtureData(make()).SetArgDisplayNames(name);
    }

    private static IEnumerable<(string Name, Func<IBatchAugmentation> Make)> Makers()
    {
        yield return ("HorizontalFlip", () => new RandomHorizontalFlip());
        yield return ("VerticalFlip", () => new RandomVerticalFlip());
        yield return ("Rotation", () => new RandomRotation(ValueRange.PlusMinus(180), 0.3f, 0.8));
        yield return ("Affine", () => new RandomAffine(new RandomAffineOptions
        {
            Rotation = ValueRange.PlusMinus(30),
            ShearX = ValueRange.PlusMinus(15),
            ShearY = ValueRange.PlusMinus(10),
            Scale = new(0.7, 1.4),
            TranslationX = ValueRange.PlusMinus(0.2),
            TranslationY = ValueRange.PlusMinus(0.2),
            ComponentProbability = 0.6,
            Fill = -0.2f,
        }));
        yield return ("Perspective", () => new RandomPerspective(0.6, 0.4f, 0.8));
        yield return ("ResizedCrop", () => new RandomResizedCrop());
        yield return ("ColorJitter", () => new ColorJitter(ColorJitterOptions.Around(0.5, 0.5, 0.5, 0.3) with { Probability = 0.9 }));
        yield return ("Grayscale", () => new RandomGrayscale(0.5));
        yield return ("Blur", () => new GaussianBlur(7, probability: 0.8));
        yield return ("Noise", () => new GaussianNoise(new(0.05, 0.3), 0.02, new(0, 1)));
        yield return ("Erasing", () => new RandomErasing(new RandomErasingOptions { Fill = 0.7 }));
        yield return ("ErasingByNoise", () => new RandomErasing(new RandomErasingOptions { NoiseDeviation = 0.3, Probability = 0.9 }));
        yield return ("Elastic", () => new ElasticTransform(new ElasticTransformOptions { Alpha = new(10, 40), Sigma = new(1, 5), Fill = 0.6f }));
        yield return ("Autocontrast", () => new RandomAutocontrast());
        yield return ("Invert", () => new RandomInvert());
        yield return ("Compose", () => new Compose(
            new RandomHorizontalFlip(), new RandomRotation(ValueRange.PlusMinus(20)), new GaussianNoise(ValueRange.Only(0.05))));
        yield return ("OneOf", () => new OneOf([new RandomInvert(1), new RandomVerticalFlip(1), new Compose()], [1, 2, 1]));
        yield return ("RandomOrder", () => new RandomOrder(
            new RandomHorizontalFlip(), new ColorJitter(ColorJitterOptions.Around(0.4)), new RandomResizedCrop(new(0.3, 0.6))));
        yield return ("RandomApply", () => new RandomApply(new GaussianBlur(3)));
        yield return ("Unnormalized", () => new Unnormalized(new RandomInvert(1, new(0, 255)), [127f], [60f]));
    }
}
