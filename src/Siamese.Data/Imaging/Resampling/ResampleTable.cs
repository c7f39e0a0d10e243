namespace TorchSharp.Siamese.Data.Imaging.Resampling;

/// <summary>
/// For each output pixel of one axis: the first input pixel, and the same number of weights for all. The table is a function
/// of two lengths and a kernel, so it serves every image of that size. Immutable.
/// </summary>
internal sealed class ResampleTable
{
    private const double Negligible = 1e-12;     // what the sine leaves of a zero
    private const double SmallestSum = 1000 * 1.17549435e-38;

    private ResampleTable(int[] starts, int taps, float[] weights)
    {
        Starts = starts;
        Taps = taps;
        Weights = weights;
    }

    /// <summary>First input pixel of each output pixel; it and the following <see cref="Taps"/> - 1 exist.</summary>
    public int[] Starts { get; }

    /// <summary>Input pixels for each output pixel.</summary>
    public int Taps { get; }

    /// <summary>Weights, <c>[Taps, outputs]</c>: first all first ones, so that neighbours are computed side by side.</summary>
    public float[] Weights { get; }

    public static ResampleTable Build(int inputs, int outputs, Interpolation interpolation, bool antialias)
    {
        var spans = new (int Start, double[] Weights)[outputs];
        for (var i = 0; i < outputs; i++)
        {
            spans[i] = Trimmed(interpolation switch
            {
                Interpolation.Nearest => NearestSpan(i, inputs, outputs),
                Interpolation.Area => AreaSpan(i, inputs, outputs),
                _ => KernelSpan(i, inputs, outputs, interpolation, antialias),
            });
        }
        return Pack(spans, inputs);
    }

    // In float, as TensorFlow: where the point falls on an edge between pixels, rounding decides.
    private static (int Start, double[] Weights) NearestSpan(int output, int inputs, int outputs)
    {
        var scale = inputs / (float)outputs;
        return (Math.Min((int)MathF.Floor((output + 0.5f) * scale), inputs - 1), [1]);
    }

    /// <summary>Lengths in units of 1 / outputs input pixels, so that they are whole numbers.</summary>
    private static (int Start, double[] Weights) AreaSpan(int output, int inputs, int outputs)
    {
        long from = (long)output * inputs, to = from + inputs;
        var start = (int)(from / outputs);
        var weights = new double[(int)((to + outputs - 1) / outputs) - start];
        for (var j = 0; j < weights.Length; j++)
        {
            var pixel = (long)(start + j) * outputs;
            weights[j] = (Math.Min(to, pixel + outputs) - Math.Max(from, pixel)) / (double)inputs;
        }
        return (start, weights);
    }

    private static (int Start, double[] Weights) KernelSpan(int output, int inputs, int outputs, Interpolation interpolation, bool antialias)
    {
        var scale = inputs / (double)outputs;
        var width = antialias ? Math.Max(scale, 1) : 1;
        var point = (output + 0.5) * scale;
        var reach = ResampleKernel.Radius(interpolation) * width;
        var start = Math.Clamp((int)Math.Ceiling(point - reach - 0.5), 0, inputs - 1);
        var end = Math.Clamp((int)Math.Floor(point + reach - 0.5), 0, inputs - 1);
        var weights = new double[end - start + 1];
        var sum = 0.0;
        for (var j = 0; j < weights.Length; j++)
        {
            weights[j] = ResampleKernel.Weight(interpolation, (start + j + 0.5 - point) / width);
            sum += weights[j];
        }
        if (Math.Abs(sum) >= SmallestSum)
        {
            for (var j = 0; j < weights.Length; j++)
                weights[j] /= sum;
        }
        return (start, weights);
    }

    private static (int Start, double[] Weights) Trimmed((int Start, double[] Weights) span)
    {
        var weights = span.Weights;
        int from = 0, to = weights.Length;
        while (to - from > 1 && Math.Abs(weights[from]) < Negligible)
            from++;
        while (to - from > 1 && Math.Abs(weights[to - 1]) < Negligible)
            to--;
        return to - from == weights.Length ? span : (span.Start + from, weights[from..to]);
    }

    private static ResampleTable Pack((int Start, double[] Weights)[] spans, int inputs)
    {
        var taps = spans.Max(span => span.Weights.Length);
        var starts = new int[spans.Length];
        var packed = new float[taps * spans.Length];
        for (var i = 0; i < spans.Length; i++)
        {
            var (start, weights) = spans[i];
            starts[i] = Math.Min(start, inputs - taps);
            for (var j = 0; j < weights.Length; j++)
                packed[((start - starts[i] + j) * spans.Length) + i] = (float)weights[j];
        }
        return new ResampleTable(starts, taps, packed);
    }
}
