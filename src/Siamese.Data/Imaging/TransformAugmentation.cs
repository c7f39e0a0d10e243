using System.Runtime.InteropServices;
using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>A torchvision transform as an augmentation, to mix with others.</summary>
/// <remarks>
/// <para>Such a transform draws from generators that everybody shares, torch's and (for some of TorchSharp's) .NET's, not from
/// the image's key. What it draws depends on what else drew before it: on the number of workers, on the order in which they
/// come, on dropout and initial weights; and an epoch that is resumed gets other draws. <c>torch.manual_seed</c> repeats a run
/// only where one thread does everything, and never for those that draw from .NET. Transforms that draw nothing cost nothing of that.</para>
/// <para>It is called for each image alone, so that each gets its own draws, from all threads that augment. Not disposed.</para>
/// </remarks>
public sealed class TransformAugmentation : IBatchAugmentation
{
    private readonly torchvision.ITransform _transform;

    /// <param name="transform">Takes and gives <c>[1, C, H, W]</c>, float32, of the same size.</param>
    public TransformAugmentation(torchvision.ITransform transform)
    {
        ArgumentNullException.ThrowIfNull(transform);
        _transform = transform;
    }

    /// <summary>Name, parts and options.</summary>
    public override string ToString() => $"TransformAugmentation({_transform})";

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The transform gave another shape or type.</exception>
    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.Check(images, shape, randoms.Length);
        for (var i = 0; i < randoms.Length; i++)
        {
            using var scope = NewDisposeScope();
            var image = images.Slice(i * shape.Length, shape.Length);
            var copy = empty(1, shape.Channels, shape.Height, shape.Width, ScalarType.Float32, CPU);
            image.CopyTo(MemoryMarshal.Cast<byte, float>(copy.bytes));
            var changed = Transformed(copy).to(CPU).contiguous();
            MemoryMarshal.Cast<byte, float>(changed.bytes).CopyTo(image);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The transform gave another shape or type.</exception>
    public Tensor Apply(Tensor images, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.ShapeOf(images, randoms.Length);
        using var scope = NewDisposeScope();
        if (randoms.Length == 0)
            return images.clone().MoveToOuterDisposeScope();
        var changed = new Tensor[randoms.Length];
        for (var i = 0; i < changed.Length; i++)
            changed[i] = Transformed(images.narrow(0, i, 1));
        return cat(changed, 0).to(images.device).MoveToOuterDisposeScope();
    }

    private Tensor Transformed(Tensor image)
    {
        var result = _transform.call(image);
        return result.dtype == ScalarType.Float32 && result.shape.AsSpan().SequenceEqual(image.shape)
            ? result
            : throw new InvalidOperationException($"Needs float32 [{string.Join(", ", image.shape)}] from the transform, "
                + $"got {result.dtype} [{string.Join(", ", result.shape)}].");
    }
}
