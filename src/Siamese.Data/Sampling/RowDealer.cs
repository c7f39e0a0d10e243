namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Deals the rows of one group in an epoch, and starts over with other rows once all have been dealt.</summary>
internal sealed class RowDealer
{
    private readonly GroupRows _rows;
    private readonly int _size;
    private readonly CounterRandom _random;
    private readonly int[] _starts;
    private readonly PoolDealer _dealer;
    private int[] _places = [];      // the pools of all rows of the current round
    private int _dealt;              // rows dealt so far

    internal RowDealer(GroupRows rows, int size, CounterRandom random)
    {
        _rows = rows;
        _size = size;
        _random = random;
        _starts = rows.Layout.Starts();
        _dealer = new PoolDealer(rows.Pools, size, random.Fork(0), random.Fork(1));
    }

    /// <summary>Leaves out the next row.</summary>
    internal void Pass()
    {
        foreach (var pool in Next())
            _dealer.Pass(pool);
    }

    /// <summary>Appends the samples of the next row.</summary>
    internal void Take(List<int> samples)
    {
        Span<int> portion = stackalloc int[_size];
        foreach (var pool in Next())
        {
            _dealer.Take(pool, portion);
            samples.AddRange(portion);
        }
    }

    private ReadOnlySpan<int> Next()
    {
        var (round, row) = Math.DivRem(_dealt++, _rows.Layout.Batches);
        if (row == 0)
        {
            var random = _random.Fork(2).Fork((ulong)round);
            _places = ClassSchedule.Draw(_rows.Layout.Dues(random.Fork(0)), _starts, random.Fork(1));
        }

        return _places.AsSpan(_starts[row].._starts[row + 1]);
    }
}
