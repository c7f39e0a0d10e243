namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Deals the samples of each pool in portions of K, in a fresh random order whenever a pool has been gone through.</summary>
internal sealed class PoolDealer
{
    private readonly SamplePools _pools;
    private readonly int _size;
    private readonly CounterRandom _random;
    private readonly int[] _samples;      // [N] of all pools, in their own order
    private readonly int[] _order;        // [N] the same, shuffled
    private readonly int[] _taken;        // [pools] portions dealt so far
    private readonly int[] _round;        // [pools] which shuffle lies in _order; -1 for none

    internal PoolDealer(SamplePools pools, int size, CounterRandom random, CounterRandom merging)
    {
        _pools = pools;
        _size = size;
        _random = random;
        _samples = pools.Samples(merging);
        _order = new int[_samples.Length];
        _taken = new int[pools.Count];
        _round = new int[pools.Count];
        Array.Fill(_round, -1);
    }

    /// <summary>Leaves out the next portion of a pool.</summary>
    internal void Pass(int pool) => _taken[pool]++;

    /// <summary>Writes the next portion of a pool. Its samples differ wherever the pool has at least as many.</summary>
    internal void Take(int pool, Span<int> samples)
    {
        var (round, portion) = Math.DivRem(_taken[pool]++, _pools.Portions[pool]);
        var range = _pools.Starts[pool].._pools.Starts[pool + 1];
        var order = _order.AsSpan(range);
        if (_round[pool] != round)
        {
            // From the pool's own order each time, so that a round does not depend on the rounds before it.
            _samples.AsSpan(range).CopyTo(order);
            _random.Fork(_pools.KeyOf(pool)).Fork((ulong)round).Shuffle(order);
            _round[pool] = round;
        }

        for (var i = 0; i < _size; i++)
            samples[i] = order[(int)(((long)portion * _size + i) % order.Length)];
    }
}
