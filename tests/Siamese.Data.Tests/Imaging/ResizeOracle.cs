using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Tests.Imaging;

/// <summary>
/// Resizing by definition: a double loop over all pixels of the image for each pixel of the result, in double precision, with
/// no table, no span and no second pass.
/// </summary>
internal static class ResizeOracle
{
    /// <returns><c>[H, W, C]</c>.</returns>
    public static double[] Resize(byte[] pixels, int width, int height, int channels, ResizeOptions options)
    {
        var result = new double[options.Height * options.Width * channels];
        for (var y = 0; y < options.Height; y++)
        {
            for (var x = 0; x < options.Width; x++)
            {
                double total = 0;
                var sums = new double[channels];
                for (var sy = 0; sy < height; sy++)
                {
                    for (var sx = 0; sx < width; sx++)
                    {
                        var weight = Weight(options, y, sy, height, options.Height) * Weight(options, x, sx, width, options.Width);
                        total += weight;
                        for (var c = 0; c < channels; c++)
                            sums[c] += weight * pixels[(((sy * width) + sx) * channels) + c];
                    }
                }
                for (var c = 0; c < channels; c++)
                    result[(((y * options.Width) + x) * channels) + c] = sums[c] / total;
            }
        }
        return result;
    }

    private static double Weight(ResizeOptions options, int output, int input, int inputs, int outputs)
    {
        var scale = (double)inputs / outputs;
        var point = (output + 0.5) * scale;
        if (options.Interpolation == Interpolation.Nearest)
            return input == Math.Min((int)((output + 0.5) * scale), inputs - 1) ? 1 : 0;
        if (options.Interpolation == Interpolation.Area)
            return Math.Max(0, Math.Min((output + 1) * scale, input + 1) - Math.Max(output * scale, input));
        var stretch = options.Antialias && scale > 1 ? scale : 1;
        return Kernel(options.Interpolation, Math.Abs(input + 0.5 - point) / stretch);
    }

    private static double Kernel(Interpolation interpolation, double x) => interpolation switch
    {
        Interpolation.Bilinear => x < 1 ? 1 - x : 0,
        Interpolation.Bicubic => Cubic(x, b: 0, c: 0.5),                    // Catmull-Rom, Keys' a = -c
        Interpolation.MitchellCubic => Cubic(x, 1 / 3.0, 1 / 3.0),
        Interpolation.Lanczos3 => Sinc(x) * Sinc(x / 3) * (x < 3 ? 1 : 0),
        Interpolation.Lanczos5 => Sinc(x) * Sinc(x / 5) * (x < 5 ? 1 : 0),
        Interpolation.Gaussian => x < 1.5 ? Math.Exp(-0.5 * Math.Pow(x / 0.5, 2)) : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation)),
    };

    // The two-parameter family of Mitchell and Netravali, of which both cubics are members.
    private static double Cubic(double x, double b, double c) => x switch
    {
        < 1 => (((12 - (9 * b) - (6 * c)) * Math.Pow(x, 3)) + ((-18 + (12 * b) + (6 * c)) * x * x) + 6 - (2 * b)) / 6,
        < 2 => (((-b - (6 * c)) * Math.Pow(x, 3)) + (((6 * b) + (30 * c)) * x * x) + (((-12 * b) - (48 * c)) * x) + (8 * b) + (24 * c)) / 6,
        _ => 0,
    };

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
