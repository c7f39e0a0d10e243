using System.Buffers;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Rotates, shears, scales and moves each image at random, in one bilinear resampling.</summary>
/// <remarks>
/// <para>The image is scaled, sheared and rotated about its middle, then moved. What comes from outside is
/// <see cref="RandomAffineOptions.Fill"/>; the edge pixel fades into it over the distance of one pixel.</para>
/// <para>Every number has its own draw of the image's key, so that switching one range on does not change the others.
/// Processors with and without vector instructions give the same values. Immutable, thread-safe.</para>
/// </remarks>
public sealed class RandomAffine : IBatchAugmentation
{
    private const double RadiansPerDegree = Math.PI / 180;

    private readonly RandomAffineOptions _options;

    /// <param name="options">What to draw from.</param>
    public RandomAffine(RandomAffineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    // The numbers of the draws; part of the reproducible behaviour, so never renumbered.
    private enum Draw : ulong
    {
        Rotation, ShearX, ShearY, Scale, ScaleY, TranslationX, TranslationY,
        FirstUse,   // whether each of them is used
    }

    /// <inheritdoc/>
    public void Apply(Span<float> images, ImageShape shape, ReadOnlySpan<CounterRandom> randoms)
    {
        if (images.Length != (long)randoms.Length * shape.Length)
            throw new ArgumentException($"Needs {randoms.Length} images {shape}, one for each key, "
                + $"{(long)randoms.Length * shape.Length} values, got {images.Length}.", nameof(images));

        var padded = ArrayPool<float>.Shared.Rent(AffineResampler.PaddedLength(shape));
        try
        {
            for (var i = 0; i < randoms.Length; i++)
            {
                var map = MapFor(randoms[i], shape);
                if (map == AffineMap.Identity)
                    continue;
                for (var c = 0; c < shape.Channels; c++)
                {
                    var plane = images.Slice((i * shape.Length) + (c * shape.PixelsPerChannel), shape.PixelsPerChannel);
                    AffineResampler.Resample(plane, shape.Width, map, _options.Fill, padded);
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(padded);
        }
    }

    internal AffineMap MapFor(CounterRandom random, ImageShape shape)
    {
        var rotation = Value(random, Draw.Rotation, _options.Rotation, 0) * RadiansPerDegree;
        var shearX = Math.Tan(Value(random, Draw.ShearX, _options.ShearX, 0) * RadiansPerDegree);
        var shearY = Math.Tan(Value(random, Draw.ShearY, _options.ShearY, 0) * RadiansPerDegree);
        var scaleX = Value(random, Draw.Scale, _options.Scale, 1);
        var scaleY = _options.ScaleY is { } own ? Value(random, Draw.ScaleY, own, 1) : scaleX;
        var moveX = Value(random, Draw.TranslationX, _options.TranslationX, 0) * shape.Width;
        var moveY = Value(random, Draw.TranslationY, _options.TranslationY, 0) * shape.Height;
        if ((rotation, shearX, shearY, scaleX, scaleY, moveX, moveY) == (0, 0, 0, 1, 1, 0, 0))
            return AffineMap.Identity;

        var centre = ((shape.Width - 1) / 2.0, (shape.Height - 1) / 2.0);
        return AffineMap.Inverse(centre, rotation, (shearX, shearY), (scaleX, scaleY), (moveX, moveY));
    }

    private double Value(CounterRandom random, Draw draw, ValueRange range, double neutral) =>
        random.Unit((ulong)Draw.FirstUse + (ulong)draw) < _options.ComponentProbability
            ? range.At(random.Unit((ulong)draw))
            : neutral;
}
