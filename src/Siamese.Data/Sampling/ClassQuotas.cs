using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Class weights as whole numbers of turns in a cycle.</summary>
internal static class ClassQuotas
{
    /// <summary>Turns a class in a cycle where weights have no exact small form: shares are then right to about 1 %.</summary>
    private const int Resolution = 64;

    /// <summary>One turn for every class, or as many as its weight says.</summary>
    /// <param name="space">The space the turns are for.</param>
    /// <param name="weights">A weight for every class; null for equal ones.</param>
    /// <param name="argument">Where the weights came from, for messages.</param>
    internal static int[] Of(IAnchoredSpace space, IReadOnlyList<double>? weights, string argument)
    {
        var quotas = new int[space.ClassCount];
        if (weights is null)
        {
            Array.Fill(quotas, 1);
            return quotas;
        }

        Check(space, weights, argument);
        var used = weights.Where(w => w > 0).ToList();
        var largest = used.Max();      // shares of it add up to a number, whatever the weights are
        var scale = ExactScale(used) * largest ?? Resolution * (double)used.Count / used.Sum(w => w / largest);
        for (var c = 0; c < quotas.Length; c++)
            quotas[c] = weights[c] > 0 ? Math.Max(1, (int)Math.Round(weights[c] / largest * scale)) : 0;
        return quotas;
    }

    /// <summary>What turns whole weights without a common divisor into turns: 1 over that divisor; null for other weights.</summary>
    private static double? ExactScale(List<double> weights)
    {
        var divisor = 0L;
        foreach (var weight in weights)
        {
            if (weight > 1_000_000 || weight != Math.Floor(weight))
                return null;
            var (a, b) = ((long)weight, divisor);
            while (b != 0)
                (a, b) = (b, a % b);
            divisor = a;
        }

        return weights.Sum() / divisor <= int.MaxValue ? 1.0 / divisor : null;
    }

    private static void Check(IAnchoredSpace space, IReadOnlyList<double> weights, string argument)
    {
        if (weights.Count != space.ClassCount)
            throw new ArgumentException($"Needs ClassWeights for {space.ClassCount} classes, got {weights.Count}.", argument);
        var withTuples = new bool[space.ClassCount];
        for (var block = 0; block < space.BlockCount; block++)
            withTuples[space.ClassOfBlock(block)] |= space.StartOfBlock(block + 1) > space.StartOfBlock(block);
        for (var c = 0; c < weights.Count; c++)
        {
            if (!(weights[c] >= 0 && double.IsFinite(weights[c])))
                throw new ArgumentException($"Needs ClassWeights of 0 or more, got {weights[c]} for class '{space.NameOfClass(c)}'.", argument);
            if (weights[c] > 0 && !withTuples[c])
            {
                throw new ArgumentException(
                    $"Needs ClassWeights of 0 for classes without tuples, got {weights[c]} for class '{space.NameOfClass(c)}', "
                    + "which is too small to be an anchor's.", argument);
            }
        }

        if (weights.All(w => w == 0))
            throw new ArgumentException("Needs ClassWeights above 0 for at least 1 class, got 0 for all.", argument);
    }
}
