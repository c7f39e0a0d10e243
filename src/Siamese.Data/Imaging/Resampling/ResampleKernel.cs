namespace TorchSharp.Siamese.Data.Imaging.Resampling;

/// <summary>Weights by distance from the sampled point, in pixels; the definitions are those of TensorFlow's sampling kernels.</summary>
internal static class ResampleKernel
{
    private const double GaussianRadius = 1.5;
    private const double GaussianDeviation = 0.5;
    private const double SincIsOne = 1e-3;

    /// <summary>Distance from which on every weight is 0.</summary>
    public static double Radius(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bilinear => 1,
        Interpolation.Bicubic or Interpolation.MitchellCubic => 2,
        Interpolation.Lanczos3 => 3,
        Interpolation.Lanczos5 => 5,
        Interpolation.Gaussian => GaussianRadius,
        _ => throw Unknown(interpolation),
    };

    /// <param name="interpolation">Any but nearest and area, which are no kernels.</param>
    /// <param name="x">Distance; its sign does not matter.</param>
    public static double Weight(Interpolation interpolation, double x)
    {
        x = Math.Abs(x);
        return interpolation switch
        {
            Interpolation.Bilinear => Math.Max(0, 1 - x),
            Interpolation.Bicubic => Keys(x),
            Interpolation.MitchellCubic => Mitchell(x),
            Interpolation.Lanczos3 => Lanczos(x, 3),
            Interpolation.Lanczos5 => Lanczos(x, 5),
            Interpolation.Gaussian => x >= GaussianRadius ? 0 : Math.Exp(-x * x / (2 * GaussianDeviation * GaussianDeviation)),
            _ => throw Unknown(interpolation),
        };
    }

    // R. G. Keys, IEEE ASSP 29(6), 1981: the cubic that is exact for quadratics.
    private static double Keys(double x) => x switch
    {
        < 1 => (((1.5 * x) - 2.5) * x * x) + 1,
        < 2 => (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2,
        _ => 0,
    };

    // Mitchell and Netravali, SIGGRAPH 1988, with B = C = 1/3.
    private static double Mitchell(double x) => x switch
    {
        < 1 => (((7.0 / 6 * x) - 2) * x * x) + (8.0 / 9),
        < 2 => (((((-7.0 / 18 * x) + 2) * x) - (10.0 / 3)) * x) + (16.0 / 9),
        _ => 0,
    };

    private static double Lanczos(double x, double radius) =>
        x > radius ? 0
        : x <= SincIsOne ? 1
        : radius * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / radius) / (Math.PI * Math.PI * x * x);

    private static ArgumentOutOfRangeException Unknown(Interpolation interpolation) =>
        new(nameof(interpolation), interpolation, "Needs an interpolation with a kernel.");
}
