using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>One of several augmentations for each image, chosen at random.</summary>
/// <remarks>
/// Each has its own branch of an image's key, by its place in the list. The identity is one too: an empty
/// <see cref="Compose"/>. Immutable; thread-safe if its parts are.
/// </remarks>
public sealed class OneOf : IBatchAugmentation
{
    private const ulong ChoiceDraw = 0;

    private readonly IBatchAugmentation[] _parts;
    private readonly double[] _limits;      // upper ends of the parts' shares of 0..1

    /// <param name="augmentations">One or more, all as likely. Copied.</param>
    /// <exception cref="ArgumentException">None, or one is null.</exception>
    public OneOf(params IReadOnlyList<IBatchAugmentation> augmentations)
        : this(augmentations, [.. Enumerable.Repeat(1.0, augmentations?.Count ?? 0)])
    {
    }

    /// <param name="augmentations">One or more. Copied.</param>
    /// <param name="weights">How likely each is, one number for each, 0 or more; what matters is their share of the sum. Copied.</param>
    /// <exception cref="ArgumentException">
    /// No augmentation, one is null; or another count of weights, one that is negative or not finite, or all 0.
    /// </exception>
    public OneOf(IReadOnlyList<IBatchAugmentation> augmentations, IReadOnlyList<double> weights)
    {
        _parts = Parts.Of(augmentations);
        if (_parts.Length == 0)
            throw new ArgumentException("Needs at least 1 augmentation, got 0.", nameof(augmentations));
        ArgumentNullException.ThrowIfNull(weights);
        var sum = weights.Sum();
        if (weights.Count != _parts.Length || weights.Any(w => !(w >= 0)) || !double.IsFinite(sum) || sum <= 0)
            throw new ArgumentException($"Needs {_parts.Length} weights, one for each augmentation, finite, 0 or more and not all 0, "
                + $"got [{string.Join(", ", weights)}].", nameof(weights));
        _limits = new double[_parts.Length];
        var reached = 0.0;
        for (var p = 0; p < _limits.Length; p++)
            _limits[p] = (reached += weights[p]) / sum;
    }

    /// <summary>Name, parts and options.</summary>
    public override string ToString() => $"OneOf({string.Join<IBatchAugmentation>(", ", _parts)}; shares up to {string.Join(", ", _limits)})";

    /// <inheritdoc/>
    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.Check(images, shape, randoms.Length);
        for (var i = 0; i < randoms.Length; i++)
        {
            var part = ChoiceFor(randoms[i]);
            _parts[part].Apply(images.Slice(i * shape.Length, shape.Length), shape, [randoms[i].Fork((ulong)part)]);
        }
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.ShapeOf(images, randoms.Length);
        using var scope = NewDisposeScope();
        var choices = new int[randoms.Length];
        var keys = new CounterRandom[randoms.Length];
        for (var i = 0; i < choices.Length; i++)
        {
            choices[i] = ChoiceFor(randoms[i]);
            keys[i] = randoms[i].Fork((ulong)choices[i]);
        }
        var result = images;
        for (var p = 0; p < _parts.Length; p++)
            result = TensorBatch.ApplyWhere(_parts[p], result, keys, choices, p);
        return TensorBatch.Fresh(result, images).MoveToOuterDisposeScope();
    }

    internal int ChoiceFor(CounterRandom random)
    {
        var unit = random.Unit(ChoiceDraw);
        var part = 0;
        while (part < _limits.Length - 1 && unit >= _limits[part])
            part++;
        return part;
    }
}
