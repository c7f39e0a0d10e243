using System.Numerics;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Weights of items with their running sums (a Fenwick tree): change and search in O(log n).</summary>
internal sealed class WeightTree
{
    private readonly long[] _sums;     // [n + 1], 1-based; node i holds the weights of the lowbit(i) items up to i
    private readonly long[] _weights;

    internal WeightTree(int count)
    {
        _sums = new long[count + 1];
        _weights = new long[count];
    }

    internal long Total { get; private set; }

    internal void Set(int item, long weight)
    {
        var change = weight - _weights[item];
        _weights[item] = weight;
        Total += change;
        for (var node = item + 1; node < _sums.Length; node += node & -node)
            _sums[node] += change;
    }

    /// <summary>The item that owns unit <paramref name="unit"/> of the weight laid end to end.</summary>
    /// <param name="unit">0 to Total - 1.</param>
    internal int Find(long unit)
    {
        var node = 0;
        for (var step = (int)BitOperations.RoundUpToPowerOf2((uint)_sums.Length) / 2; step > 0; step /= 2)
        {
            if (node + step >= _sums.Length || _sums[node + step] > unit)
                continue;
            node += step;
            unit -= _sums[node];
        }

        return node;
    }
}
