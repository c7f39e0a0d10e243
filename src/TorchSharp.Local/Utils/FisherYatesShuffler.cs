using System;
using System.Collections;
using System.Collections.Generic;

namespace TorchSharp.Utils;

/// <summary>The numbers from 0 to size - 1 in random order; with a seed, the same order at every enumeration.</summary>
public class FisherYatesShuffler(long size, int? seed = null) : IEnumerable<long>
{
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)Shuffle(seed is { } s ? new Random(s) : new Random())).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The order for a seed is part of the contract: i draws its place from two numbers of 31 bits.
    private long[] Shuffle(Random random)
    {
        var order = new long[Math.Max(size, 0)];
        for (var i = 0L; i < order.Length; i++)
        {
            var high = (long)random.Next() << 32;
            var place = (high + random.Next()) % (i + 1);
            order[i] = order[place];
            order[place] = i;
        }
        return order;
    }
}
