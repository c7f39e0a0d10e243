namespace TorchSharp.Siamese.Models.Logging;

/// <summary>Numbers counted in buckets of one width, for TensorBoard's HistogramProto.</summary>
internal sealed class HistogramSummary
{
    private const int Buckets = 30;

    private HistogramSummary(double min, double max, int buckets)
    {
        Min = min;
        Max = max;
        Limits = new double[buckets];
        Counts = new double[buckets];
        for (var i = 0; i < buckets; i++)
            Limits[i] = i == buckets - 1 ? max : min + ((max - min) * (i + 1) / buckets);
    }

    public double Min { get; }

    public double Max { get; }

    public double Count { get; private set; }

    public double Sum { get; private set; }

    public double SumOfSquares { get; private set; }

    /// <summary>Upper end of each bucket, ascending; the first begins at <see cref="Min"/>.</summary>
    public double[] Limits { get; }

    public double[] Counts { get; }

    /// <summary>Counts what is finite; null where nothing is.</summary>
    public static HistogramSummary? Of(ReadOnlySpan<float> values)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (!float.IsFinite(value))
                continue;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }
        if (min > max)
            return null;
        var histogram = new HistogramSummary(min, max, min == max ? 1 : Buckets);
        foreach (var value in values)
        {
            if (float.IsFinite(value))
                histogram.Add(value);
        }
        return histogram;
    }

    public ProtoMessage ToProto() => new ProtoMessage()
        .Double(1, Min).Double(2, Max).Double(3, Count).Double(4, Sum).Double(5, SumOfSquares)
        .Doubles(6, Limits).Doubles(7, Counts);

    private void Add(double value)
    {
        var bucket = Max > Min ? (int)((value - Min) / (Max - Min) * Counts.Length) : 0;
        Counts[Math.Min(bucket, Counts.Length - 1)]++;
        Count++;
        Sum += value;
        SumOfSquares += value * value;
    }
}
