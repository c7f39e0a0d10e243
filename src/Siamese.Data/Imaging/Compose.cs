using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Augmentations one after the other.</summary>
/// <remarks>
/// Each has its own branch of an image's key, by its place in the list: one added at the end leaves the draws of those before
/// it as they were. Immutable; thread-safe if its parts are.
/// </remarks>
public sealed class Compose : IBatchAugmentation
{
    private readonly IBatchAugmentation[] _parts;

    /// <param name="augmentations">In the order of their work; none is allowed. Copied.</param>
    /// <exception cref="ArgumentException">One is null.</exception>
    public Compose(params IReadOnlyList<IBatchAugmentation> augmentations) => _parts = Parts.Of(augmentations);

    /// <summary>Name, parts and options.</summary>
    public override string ToString() => $"Compose({string.Join<IBatchAugmentation>(", ", _parts)})";

    /// <inheritdoc/>
    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.Check(images, shape, randoms.Length);
        // Image by image: one stays in the processor's cache through all of its changes.
        for (var i = 0; i < randoms.Length; i++)
        {
            for (var p = 0; p < _parts.Length; p++)
                _parts[p].Apply(images.Slice(i * shape.Length, shape.Length), shape, [randoms[i].Fork((ulong)p)]);
        }
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.ShapeOf(images, randoms.Length);
        using var scope = NewDisposeScope();
        if (_parts.Length == 0)
            return images.clone().MoveToOuterDisposeScope();
        var keys = new CounterRandom[randoms.Length];
        var result = images;
        for (var p = 0; p < _parts.Length; p++)
        {
            Parts.Fork(randoms, p, keys);
            result = _parts[p].Apply(result, keys);
        }
        return result.MoveToOuterDisposeScope();
    }
}
