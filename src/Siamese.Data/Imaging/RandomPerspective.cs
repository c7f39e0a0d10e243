using TorchSharp.Siamese.Data.Imaging.Kernels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>Shows each image as a picture seen at a slant: every corner moves inwards by a random distance; bilinear.</summary>
/// <remarks>
/// As torchvision's <c>RandomPerspective</c> with bilinear interpolation, but corners land anywhere, not on whole pixels only.
/// Images one pixel wide or high stay as they are. Immutable, thread-safe.
/// </remarks>
public sealed class RandomPerspective : ImageAugmentation
{
    private const int Corners = 4;

    private readonly double _distortion;
    private readonly float _fill;

    /// <param name="distortion">How far a corner may move, as a share of the way to the middle; 0 to 0.95.</param>
    /// <param name="fill">What lies outside of the image, in the values of the batch. Finite.</param>
    /// <param name="probability">How likely an image is changed; 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of that.</exception>
    public RandomPerspective(double distortion = 0.5, float fill = 0, double probability = 0.5)
        : base(probability, "TopLeftX", "TopLeftY", "TopRightX", "TopRightY", "BottomRightX", "BottomRightY", "BottomLeftX", "BottomLeftY")
    {
        _distortion = Check.Between(distortion, 0, 0.95);
        _fill = (float)Check.Finite(fill);
    }

    private protected override string Settings => $"distortion {_distortion}, fill {_fill}";

    // Parameters: where the corners land, in pixels.
    private protected override bool Draw(CounterRandom random, ImageShape shape, Span<double> parameters)
    {
        if (shape.Width == 1 || shape.Height == 1 || _distortion == 0)
            return false;
        FillCorners(shape, parameters);
        for (var i = 0; i < 2 * Corners; i++)
        {
            var size = i % 2 == 0 ? shape.Width : shape.Height;
            var way = random.Unit((ulong)i) * _distortion * (size - 1) / 2;
            parameters[i] += parameters[i] == 0 ? way : -way;
        }
        return true;
    }

    private protected override int ScratchLength(ImageShape shape) => BilinearSampler.ScratchLength(shape);

    private protected override void Change(
        Span<float> image, ImageShape shape, ReadOnlySpan<double> parameters, CounterRandom random, Span<float> scratch) =>
        BilinearSampler.Resample(image, shape, _fill, MapFor(parameters, shape), scratch);

    private protected override Tensor Change(Tensor images, ImageShape shape, in BatchDraws draws)
    {
        var maps = new PerspectiveMap[draws.Count];
        for (var i = 0; i < maps.Length; i++)
            maps[i] = MapFor(draws.Of(i), shape);
        var (x, y) = PerspectiveMap.Coordinates(maps, shape.Height, shape.Width, images.device);
        return TensorSampler.Sample(images, x, y, _fill);
    }

    private static PerspectiveMap MapFor(ReadOnlySpan<double> corners, ImageShape shape)
    {
        Span<double> source = stackalloc double[2 * Corners];
        FillCorners(shape, source);
        // The corners' quadrilateral is convex, so that the map exists.
        return PerspectiveMap.Between(corners, source)
            ?? throw new InvalidOperationException($"Needs four corners, no three on a line, got [{string.Join(", ", corners.ToArray())}].");
    }

    private static void FillCorners(ImageShape shape, Span<double> corners)
    {
        var (right, bottom) = (shape.Width - 1, shape.Height - 1);
        ReadOnlySpan<double> values = [0, 0, right, 0, right, bottom, 0, bottom];
        values.CopyTo(corners);
    }
}
