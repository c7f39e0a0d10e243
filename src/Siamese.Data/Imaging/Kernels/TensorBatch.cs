using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>What augmentations share: checks of a batch, and changing a part of one.</summary>
internal static class TensorBatch
{
    /// <exception cref="ArgumentException">The three do not fit together.</exception>
    public static void Check(ReadOnlySpan<float> images, ImageShape shape, int count)
    {
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1)
            throw new ArgumentException($"Needs sizes of 1 or more, got {shape}.", nameof(shape));
        if (images.Length != (long)count * shape.Length)
            throw new ArgumentException($"Needs {count} images {shape}, one for each key, "
                + $"{(long)count * shape.Length} values, got {images.Length}.", nameof(images));
    }

    /// <exception cref="ArgumentException">Not that many images <c>[C, H, W]</c> of float32, or images without a pixel.</exception>
    public static ImageShape ShapeOf(Tensor images, int count)
    {
        ArgumentNullException.ThrowIfNull(images);
        var shape = images.shape;
        if (shape.Length != 4 || shape[0] != count || shape[1] < 1 || shape[2] < 1 || shape[3] < 1 || images.dtype != ScalarType.Float32)
            throw new ArgumentException($"Needs float32 images [{count}, C, H, W], one for each key, sizes of 1 or more, "
                + $"got {images.dtype} [{string.Join(", ", shape)}].", nameof(images));
        return new ImageShape((int)shape[1], (int)shape[2], (int)shape[3]);
    }

    /// <summary>What the augmentation's form for spans makes of a tensor. New; the caller owns it.</summary>
    public static Tensor OnCpu(IBatchAugmentation augmentation, Tensor images, ReadOnlySpan<CounterRandom> randoms)
    {
        var shape = ShapeOf(images, randoms.Length);
        using var scope = NewDisposeScope();
        var copy = images.detach().to(CPU, copy: true).contiguous();
        if (randoms.Length > 0)
            augmentation.Apply(MemoryMarshal.Cast<byte, float>(copy.bytes), shape, randoms);
        return copy.to(images.device).MoveToOuterDisposeScope();
    }

    /// <summary>The batch with the chosen images replaced by what the augmentation makes of them.</summary>
    /// <returns>The argument itself where none is chosen, else a new tensor in the current scope.</returns>
    public static Tensor ApplyWhere(
        IBatchAugmentation augmentation, Tensor images, ReadOnlySpan<CounterRandom> randoms, ReadOnlySpan<int> choices, int chosen)
    {
        var places = new List<long>(randoms.Length);
        var keys = new List<CounterRandom>(randoms.Length);
        for (var i = 0; i < randoms.Length; i++)
        {
            if (choices[i] != chosen)
                continue;
            places.Add(i);
            keys.Add(randoms[i]);
        }
        if (places.Count == 0)
            return images;
        if (places.Count == randoms.Length)
            return augmentation.Apply(images, randoms);
        var at = tensor(places.ToArray(), device: images.device);
        return images.index_copy(0, at, augmentation.Apply(images.index_select(0, at), CollectionsMarshal.AsSpan(keys)));
    }

    /// <summary>A result that is not the argument itself.</summary>
    public static Tensor Fresh(Tensor result, Tensor images) => ReferenceEquals(result, images) ? images.clone() : result;
}
