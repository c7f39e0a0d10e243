using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>All of several augmentations, for each image in a random order.</summary>
/// <remarks>
/// Each has its own branch of an image's key, by its place in the list, whatever its turn. Immutable; thread-safe if its parts
/// are.
/// </remarks>
public sealed class RandomOrder : IBatchAugmentation
{
    // Apart from the branches of the parts. Part of the reproducible behaviour.
    private const ulong OrderBranch = 1UL << 63;
    private const int MaxParts = 256;

    private readonly IBatchAugmentation[] _parts;

    /// <param name="augmentations">At most 256; none is allowed. Copied.</param>
    /// <exception cref="ArgumentException">One is null, or there are more.</exception>
    public RandomOrder(params IReadOnlyList<IBatchAugmentation> augmentations)
    {
        _parts = Parts.Of(augmentations);
        if (_parts.Length > MaxParts)
            throw new ArgumentException($"Needs at most {MaxParts} augmentations, got {_parts.Length}.", nameof(augmentations));
    }

    /// <summary>Name, parts and options.</summary>
    public override string ToString() => $"RandomOrder({string.Join<IBatchAugmentation>(", ", _parts)})";

    /// <inheritdoc/>
    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.Check(images, shape, randoms.Length);
        Span<int> order = stackalloc int[_parts.Length];
        for (var i = 0; i < randoms.Length; i++)
        {
            FillOrder(randoms[i], order);
            foreach (var part in order)
                _parts[part].Apply(images.Slice(i * shape.Length, shape.Length), shape, [randoms[i].Fork((ulong)part)]);
        }
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.ShapeOf(images, randoms.Length);
        using var scope = NewDisposeScope();
        var orders = new int[randoms.Length * _parts.Length];
        for (var i = 0; i < randoms.Length; i++)
            FillOrder(randoms[i], orders.AsSpan(i * _parts.Length, _parts.Length));
        var choices = new int[randoms.Length];
        var keys = new CounterRandom[randoms.Length];
        var result = images;
        for (var turn = 0; turn < _parts.Length; turn++)
        {
            for (var i = 0; i < choices.Length; i++)
            {
                choices[i] = orders[(i * _parts.Length) + turn];
                keys[i] = randoms[i].Fork((ulong)choices[i]);
            }
            for (var p = 0; p < _parts.Length; p++)
                result = TensorBatch.ApplyWhere(_parts[p], result, keys, choices, p);
        }
        return TensorBatch.Fresh(result, images).MoveToOuterDisposeScope();
    }

    internal static void FillOrder(CounterRandom random, Span<int> order)
    {
        for (var p = 0; p < order.Length; p++)
            order[p] = p;
        random.Fork(OrderBranch).Shuffle(order);
    }
}
