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
        MeanReducer => new RowReduction(One, totals => (double)totals.Count),
        SumReducer => Sum,
        ThresholdReducer { Low: 0, High: null } => new RowReduction(One, totals => (double)totals.Active),
        PerAnchorReducer { Inner: MeanReducer } => new RowReduction(OfTuples, totals => totals.Anchors),
        PerAnchorReducer { Inner: SumReducer } => new RowReduction(OfTuples, _ => 1),
        PerAnchorReducer { Inner: ThresholdReducer { Low: 0, High: null } } => new RowReduction(OfTuples, ActiveAnchors),
        ClassWeightedReducer weighted when batch.Labels is not null => new RowReduction(OfClasses(weighted, batch), totals => (double)totals.Count),
        _ => null,
    };

    private static double ActiveAnchors(RowTotals totals)
    {
        var count = 0;
        for (var i = 0; i < totals.Anchors; i++)
            count += totals[i].Active > 0 ? 1 : 0;
        return count;
    }

    private static Func<long, RowValue, double> OfClasses(ClassWeightedReducer reducer, LossBatch batch)
    {
        reducer.CheckRange(batch.Labels!);
        using var scope = NewDisposeScope();
        var labels = MemoryMarshal.Cast<byte, long>(batch.Labels!.to(ScalarType.Int64, CPU).contiguous().bytes).ToArray();
        return (anchor, _) => reducer.Weights[(int)labels[anchor]];
    }
}
