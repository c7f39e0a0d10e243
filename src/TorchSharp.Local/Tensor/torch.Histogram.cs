using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Op OpHistogramBinsTensor = new("histogram", "bins_tensor"), OpHistogramBinCt = new("histogram", "bin_ct");

    /// <param name="bins">The edges, ascending.</param>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, Tensor bins, Tensor? weight = null, bool density = false) =>
        OpHistogramBinsTensor.Call2(input, bins, weight, density);

    /// <param name="range">From the least to the greatest value if null.</param>
    public static (Tensor hist, Tensor bin_edges) histogram(Tensor input, long bins, (double min, double max)? range = null, Tensor? weight = null,
        bool density = false) =>
        OpHistogramBinCt.Call2(input, bins, range is { } r ? (double[])[r.min, r.max] : Arg.None, weight, density);
}
