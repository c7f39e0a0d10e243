namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>
/// How many batches an epoch has and how many places each, so that every pool (a class, a group) comes as often as it
/// has portions and never twice in a batch.
/// </summary>
internal sealed class BatchLayout
{
    private readonly int[] _portions;
    private readonly bool[] _fixed;

    /// <param name="portions">Portions of each pool, 1 or more: how often it must come to be seen whole.</param>
    /// <param name="always">Whether the pool is in every batch; fewer of these than places.</param>
    /// <param name="perBatch">Places in a batch; at most as many as there are pools.</param>
    /// <param name="imbalance">What to do where there are not enough portions of different pools.</param>
    internal BatchLayout(int[] portions, bool[] always, int perBatch, ImbalancePolicy imbalance)
    {
        _portions = portions;
        _fixed = always;
        var fixedCount = always.Count(f => f);
        var sum = portions.Where((_, pool) => !always[pool]).Sum(p => (long)p);
        var batches = Math.Max(portions.Max(), (sum - 1) / (perBatch - fixedCount) + 1);
        Batches = (int)batches;
        var full = batches * perBatch;
        Places = imbalance == ImbalancePolicy.Repeat ? full : Math.Min(full, batches * fixedCount + Math.Max(sum, (2 - fixedCount) * batches));
    }

    internal int Batches { get; }

    /// <summary>Places of all batches together; may be more than can be numbered.</summary>
    internal long Places { get; }

    /// <summary>Where each batch begins among the places; the last entry is their number.</summary>
    internal int[] Starts()
    {
        var starts = new int[Batches + 1];
        for (var batch = 0; batch <= Batches; batch++)
            starts[batch] = (int)(batch * Places / Batches);
        return starts;
    }

    /// <summary>How often each pool comes: its portions, plus portions that come again to fill the places that are left.</summary>
    internal int[] Dues(CounterRandom random)
    {
        int[] due = [.. _portions.Select((portions, pool) => _fixed[pool] ? Batches : portions)];
        var missing = (int)(Places - due.Sum(d => (long)d));
        for (var round = 0UL; missing > 0; round++)
        {
            // Every portion of every pool that has room comes again once, in random order, until the places are full.
            var again = new List<int>();
            for (var pool = 0; pool < due.Length; pool++)
                again.AddRange(Enumerable.Repeat(pool, Math.Min(_portions[pool], Batches - due[pool])));
            var order = again.ToArray();
            random.Fork(round).Shuffle<int>(order);
            foreach (var pool in order.AsSpan(0, Math.Min(missing, order.Length)))
                due[pool]++;
            missing -= Math.Min(missing, order.Length);
        }

        return due;
    }
}
