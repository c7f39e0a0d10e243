using System;
using System.Collections.Generic;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    public static partial class transforms
    {
        /// <summary>Images end in channels, height and width; before these may come any batch dimensions.</summary>
        public static partial class functional
        {
            public static (long channels, long height, long width) get_dimensions(Tensor img)
            {
                var shape = img.shape;
                return (shape.Length == 2 ? 1 : shape[^3], shape[^2], shape[^1]);
            }

            public static Tensor hflip(Tensor input) => input.flip(-1);

            public static Tensor vflip(Tensor input) => input.flip(-2);

            public static Tensor crop(Tensor input, int top, int left, int height, int width) => input.crop(top, left, height, width);

            public static Tensor crop(Tensor input, int top, int left, int size) => input.crop(top, left, size, size);

            public static Tensor center_crop(Tensor input, int height, int width)
            {
                var (_, rows, columns) = get_dimensions(input);
                return input.crop((int)(rows - height) / 2, (int)(columns - width) / 2, height, width);
            }

            public static Tensor center_crop(Tensor input, int size) => center_crop(input, size, size);

            /// <param name="padding">All sides; left and right, top and bottom; or left, top, right, bottom.</param>
            public static Tensor pad(Tensor input, long[] padding, double fill = 0, PaddingModes padding_mode = PaddingModes.Constant)
            {
                long[] sides = padding.Length switch
                {
                    1 => [padding[0], padding[0], padding[0], padding[0]],
                    2 => [padding[0], padding[0], padding[1], padding[1]],
                    4 => [padding[0], padding[2], padding[1], padding[3]],
                    _ => throw new ArgumentException($"Expected 1, 2 or 4 paddings, got {padding.Length}.", nameof(padding)),
                };
                return nn.functional.pad(input, sides, padding_mode, fill);
            }

            public static Tensor pad(Tensor input, ReadOnlySpan<long> padding, double fill = 0,
                PaddingModes padding_mode = PaddingModes.Constant) => pad(input, padding.ToArray(), fill, padding_mode);

            public static Tensor pad(Tensor input, long padding, double fill = 0, PaddingModes padding_mode = PaddingModes.Constant) =>
                pad(input, new[] { padding }, fill, padding_mode);

            public static Tensor pad(Tensor input, (long, long) padding, double fill = 0,
                PaddingModes padding_mode = PaddingModes.Constant) => pad(input, new[] { padding.Item1, padding.Item2 }, fill, padding_mode);

            public static Tensor pad(Tensor input, (long, long, long, long) padding, double fill = 0,
                PaddingModes padding_mode = PaddingModes.Constant) =>
                pad(input, new[] { padding.Item1, padding.Item2, padding.Item3, padding.Item4 }, fill, padding_mode);

            /// <param name="width">-1: <paramref name="height"/> is the size of the shorter side.</param>
            /// <returns>The input itself where it has the size already.</returns>
            public static Tensor resize(Tensor input, int height, int width, InterpolationMode interpolation = InterpolationMode.Nearest,
                int? maxSize = null, bool antialias = false)
            {
                var (_, rows, columns) = get_dimensions(input);
                if (rows == height && columns == width) return input;
                long h = height, w = width;
                if (width == -1)
                {
                    if (height > maxSize)
                        throw new ArgumentException($"maxSize = {maxSize} must be strictly greater than the requested size for the smaller edge size = {height}");
                    h = Math.Max(height, (long)Math.Floor(height * ((double)rows / columns)));
                    w = Math.Max(height, (long)Math.Floor(height * ((double)columns / rows)));
                }
                antialias = antialias && interpolation is (InterpolationMode.Bilinear or InterpolationMode.Bicubic);
                return AsFloatBatch(input, [ScalarType.Float32, ScalarType.Float64],
                    images => nn.functional.interpolate(images, [h, w], mode: interpolation, antialias: antialias));
            }

            public static Tensor resize(Tensor input, int height, int width, int? maxSize = null) =>
                resize(input, height, width, InterpolationMode.Nearest, maxSize);

            public static Tensor resize(Tensor input, int height, int width) => resize(input, height, width, InterpolationMode.Nearest);

            public static Tensor resized_crop(Tensor input, int top, int left, int height, int width, int newHeight, int newWidth)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(top);
                ArgumentOutOfRangeException.ThrowIfNegative(left);
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newHeight);
                ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newWidth);
                if (input.ndim < 3)
                    throw new ArgumentException($"Expected channels, height and width, got [{string.Join(", ", input.shape)}].", nameof(input));
                var (_, rows, columns) = get_dimensions(input);
                if (top + height > rows || left + width > columns)
                    throw new ArgumentException($"Crop to row {top + height} and column {left + width} exceeds the image of {rows} by {columns}.", nameof(input));
                using var scope = NewDisposeScope();
                return resize(crop(input, top, left, height, width), newHeight, newWidth).MoveToOuterDisposeScope();
            }

            /// <summary>Counterclockwise, about the middle or the pixel <paramref name="center"/> (x, y).</summary>
            /// <param name="fill">What comes in from outside, for each channel or for all; 0 by default.</param>
            public static Tensor rotate(Tensor img, float angle, InterpolationMode interpolation = InterpolationMode.Nearest,
                bool expand = false, (int, int)? center = null, IList<float>? fill = null)
            {
                var (_, rows, columns) = get_dimensions(img);
                var (x, y) = center is { } c ? (c.Item1 - columns * 0.5f, c.Item2 - rows * 0.5f) : (0, 0);
                return Rotation.Apply(img, angle, (x, y), interpolation, expand, fill);
            }

            /// <returns>With <paramref name="inplace"/>, the image itself.</returns>
            public static Tensor erase(Tensor img, int top, int left, int height, int width, Tensor value, bool inplace = false)
            {
                var result = inplace ? img : img.clone();
                using var scope = NewDisposeScope();
                result.slice(-2, top, top + height, 1).slice(-1, left, left + width, 1).copy_(value);
                return result;
            }

            /// <summary>Calls with a batch of one of some dtypes; the result has the image's rank and dtype, integers rounded.</summary>
            internal static Tensor AsFloatBatch(Tensor image, ScalarType[] types, Func<Tensor, Tensor> call)
            {
                using var scope = NewDisposeScope();
                var batch = image.ndim < 4 ? image.unsqueeze(0) : image;
                var casts = Array.IndexOf(types, image.dtype) < 0;
                var result = call(casts ? batch.to_type(types[0]) : batch);
                if (image.ndim < 4) result = result.squeeze(0);
                if (casts && image.is_integral()) result = result.round();
                // A cubic overshoots, and what is not in the range of a byte would come out as anything.
                if (image.dtype == ScalarType.Byte) result = result.clamp(0, 255);
                if (casts) result = result.to_type(image.dtype);
                return result.MoveToOuterDisposeScope();
            }
        }
    }
}
