using System.Runtime.InteropServices;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>A reducer as a weight for each anchor and a factor for their sum: all that is needed where no tuple is listed.</summary>
internal sealed class RowReduction
{
    private static readonly Func<long, RowValue, double> One = (_, _) => 1;
    private static readonly Func<long, RowValue, double> OfTuples = (_, value) => value.Count == 0 ? 0 : 1.0 / value.Count;

    private readonly Func<RowTotals, double> _divisor;

    private RowReduction(Func<long, RowValue, double> weight, Func<RowTotals, double> divisor) => (Weight, _divisor) = (weight, divisor);

    /// <summary>Weight of an anchor; depends on nothing but its own share.</summary>
    public Func<long, RowValue, double> Weight { get; }

    /// <summary>By what the weighted sum is multiplied.</summary>
    public double Factor(RowTotals totals) => 1 / Math.Max(1, _divisor(totals));

    /// <summary>The plain sum.</summary>
    public static RowReduction Sum { get; } = new(One, _ => 1);

    /// <summary>Null for a reducer that has to see single tuples.</summary>
    public static RowReduction? Of(Reducer reducer, LossBatch batch) => reducer switch
    {
        // No row loss but the margin loss, which divides by itself, names a divisor.
        MeanReducer or DivisorReducer => new RowReduction(One, totals => (double)totals.Count),
        SumReducer => Sum,
        ThresholdReducer { Low: 0, High: null } => new RowReduction(One, totals => (double)totals.Active),
        PerAnchorReducer { Inner: MeanReducer } => new RowReduction(OfTuples, totals => totals.Anchors),
        PerAnchorReducer { Inner: SumReducer } => new RowReduction(OfTuples, _ => 1),
        PerAnchorReducer { Inner: ThresholdReducer { Low: 0, High: null } } => new RowReduction(OfTuples, totals => totals.CountWhere(value => value.Active > 0)),
        ClassWeightedReducer weighted when batch.Labels is not null => new RowReduction(OfClasses(weighted, batch), totals => (double)totals.Count),
        _ => null,
    };

    /// <summary>The same for a loss that prices each anchor as a whole: every anchor has one loss, 0 if it has no tuple. Null for no reduction.</summary>
    public static RowReduction? OfAnchors(Reducer reducer, LossBatch batch) => reducer switch
    {
        NoReducer => null,
        SumReducer => Sum,
        ThresholdReducer limits => new RowReduction((_, value) => Within(limits, value) ? 1 : 0, totals => totals.CountWhere(value => Within(limits, value))),
        PerAnchorReducer perAnchor => OfAnchors(perAnchor.Inner, batch),
        ClassWeightedReducer weighted => batch.Labels is null ? null : new RowReduction(OfClasses(weighted, batch), totals => totals.Anchors),
        _ => new RowReduction(One, totals => totals.Anchors),
    };

    /// <summary>A sum divided by a number that is known once all rows have been seen; 0 where that is 0.</summary>
    public static RowReduction DividedBy(Func<double> divisor) => new(One, _ => divisor() is > 0 and var by ? by : double.PositiveInfinity);

    /// <summary>The same division of a sum to which the weights are applied already.</summary>
    public RowReduction Weighted() => new(One, _divisor);

    private static bool Within(ThresholdReducer limits, RowValue value)
        => value.Sum > (limits.Low ?? double.NegativeInfinity) && value.Sum < (limits.High ?? double.PositiveInfinity);

    private static Func<long, RowValue, double> OfClasses(ClassWeightedReducer reducer, LossBatch batch)
    {
        reducer.CheckRange(batch.Labels!);
        using var scope = NewDisposeScope();
        var labels = MemoryMarshal.Cast<byte, long>(batch.Labels!.to(ScalarType.Int64, CPU).contiguous().bytes).ToArray();
        return (anchor, _) => reducer.Weights[(int)labels[anchor]];
    }
}
