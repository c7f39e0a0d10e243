using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>What the tuple datasets share: images, augmented by role, and labels, as tensors. Thread-safe.</summary>
internal sealed class TupleReader(ISampleSource source, TupleDatasetOptions options)
{
    public static void CheckCounts(ISampleSource source, int sampleCount, string argument)
    {
        if (source.Count != sampleCount)
            throw new ArgumentException($"Needs a plan of {source.Count} samples, as many as the source has, got one of {sampleCount}.", argument);
    }

    /// <summary>The samples' images, float32 <c>[C, H, W]</c> each, in the order of their roles.</summary>
    public Tensor[] Images(int epoch, long tuple, params ReadOnlySpan<int> samples)
    {
        var images = new Tensor[samples.Length];
        for (var role = 0; role < images.Length; role++)
            images[role] = source.Read(samples[role]);
        if (options.Augmentation is { } augmentation)
        {
            Span<CounterRandom> keys = stackalloc CounterRandom[images.Length];
            AugmentationKeys.Fill(options.Seed, epoch, tuple, keys);
            for (var role = 0; role < images.Length; role++)
                Augment(augmentation, images[role], keys.Slice(role, 1));
        }
        return images;
    }

    /// <summary>A sample's label, an int64 scalar.</summary>
    public Tensor Label(int sample) => tensor((long)source.Labels[sample], device: CPU);

    private static void Augment(IBatchAugmentation augmentation, Tensor image, ReadOnlySpan<CounterRandom> key)
    {
        var shape = image.shape;
        if (shape.Length != 3 || image.dtype != ScalarType.Float32 || !image.is_contiguous())
            throw new InvalidOperationException("Needs contiguous float32 images [C, H, W] to augment, "
                + $"got {image.dtype} [{string.Join(", ", shape)}].");
        augmentation.Apply(
            MemoryMarshal.Cast<byte, float>(image.bytes), new ImageShape((int)shape[0], (int)shape[1], (int)shape[2]), key);
    }
}
