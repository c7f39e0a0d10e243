using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>An augmentation that changes only a share of the images.</summary>
/// <remarks>Immutable; thread-safe if its part is.</remarks>
public sealed class RandomApply : IBatchAugmentation
{
    private const ulong ApplyDraw = 0;
    private const int Applied = 1;

    private readonly IBatchAugmentation _part;
    private readonly double _probability;

    /// <param name="augmentation">What may be done; several by <see cref="Compose"/>.</param>
    /// <param name="probability">How likely it is done to an image; 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="probability"/> is not 0 to 1.</exception>
    public RandomApply(IBatchAugmentation augmentation, double probability = 0.5)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        _part = augmentation;
        _probability = Check.Between(probability, 0, 1);
    }

    /// <summary>Name, parts and options.</summary>
    public override string ToString() => $"RandomApply({_part}, probability {_probability})";

    /// <inheritdoc/>
    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.Check(images, shape, randoms.Length);
        for (var i = 0; i < randoms.Length; i++)
        {
            if (IsApplied(randoms[i]))
                _part.Apply(images.Slice(i * shape.Length, shape.Length), shape, [randoms[i].Fork(0)]);
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
            (choices[i], keys[i]) = (IsApplied(randoms[i]) ? Applied : 0, randoms[i].Fork(0));
        return TensorBatch.Fresh(TensorBatch.ApplyWhere(_part, images, keys, choices, Applied), images).MoveToOuterDisposeScope();
    }

    private bool IsApplied(CounterRandom random) => random.Unit(ApplyDraw) < _probability;
}
