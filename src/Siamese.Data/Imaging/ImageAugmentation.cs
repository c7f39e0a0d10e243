using System.Buffers;
using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>An augmentation that draws a few numbers for each image and then changes the image by them, nothing else.</summary>
/// <remarks>
/// <para>The numbers are drawn from the image's key, on any device the same; <see cref="ParametersFor"/> tells them after the
/// fact. One form works on the CPU in place, the other on tensors of any device; both give the same images up to rounding.</para>
/// <para>Every number has its own draw, so that changing one range leaves the others' draws as they were. Immutable,
/// thread-safe.</para>
/// </remarks>
public abstract class ImageAugmentation : IBatchAugmentation
{
    // Far from the numbers of the draws that parameters use. Part of the reproducible behaviour.
    private const ulong ApplyDraw = 1UL << 63;

    private readonly string[] _parameterNames;

    private protected ImageAugmentation(double probability, params string[] parameterNames)
    {
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, $"Needs 0 to 1, got {probability}.");
        Probability = probability;
        _parameterNames = parameterNames;
    }

    /// <summary>How likely an image is changed at all; 0 to 1.</summary>
    public double Probability { get; }

    /// <summary>What the numbers of <see cref="ParametersFor"/> are. Empty where nothing is drawn but whether to change the image.</summary>
    public IReadOnlyList<string> ParameterNames => _parameterNames;

    /// <summary>The numbers by which the image of a key is changed.</summary>
    /// <param name="random">The image's key.</param>
    /// <param name="shape">Size of the image.</param>
    /// <returns>One number for each of <see cref="ParameterNames"/>; null where the image stays as it is.</returns>
    public double[]? ParametersFor(CounterRandom random, ImageShape shape)
    {
        var parameters = new double[_parameterNames.Length];
        return Drawn(random, shape, parameters) ? parameters : null;
    }

    /// <inheritdoc/>
    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        TensorBatch.Check(images, shape, randoms.Length);
        Span<double> parameters = stackalloc double[_parameterNames.Length];
        var scratch = ArrayPool<float>.Shared.Rent(ScratchLength(shape));
        try
        {
            for (var i = 0; i < randoms.Length; i++)
            {
                if (Drawn(randoms[i], shape, parameters))
                    Change(images.Slice(i * shape.Length, shape.Length), shape, parameters, randoms[i], scratch);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor images, ReadOnlySpan<CounterRandom> randoms)
    {
        var shape = TensorBatch.ShapeOf(images, randoms.Length);
        var perImage = _parameterNames.Length;
        var parameters = new double[randoms.Length * perImage];
        var places = new long[randoms.Length];
        var keys = new CounterRandom[randoms.Length];
        var count = 0;
        for (var i = 0; i < randoms.Length; i++)
        {
            if (!Drawn(randoms[i], shape, parameters.AsSpan(count * perImage, perImage)))
                continue;
            (places[count], keys[count]) = (i, randoms[i]);
            count++;
        }
        using var scope = NewDisposeScope();
        if (count == 0)
            return images.clone().MoveToOuterDisposeScope();
        var draws = new BatchDraws(parameters.AsSpan(0, count * perImage), perImage, keys.AsSpan(0, count));
        if (count == randoms.Length)
            return Change(images, shape, draws).MoveToOuterDisposeScope();
        var at = tensor(places[..count], device: images.device);
        return images.index_copy(0, at, Change(images.index_select(0, at), shape, draws)).MoveToOuterDisposeScope();
    }

    /// <summary>Name and options; two that print alike change images alike.</summary>
    public override string ToString() => Settings.Length == 0
        ? $"{GetType().Name}(probability {Probability})"
        : $"{GetType().Name}({Settings}, probability {Probability})";

    /// <summary>One image, in place, by given numbers.</summary>
    internal void ApplyWith(ReadOnlySpan<double> parameters, Span<float> image, ImageShape shape, CounterRandom random = default) =>
        Change(image, shape, parameters, random, new float[ScratchLength(shape)]);

    /// <summary>A batch, by given numbers, those of one image after those of the other.</summary>
    internal Tensor ApplyWith(ReadOnlySpan<double> parameters, Tensor images, ReadOnlySpan<CounterRandom> randoms)
    {
        var shape = TensorBatch.ShapeOf(images, randoms.Length);
        using var scope = NewDisposeScope();
        return Change(images, shape, new BatchDraws(parameters, _parameterNames.Length, randoms)).MoveToOuterDisposeScope();
    }

    /// <summary>The options beside the probability, in words; loaders compare them when a run is resumed.</summary>
    private protected virtual string Settings => "";

    /// <summary>Draws the parameters.</summary>
    /// <returns>False where they change nothing.</returns>
    private protected abstract bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters);

    /// <summary>Floats that <see cref="Change(Span{float}, ImageShape, ReadOnlySpan{double}, CounterRandom, Span{float})"/> needs.</summary>
    private protected virtual int ScratchLength(ImageShape shape) => 0;

    /// <summary>One image, in place.</summary>
    private protected abstract void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch);

    /// <summary>A batch; gives a new tensor, and may leave others to the current scope.</summary>
    private protected abstract Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws);

    private bool Drawn(CounterRandom random, ImageShape shape, Span<double> parameters) =>
        (Probability >= 1 || random.Unit(ApplyDraw) < Probability) && Draw(random, shape, parameters);
}
