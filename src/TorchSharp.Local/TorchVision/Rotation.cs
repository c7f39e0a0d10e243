using System;
using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Turning an image: for each place of the result the place it comes from, then sampling there.</summary>
internal static class Rotation
{
    /// <param name="center">From the middle of the image, in pixels.</param>
    public static Tensor Apply(Tensor image, float degrees, (float X, float Y) center, InterpolationMode mode, bool expand, IList<float>? fill)
    {
        using var scope = NewDisposeScope();
        var (_, height, width) = torchvision.transforms.functional.get_dimensions(image);
        var (sin, cos) = MathF.SinCos(-degrees * MathF.PI / 180);
        // Row by row: where x and y of the result come from.
        float[] matrix = [cos, sin, center.X - cos * center.X - sin * center.Y, -sin, cos, center.Y + sin * center.X - cos * center.Y];
        var (newWidth, newHeight) = expand ? Reach(matrix, width, height) : (width, height);
        var type = image.is_floating_point() ? image.dtype : ScalarType.Float32;
        var grid = Grid(tensor(matrix, type, image.device), width, height, newWidth, newHeight);
        var result = torchvision.transforms.functional.AsFloatBatch(image, [type], images => Sample(images, grid, mode, fill));
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Places in the image, from -1 to 1: <c>[1, newHeight, newWidth, 2]</c>.</summary>
    private static Tensor Grid(Tensor matrix, long width, long height, long newWidth, long newHeight)
    {
        Tensor x = Centers(newWidth, matrix).expand(newHeight, newWidth), y = Centers(newHeight, matrix).unsqueeze(1).expand(newHeight, newWidth);
        var places = stack([x, y, ones_like(x)], -1).view(-1, 3);                                            // [pixels, 3]
        var scale = tensor(new[] { 0.5f * width, 0.5f * height }, matrix.dtype, matrix.device);
        return places.mm(matrix.view(2, 3).t() / scale).view(1, newHeight, newWidth, 2);
    }

    private static Tensor Centers(long count, Tensor like) =>
        arange(count, dtype: like.dtype, device: like.device) + (0.5 - count * 0.5);

    private static Tensor Sample(Tensor images, Tensor grid, InterpolationMode mode, IList<float>? fill)
    {
        var shape = images.shape;
        grid = grid.expand(shape[0], -1, -1, -1);
        var way = mode == InterpolationMode.Nearest ? GridSampleMode.Nearest : GridSampleMode.Bilinear;
        var sampled = nn.functional.grid_sample(images, grid, way);
        if (fill is null) return sampled;
        // The same sampling of ones says how much of each pixel lies inside.
        var inside = nn.functional.grid_sample(ones(shape[0], 1, shape[2], shape[3], images.dtype, images.device), grid, way);
        var outside = tensor(fill.ToArray(), images.dtype, images.device).view(1, -1, 1, 1);
        return mode == InterpolationMode.Nearest ? where(inside < 0.5, outside, sampled) : sampled * inside + outside * (1 - inside);
    }

    /// <summary>The size that holds the turned image.</summary>
    private static (long Width, long Height) Reach(float[] matrix, long width, long height)
    {
        float[] x = [-0.5f * width, 0.5f * width], y = [-0.5f * height, 0.5f * height];
        var places = x.SelectMany(a => y.Select(b => (X: matrix[0] * a + matrix[1] * b + matrix[2], Y: matrix[3] * a + matrix[4] * b + matrix[5]))).ToList();
        return (Extent(places.Select(p => p.X), width), Extent(places.Select(p => p.Y), height));
    }

    private static long Extent(IEnumerable<float> places, long size)
    {
        const float tolerance = 1e-4f;
        float Trimmed(float place) => MathF.Truncate((place + size * 0.5f) / tolerance) * tolerance;
        return (long)(MathF.Ceiling(Trimmed(places.Max())) - MathF.Floor(Trimmed(places.Min())));
    }
}
