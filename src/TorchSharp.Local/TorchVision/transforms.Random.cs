using System;
using System.Collections.Generic;
using System.Linq;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class torchvision
{
    // Every draw comes from libtorch's generator, so that manual_seed makes a run repeatable.
    public static partial class transforms
    {
        /// <summary>The transform with probability p, else the input itself.</summary>
        public static ITransform Randomize(ITransform transform, double p = 0.1) =>
            new Transform(input => Draw(1)[0] < p ? transform.call(input) : input);

        public static ITransform RandomApply(ITransform[] transforms, double p = 0.5) => Randomize(Compose(transforms), p);

        public static ITransform RandomHorizontalFlip(double p = 0.5) => Randomize(HorizontalFlip(), p);

        public static ITransform RandomVerticalFlip(double p = 0.5) => Randomize(VerticalFlip(), p);

        public static ITransform RandomGrayscale(double p = 0.1) => Randomize(Grayscale(3), p);

        public static ITransform RandomInvert(double p = 0.5) => Randomize(Invert(), p);

        public static ITransform RandomSolarize(double threshold, double p = 0.5) => Randomize(Solarize(threshold), p);

        public static ITransform RandomAdjustSharpness(double sharpness, double p = 0.5) => Randomize(AdjustSharpness(sharpness), p);

        public static ITransform RandomChoice(params ITransform[] transforms) => RandomChoice(null!, transforms);

        public static ITransform RandomChoice(Generator generator, params ITransform[] transforms) => new Transform(
            input => transforms[randint_int(transforms.Length, generator)].call(input), transforms);

        public static ITransform RandomOrder(params ITransform[] transforms) => new Transform(
            input =>
            {
                var draws = Draw(transforms.Length);
                foreach (var i in Enumerable.Range(0, transforms.Length).OrderBy(i => draws[i])) input = transforms[i].call(input);
                return input;
            },
            transforms);

        public static ITransform RandomRotation(double degrees, InterpolationMode interpolation = InterpolationMode.Nearest,
            bool expand = false, (int, int)? center = null, IList<float>? fill = null) =>
            RandomRotation((-degrees, degrees), interpolation, expand, center, fill);

        public static ITransform RandomRotation((double, double) degrees, InterpolationMode interpolation = InterpolationMode.Nearest,
            bool expand = false, (int, int)? center = null, IList<float>? fill = null) =>
            new Transform(image => functional.rotate(image, Between(degrees.Item1, degrees.Item2, Draw(1)[0]), interpolation, expand, center, fill));

        /// <summary>A window with the proportions of the image; TorchSharp does not use the ratios.</summary>
        /// <param name="scaleMin">The share of each side, not of the area.</param>
        public static ITransform RandomResizedCrop(int height, int width, double scaleMin = 0.08, double scaleMax = 1.0,
            double ratioMin = 0.75, double ratioMax = 1.3333333333333) => new Transform(input =>
        {
            var (_, rows, columns) = functional.get_dimensions(input);
            var draws = Draw(3);
            var scale = Math.Min(Between(scaleMin, scaleMax, draws[0]), 1.0);
            double h = rows * scale, w = columns * scale;
            int top = (int)((rows - h) * draws[1]), left = (int)((columns - w) * draws[2]);
            return ResizedCrop(top, left, (int)h, (int)w, height, width).call(input);
        });

        public static ITransform RandomResizedCrop(int size, double scaleMin = 0.08, double scaleMax = 1.0, double ratioMin = 0.75,
            double ratioMax = 1.3333333333333) => RandomResizedCrop(size, size, scaleMin, scaleMax, ratioMin, ratioMax);

        /// <summary>Brightness, contrast, saturation and hue by factors from these ranges.</summary>
        public static ITransform ColorJitter((float, float) brightness, (float, float) contrast, (float, float) saturation,
            (float, float) hue) => new Transform(image =>
        {
            var draws = Draw(4);
            using var scope = NewDisposeScope();
            var result = functional.adjust_brightness(image, Between(brightness.Item1, brightness.Item2, draws[0]));
            result = functional.adjust_contrast(result, Between(contrast.Item1, contrast.Item2, draws[1]));
            result = functional.adjust_saturation(result, Between(saturation.Item1, saturation.Item2, draws[2]));
            return functional.adjust_hue(result, Between(hue.Item1, hue.Item2, draws[3]) % 1.0).MoveToOuterDisposeScope();
        });

        /// <summary>Factors from 1 less to 1 more than the numbers given, at least 0; the hue from less to more than 0.</summary>
        public static ITransform ColorJitter(float brightness = 0, float contrast = 0, float saturation = 0, float hue = 0) => ColorJitter(
            (MathF.Max(0, 1 - brightness), 1 + brightness), (MathF.Max(0, 1 - contrast), 1 + contrast),
            (MathF.Max(0, 1 - saturation), 1 + saturation), (-hue, hue));

        private static float[] Draw(int count)
        {
            using var draws = rand(count, ScalarType.Float32);
            return draws.data<float>().ToArray();
        }

        private static float Between(double low, double high, float share) => (float)(share * (high - low) + low);
    }
}
