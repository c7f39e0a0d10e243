using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

// What may happen to every image, in this order.
var crop = new RandomResizedCrop(area: new(0.5, 1));
var augmentation = new Compose(
    crop,
    new RandomHorizontalFlip(),
    new ColorJitter(ColorJitterOptions.Around(brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1) with { Probability = 0.8 }),
    new RandomGrayscale(0.2),
    new OneOf([new GaussianBlur(5), new GaussianNoise(new(0, 0.05), clip: new(0, 1)), new Compose()], weights: [1, 1, 2]));

// Some images: random bytes here; a source divides by 255, so their values are 0 to 1.
var shape = new ImageShape(Channels: 3, Height: 32, Width: 32);
var pixels = new byte[64 * shape.Length];
new Random(1).NextBytes(pixels);
var source = new InMemoryImages(pixels, shape, [.. Enumerable.Range(0, 64).Select(i => i % 8)]);
var sampler = new ShuffledBatchSampler(sampleCount: 64, batchSize: 16, seed: 7);

// The loader's workers augment on the CPU ...
var augmented = new BatchLoader(source, sampler, CPU, new LoaderOptions { Augmentation = augmentation, Seed = 7, Workers = 2 });
// ... or the training loop augments on the device, by the same keys. Both give the same images.
var plain = new BatchLoader(source, sampler, CPU, new LoaderOptions { Workers = 2 });
var keys = new CounterRandom[16];
foreach (var (first, second) in augmented.Epoch(0).Zip(plain.Epoch(0)))
{
    using var scope = NewDisposeScope();
    using (first)
    using (second)
    {
        AugmentationKeys.Fill(seed: 7, first.Epoch, first.Number, keys);
        var onDevice = augmentation.Apply(second.Images, keys);
        var apart = (onDevice - first.Images).abs().max().item<float>();
        Console.WriteLine($"batch {first.Number}: the two forms differ by at most {(apart < 1e-4 ? "0.0001" : apart)}");
    }
}

// After the fact: what happened to image 3 of the last batch? The crop is part 0 of the whole.
var box = crop.ParametersFor(keys[3].Fork(0), shape)!;
Console.WriteLine(string.Join(", ", crop.ParameterNames.Zip(box, (name, value) => $"{name} {value}")));
