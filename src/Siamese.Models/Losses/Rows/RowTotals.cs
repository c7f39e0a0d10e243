namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>What each anchor added; sums over all of them, in the order of the anchors whatever thread came first.</summary>
internal sealed class RowTotals(int anchors)
{
    private readonly RowValue[] _values = new RowValue[anchors];

    public RowValue this[long anchor]
    {
        get => _values[anchor];
        set => _values[anchor] = value;
    }

    public int Anchors => _values.Length;

    /// <summary>Number of tuples. A row has fewer than 2^63, all of them together may have more.</summary>
    public UInt128 Count => _values.Aggregate(UInt128.Zero, (sum, value) => sum + (ulong)value.Count);

    /// <summary>Number of tuples with a loss above 0.</summary>
    public UInt128 Active => _values.Aggregate(UInt128.Zero, (sum, value) => sum + (ulong)value.Active);

    /// <summary>Number of anchors for which something holds.</summary>
    public int CountWhere(Func<RowValue, bool> holds) => _values.Count(holds);

    /// <summary>Sum of the losses, each anchor's times its weight.</summary>
    public double Sum(Func<long, RowValue, double> weight)
    {
        // Kahan: a batch may have 10^11 tuples.
        var (sum, lost) = (0.0, 0.0);
        for (var i = 0; i < _values.Length; i++)
        {
            var next = (_values[i].Sum * weight(i, _values[i])) - lost;
            var total = sum + next;
            lost = double.IsFinite(total) ? total - sum - next : 0;
            sum = total;
        }
        return sum;
    }
}
