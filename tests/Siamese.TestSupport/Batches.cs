using static TorchSharp.torch;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Seeded batches of made-up embeddings.</summary>
public static class Batches
{
    /// <summary>Normally distributed rows, float64.</summary>
    public static double[][] Rows(int count, int width, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, width).Select(_ => Normal(random)).ToArray())];
    }

    /// <summary>Labels of 0 to <paramref name="classes"/> less 1, in no order.</summary>
    public static long[] Labels(int count, int classes, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (long)random.Next(classes))];
    }

    /// <summary>Rows as a tensor, <c>[N, D]</c>.</summary>
    public static Tensor Stack(double[][] rows, ScalarType type = ScalarType.Float64)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var scope = NewDisposeScope();
        var values = tensor(rows.SelectMany(row => row).ToArray(), [rows.Length, rows.Length == 0 ? 1 : rows[0].Length]);
        return values.to(type).MoveToOuterDisposeScope();
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
