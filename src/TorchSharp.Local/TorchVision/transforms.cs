using System;
using System.Collections.Generic;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    /// <summary>What a transform does not change it may return itself, not a copy.</summary>
    public static partial class transforms
    {
        /// <summary>One after another; disposing it disposes them.</summary>
        public static ITransform Compose(params ITransform[] transforms) => new Transform(
            input =>
            {
                foreach (var transform in transforms) input = transform.call(input);
                return input;
            },
            transforms);

        public static ITransform Lambda(Func<Tensor, Tensor> lambda) => new Transform(lambda);

        public static ITransform ConvertImageDtype(ScalarType dtype) => new Transform(image => functional.convert_image_dtype(image, dtype));

        /// <summary>For batches <c>[N, C, H, W]</c> with one mean and deviation, or three. It lives no longer than a scope it is made in.</summary>
        public static ITransform Normalize(double[] means, double[] stdevs, ScalarType dtype = ScalarType.Float32, Device? device = null)
        {
            ArgumentNullException.ThrowIfNull(means);
            ArgumentNullException.ThrowIfNull(stdevs);
            if (means.Length != stdevs.Length)
                throw new ArgumentException($"means and stdevs must be the same length, got {means.Length} and {stdevs.Length}.");
            if (means.Length is not (1 or 3)) throw new ArgumentException($"Expected 1 or 3 means, one for each channel, got {means.Length}.");
            Tensor mean = ForChannels(means), deviation = ForChannels(stdevs);
            return new Transform(
                input =>
                {
                    if (input.size(1) != means.Length)
                        throw new ArgumentException("The number of channels is not equal to the number of means and standard deviations");
                    using var centered = input - mean;
                    return centered / deviation;
                },
                mean, deviation);

            Tensor ForChannels(double[] values)
            {
                using var scope = NewDisposeScope();
                return tensor(values, dtype, device).view(1, values.Length, 1, 1).MoveToOuterDisposeScope();
            }
        }

        public static ITransform Resize(int height, int width, InterpolationMode interpolation = InterpolationMode.Nearest, int? maxSize = null,
            bool antialias = false) => new Transform(input => functional.resize(input, height, width, interpolation, maxSize, antialias));

        public static ITransform Resize(int size, InterpolationMode interpolation = InterpolationMode.Nearest, int? maxSize = null,
            bool antialias = false) => Resize(size, -1, interpolation, maxSize, antialias);

        public static ITransform Resize(int height, int width, int? maxSize = null) => Resize(height, width, InterpolationMode.Nearest, maxSize);

        public static ITransform Resize(int height, int width) => Resize(height, width, InterpolationMode.Nearest);

        public static ITransform Resize(int size, int? maxSize = null) => Resize(size, InterpolationMode.Nearest, maxSize);

        public static ITransform Resize(int size) => Resize(size, InterpolationMode.Nearest);

        public static ITransform CenterCrop(int height, int width)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
            return new Transform(input => functional.center_crop(input, height, width));
        }

        public static ITransform CenterCrop(int size) => CenterCrop(size, size);

        public static ITransform Crop(int top, int left, int height, int width) => new Transform(input => input.crop(top, left, height, width));

        public static ITransform ResizedCrop(int top, int left, int height, int width, int newHeight, int newWidth) => new Transform(input =>
        {
            using var window = input.crop(top, left, height, width);
            var resized = functional.resize(window, newHeight, newWidth);
            return ReferenceEquals(resized, window) ? window.alias() : resized;
        });

        public static ITransform ResizedCrop(int top, int left, int size, int newSize) => ResizedCrop(top, left, size, size, newSize, -1);

        /// <param name="padding">In libtorch's order: left and right, then top and bottom.</param>
        public static ITransform Pad(long[] padding, PaddingModes mode = PaddingModes.Constant, double fill = 0) =>
            new Transform(input => nn.functional.pad(input, padding, mode, fill));

        public static ITransform HorizontalFlip() => new Transform(functional.hflip);

        public static ITransform VerticalFlip() => new Transform(functional.vflip);

        public static ITransform Rotate(float angle, InterpolationMode interpolation = InterpolationMode.Nearest, bool expand = false,
            (int, int)? center = null, IList<float>? fill = null) =>
            new Transform(image => functional.rotate(image, angle, interpolation, expand, center, fill));

        public static ITransform Erase(int top, int left, int height, int width, Tensor value, bool inplace = false) =>
            new Transform(image => functional.erase(image, top, left, height, width, value, inplace));

        public static ITransform Grayscale(int outputChannels = 1)
        {
            if (outputChannels is not (1 or 3)) throw new ArgumentException("The number of output channels must be 1 or 3.");
            return new Transform(input => functional.get_dimensions(input).channels is var channels and not (1 or 3)
                ? throw new ArgumentException($"RGB input to 'Grayscale' transform must have 3 channels, got {channels}.")
                : functional.rgb_to_grayscale(input, outputChannels));
        }

        public static ITransform Invert() => new Transform(functional.invert);

        public static ITransform Solarize(double threshold) => new Transform(input => functional.solarize(input, threshold));

        public static ITransform AdjustBrightness(double brightness_factor)
        {
            ThrowIfNegative(brightness_factor, "brightness");
            return new Transform(input => functional.adjust_brightness(input, brightness_factor));
        }

        public static ITransform AdjustContrast(double contrast_factor)
        {
            ThrowIfNegative(contrast_factor, "contrast");
            return new Transform(input => functional.adjust_contrast(input, contrast_factor));
        }

        public static ITransform AdjustSaturation(double saturation_factor)
        {
            ThrowIfNegative(saturation_factor, "saturation");
            return new Transform(input => functional.adjust_saturation(input, saturation_factor));
        }

        public static ITransform AdjustSharpness(double sharpness)
        {
            ThrowIfNegative(sharpness, "sharpness");
            return new Transform(input => functional.adjust_sharpness(input, sharpness));
        }

        public static ITransform AdjustHue(double hue_factor) => new Transform(input => functional.adjust_hue(input, hue_factor % 1.0));

        private static void ThrowIfNegative(double factor, string name)
        {
            if (factor < 0) throw new ArgumentException($"The {name} factor ({factor}) must be non-negative.");
        }
    }
}
