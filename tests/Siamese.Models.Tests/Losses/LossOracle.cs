namespace TorchSharp.Siamese.Models.Tests.Losses;

/// <summary>The losses as plain double loops over Euclidean distances.</summary>
internal static class LossOracle
{
    public static double Distance(double[] left, double[] right, bool normalize)
    {
        var (l, r) = normalize ? (Unit(left), Unit(right)) : (left, right);
        return Math.Sqrt(l.Zip(r, (x, y) => (x - y) * (x - y)).Sum());
    }

    /// <summary>Losses of all positive pairs, and of all negative pairs.</summary>
    public static (List<double> Positive, List<double> Negative) Contrastive(
        double[][] rows, long[] labels, double positiveMargin, double negativeMargin, bool squared)
    {
        var (positive, negative) = (new List<double>(), new List<double>());
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows.Length; j++)
            {
                if (i == j)
                    continue;
                var d = Distance(rows[i], rows[j], normalize: !squared);
                var same = labels[i] == labels[j];
                var v = Math.Max(0, same ? d - positiveMargin : negativeMargin - d);
                (same ? positive : negative).Add(squared ? v * v / 2 : v);
            }
        }
        return (positive, negative);
    }

    /// <summary>Losses of all triplets; positives and negatives from the reference.</summary>
    public static List<double> Triplets(
        double[][] rows, long[] labels, double[][] reference, long[] referenceLabels, bool within, double margin, bool swap, bool soft)
    {
        var losses = new List<double>();
        for (var a = 0; a < rows.Length; a++)
        {
            for (var p = 0; p < reference.Length; p++)
            {
                for (var n = 0; n < reference.Length; n++)
                {
                    if (referenceLabels[p] != labels[a] || referenceLabels[n] == labels[a] || (within && a == p))
                        continue;
                    var far = Distance(rows[a], reference[n], normalize: true);
                    if (swap)
                        far = Math.Min(far, Distance(reference[p], reference[n], normalize: true));
                    var v = Distance(rows[a], reference[p], normalize: true) - far + margin;
                    losses.Add(soft ? Math.Log(1 + Math.Exp(v)) : Math.Max(0, v));
                }
            }
        }
        return losses;
    }

    public static double MeanOfPositive(IEnumerable<double> losses) => losses.Where(loss => loss > 0).DefaultIfEmpty(0).Average();

    private static double[] Unit(double[] row)
    {
        var norm = Math.Sqrt(row.Sum(x => x * x));
        return [.. row.Select(x => x / norm)];
    }
}
