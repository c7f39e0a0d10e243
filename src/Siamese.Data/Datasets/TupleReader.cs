using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>What the tuple datasets share: images, augmented by role, and labels, as tensors. Thread-safe.</summary>
internal sealed class TupleReader(ISampleSource source, TupleDatasetOptions options)
{
    /// <summary>The samples' images, float32 <c>[C, H, W]</c> each, in the order of their roles.</summary>
    public Tensor[] Images(int epoch, long tuple, params ReadOnlySpan<int> samples)
    {
        var images = new Tensor[samples.Length];
        for (var role = 0; role < images.Length; role++)
            images[role] = source.Read(samples[role]);
        if (options.Augmentation is { } augmentation)
        {
            var keys = Keys(epoch, tuple, images.Length);
            for (var role = 0; role < images.Length; role++)
                augmentation.Apply(ValuesOf(images[role]), source.Shape, keys.AsSpan(role, 1));
        }
        return images;
    }

    /// <summary>The samples' images as one, float32 <c>[L, C, H, W]</c>, in the order of their roles.</summary>
    public Tensor Stacked(int epoch, long tuple, ReadOnlySpan<int> samples)
    {
        var images = source.ReadBatch(samples);
        options.Augmentation?.Apply(ValuesOf(images), source.Shape, Keys(epoch, tuple, samples.Length));
        return images;
    }

    /// <summary>A sample's label, an int64 scalar.</summary>
    public Tensor Label(int sample) => tensor((long)source.Labels[sample], device: CPU);

    /// <summary>The samples' labels, int64 <c>[L]</c>.</summary>
    public Tensor Labels(ReadOnlySpan<int> samples)
    {
        var labels = new long[samples.Length];
        for (var role = 0; role < labels.Length; role++)
            labels[role] = source.Labels[samples[role]];
        return tensor(labels, device: CPU);
    }

    private CounterRandom[] Keys(int epoch, long tuple, int roles)
    {
        var keys = new CounterRandom[roles];
        AugmentationKeys.Fill(options.Seed, epoch, tuple, keys);
        return keys;
    }

    private static Span<float> ValuesOf(Tensor images) => MemoryMarshal.Cast<byte, float>(images.bytes);
}
