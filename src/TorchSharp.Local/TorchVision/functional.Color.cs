using System;
using System.Linq;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    public static partial class transforms
    {
        public static partial class functional
        {
            /// <summary>Weights of the pixels around one, row by row, for less sharpness.</summary>
            private static readonly float[] Soft = [1, 1, 1, 1, 5, 1, 1, 1, 1];

            /// <returns>Another object over the same tensor where it has the dtype already.</returns>
            /// <exception cref="ArgumentException">A float cannot hold every value of the integer type.</exception>
            public static Tensor convert_image_dtype(Tensor image, ScalarType dtype = ScalarType.Float32)
            {
                if (image.dtype == dtype) return image.alias();
                using var scope = NewDisposeScope();
                return Converted(image, dtype).MoveToOuterDisposeScope();
            }

            private static Tensor Converted(Tensor image, ScalarType dtype)
            {
                bool fromFloat = image.is_floating_point(), toFloat = is_floating_point(dtype);
                if (fromFloat && toFloat) return image.to_type(dtype);
                if (toFloat) return image.to_type(dtype) / max_int_value(image.dtype);
                var most = max_int_value(dtype);
                if (fromFloat)
                {
                    if (dtype == ScalarType.Int64 || (dtype == ScalarType.Int32 && image.dtype == ScalarType.Float32))
                        throw new ArgumentException($"The cast from {image.dtype} to {dtype} cannot be performed safely.");
                    // All values of the type get ranges of one width: 1.0 must not become the value after the last.
                    return image.mul(most + 1.0 - 1e-3).to_type(dtype);
                }
                var had = max_int_value(image.dtype);
                return had > most ? image.div((had + 1) / (most + 1)).to_type(dtype) : image.to_type(dtype) * ((most + 1) / (had + 1));
            }

            /// <param name="input"><c>[N, C, H, W]</c>.</param>
            public static Tensor normalize(Tensor input, double[] means, double[] stdevs, ScalarType dtype = ScalarType.Float32)
            {
                if (means.Length != stdevs.Length) throw new ArgumentException("means and stdevs must be the same length in call to Normalize");
                if (means.Length != input.shape[1])
                    throw new ArgumentException("The number of channels is not equal to the number of means and standard deviations");
                using var scope = NewDisposeScope();
                return ((input - ForChannels(means, input)) / ForChannels(stdevs, input)).MoveToOuterDisposeScope();
            }

            /// <summary>A byte image comes back as floats from 0 to 1, as in TorchSharp, unless it is gray already.</summary>
            public static Tensor rgb_to_grayscale(Tensor input, int num_output_channels = 1)
            {
                if (num_output_channels is not (1 or 3)) throw new ArgumentException("The number of output channels must be 1 or 3.");
                var dim = input.ndim - 3;
                if (input.shape[dim] == 1) return input.alias();
                using var scope = NewDisposeScope();
                var rgb = (input.is_floating_point() ? input : convert_image_dtype(input)).unbind(dim);
                var gray = (rgb[0] * 0.2989 + rgb[1] * 0.587 + rgb[2] * 0.114).unsqueeze(dim);
                return (num_output_channels == 3 ? gray.expand(input.shape) : gray).MoveToOuterDisposeScope();
            }

            public static Tensor invert(Tensor input)
            {
                ArgumentNullException.ThrowIfNull(input);
                using var scope = NewDisposeScope();
                var turned = -input;
                return (input.is_integral() ? turned + max_int_value(input.dtype) : turned + 1.0).MoveToOuterDisposeScope();
            }

            public static Tensor solarize(Tensor input, double threshold)
            {
                ArgumentNullException.ThrowIfNull(input);
                var most = input.is_integral() ? max_int_value(input.dtype) : 1.0;
                if (threshold > most) throw new ArgumentOutOfRangeException(nameof(threshold), threshold, $"Expected a threshold up to {most}.");
                using var scope = NewDisposeScope();
                return where(input < threshold, input, invert(input)).MoveToOuterDisposeScope();
            }

            public static Tensor adjust_brightness(Tensor img, double brightness_factor)
            {
                ThrowIfNegative(brightness_factor, nameof(brightness_factor));
                if (brightness_factor == 1) return img.alias();
                using var black = zeros_like(img);
                return Blend(img, black, brightness_factor);
            }

            public static Tensor adjust_contrast(Tensor img, double contrast_factor)
            {
                ThrowIfNegative(contrast_factor, nameof(contrast_factor));
                if (contrast_factor == 1) return img.alias();
                using var scope = NewDisposeScope();
                var gray = rgb_to_grayscale(img).to_type(img.is_floating_point() ? img.dtype : ScalarType.Float32);
                return Blend(img, gray.mean([-3, -2, -1], keepdim: true), contrast_factor).MoveToOuterDisposeScope();
            }

            public static Tensor adjust_saturation(Tensor img, double saturation_factor)
            {
                ThrowIfNegative(saturation_factor, nameof(saturation_factor));
                if (saturation_factor == 1) return img.alias();
                using var gray = rgb_to_grayscale(img);
                return Blend(img, gray, saturation_factor);
            }

            public static Tensor adjust_gamma(Tensor img, double gamma, double gain = 1.0)
            {
                ThrowIfNegative(gamma, nameof(gamma));
                using var scope = NewDisposeScope();
                var light = img.is_floating_point() ? img : convert_image_dtype(img);
                return convert_image_dtype((light.pow(gamma) * gain).clamp(0, 1), img.dtype).MoveToOuterDisposeScope();
            }

            /// <summary>Changes batches of colour images only; a single image stays as it is, as in TorchSharp.</summary>
            /// <param name="hue_factor">In turns of the colour circle, or in degrees.</param>
            public static Tensor adjust_hue(Tensor img, double hue_factor, bool degrees = false)
            {
                if (hue_factor == 0 || img.ndim < 4 || img.shape[^3] == 1) return img.alias();
                using var scope = NewDisposeScope();
                var rgb = img.is_floating_point() ? img : img.to_type(ScalarType.Float32) / 255;
                var turned = TurnHue(rgb, degrees ? hue_factor / 360 : hue_factor);
                return (img.is_floating_point() ? turned : (turned * 255).to_type(img.dtype)).MoveToOuterDisposeScope();
            }

            public static Tensor adjust_sharpness(Tensor img, double sharpness)
            {
                ThrowIfNegative(sharpness, nameof(sharpness));
                var (channels, height, width) = get_dimensions(img);
                if (height <= 2 || width <= 2) return img.alias();
                using var scope = NewDisposeScope();
                var inner = AsFloatBatch(img, [ScalarType.Float32, ScalarType.Float64], images =>
                {
                    var kernel = tensor(Soft, images.dtype, images.device) / Soft.Sum();
                    return nn.functional.conv2d(images, kernel.view(1, 1, 3, 3).expand(channels, 1, 3, 3), groups: channels);
                });
                var blurred = img.clone();
                blurred.slice(-2, 1, -1, 1).slice(-1, 1, -1, 1).copy_(inner);
                return Blend(img, blurred, sharpness).MoveToOuterDisposeScope();
            }

            private static Tensor ForChannels(double[] values, Tensor like) =>
                tensor(values, like.dtype, like.device).view(1, values.Length, 1, 1);

            /// <summary>ratio * a + (1 - ratio) * b in the range and dtype of a.</summary>
            private static Tensor Blend(Tensor a, Tensor b, double ratio)
            {
                using var scope = NewDisposeScope();
                return (a * ratio + b * (1 - ratio)).clamp(0, a.is_integral() ? 255 : 1).to(a.dtype).MoveToOuterDisposeScope();
            }

            private static Tensor TurnHue(Tensor rgb, double turns)
            {
                Tensor most = rgb.amax([-3], keepdim: true), range = most - rgb.amin([-3], keepdim: true);
                var spread = where(range == 0, ones_like(range), range);
                var c = rgb.unbind(rgb.ndim - 3);
                for (var i = 0; i < 3; i++) c[i] = c[i].unsqueeze(-3);
                // In sixths of the circle: red is at 0, green at 2, blue at 4.
                var green = where(c[1] == most, (c[2] - c[0]) / spread + 2, (c[0] - c[1]) / spread + 4);
                var hue = where(c[0] == most, (c[1] - c[2]) / spread, green) + 6 * turns;
                // How far each channel is below the largest one, at this distance from it on the circle.
                Tensor Channel(int at)
                {
                    var distance = (hue + at).remainder(6);
                    return most - range * minimum(distance, 4 - distance).clamp(0, 1);
                }
                return cat([Channel(5), Channel(3), Channel(1)], -3);
            }

            private static void ThrowIfNegative(double value, string name)
            {
                if (value < 0) throw new ArgumentException($"'{name}' should be a non-negative real number, got {value}.", name);
            }
        }
    }
}
