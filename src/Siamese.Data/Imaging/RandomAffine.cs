using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Rotates, shears, scales and moves each image at random, in one bilinear resampling.</summary>
/// <remarks>
/// <para>The image is scaled, sheared and rotated about its middle, then moved; positive angles turn clockwise, as in
/// torchvision's <c>RandomAffine</c>. What comes from outside is <see cref="RandomAffineOptions.Fill"/>; the edge pixel fades
/// into it over the distance of one pixel.</para>
/// <para>Every number has its own draw of the image's key, so that switching one range on does not change the others.
/// Processors with and without vector instructions give the same values. Immutable, thread-safe.</para>
/// </remarks>
public sealed class RandomAffine : ImageAugmentation
{
    private const double RadiansPerDegree = Math.PI / 180;

    private readonly RandomAffineOptions _options;

    /// <param name="options">What to draw from.</param>
    public RandomAffine(RandomAffineOptions options)
        : base(1, Enum.GetNames<Number>())
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    // Where the parameters stand: degrees, factors, pixels. The order is that of the draws.
    private enum Number
    {
        Rotation, ShearX, ShearY, ScaleX, ScaleY, TranslationX, TranslationY,
    }

    // The numbers of the draws; part of the reproducible behaviour, so never renumbered.
    private enum Draws : ulong
    {
        Rotation, ShearX, ShearY, Scale, ScaleY, TranslationX, TranslationY,
        FirstUse,   // whether each of them is used
    }

    internal AffineMap MapFor(CounterRandom random, ImageShape shape)
    {
        Span<double> parameters = stackalloc double[ParameterNames.Count];
        return Draw(random, shape, parameters) ? MapFor(parameters, shape) : AffineMap.Identity;
    }

    private protected override string Settings => _options.ToString();

    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters)
    {
        parameters[(int)Number.Rotation] = Value(random, Draws.Rotation, _options.Rotation, 0);
        parameters[(int)Number.ShearX] = Value(random, Draws.ShearX, _options.ShearX, 0);
        parameters[(int)Number.ShearY] = Value(random, Draws.ShearY, _options.ShearY, 0);
        var scale = Value(random, Draws.Scale, _options.Scale, 1);
        parameters[(int)Number.ScaleX] = scale;
        parameters[(int)Number.ScaleY] = _options.ScaleY is { } own ? Value(random, Draws.ScaleY, own, 1) : scale;
        parameters[(int)Number.TranslationX] = Value(random, Draws.TranslationX, _options.TranslationX, 0) * shape.Width;
        parameters[(int)Number.TranslationY] = Value(random, Draws.TranslationY, _options.TranslationY, 0) * shape.Height;
        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i] != ((Number)i is Number.ScaleX or Number.ScaleY ? 1 : 0))
                return true;
        }
        return false;
    }

    private protected override int ScratchLength(ImageShape shape) => AffineResampler.PaddedLength(shape);

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch) =>
        AffineResampler.Resample(image, shape, MapFor(parameters, shape), _options.Fill, scratch);

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var maps = new AffineMap[draws.Count];
        for (var i = 0; i < maps.Length; i++)
            maps[i] = MapFor(draws.Of(i), shape);
        return TensorSampler.Affine(images, maps, _options.Fill);
    }

    private static AffineMap MapFor(ReadOnlySpan<double> parameters, ImageShape shape) => AffineMap.Inverse(
        ((shape.Width - 1) / 2.0, (shape.Height - 1) / 2.0),
        parameters[(int)Number.Rotation] * RadiansPerDegree,
        (Math.Tan(parameters[(int)Number.ShearX] * RadiansPerDegree), Math.Tan(parameters[(int)Number.ShearY] * RadiansPerDegree)),
        (parameters[(int)Number.ScaleX], parameters[(int)Number.ScaleY]),
        (parameters[(int)Number.TranslationX], parameters[(int)Number.TranslationY]));

    private double Value(CounterRandom random, Draws draw, ValueRange range, double neutral) =>
        random.Unit((ulong)Draws.FirstUse + (ulong)draw) < _options.ComponentProbability
            ? range.At(random.Unit((ulong)draw))
            : neutral;
}
