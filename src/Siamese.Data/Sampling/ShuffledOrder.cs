using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>The numbers of a space in random order, each once; then, if so wished, again in another order.</summary>
internal sealed class ShuffledOrder : TupleOrder
{
    private readonly CounterRandom _random;
    private readonly ExhaustionPolicy _policy;
    private readonly string _what;
    private readonly IndexPermutation _first;
    private readonly ulong _count;      // 0 where it is 2^63 or more
    private Lap _later;      // the last lap that was asked for; whoever reads it sees a whole one

    /// <param name="count">Size of the space, 1 to 2^127.</param>
    /// <param name="random">The key of this order.</param>
    /// <param name="policy">What follows the first lap.</param>
    /// <param name="what">What the space holds, for messages: "positive pairs".</param>
    internal ShuffledOrder(UInt128 count, CounterRandom random, ExhaustionPolicy policy, string what)
    {
        Count = count;
        _random = random;
        _policy = policy;
        _what = what;
        _count = count <= long.MaxValue ? (ulong)count : 0;
        _first = Order(0);
        _later = new Lap(0, _first);
    }

    internal UInt128 Count { get; }

    internal override UInt128 UniqueLength => Count;

    internal override UInt128 At(ulong position) => _count != 0 ? AtSmall(position) : _first.Forward(position);

    internal override ulong AtSmall(ulong position)
    {
        if (position < _count)
            return _first.ForwardSmall(position);
        var (lap, rest) = Math.DivRem(position, _count);
        return LapOf(lap).ForwardSmall(rest);
    }

    internal override void FillSmall(ulong first, Span<ulong> numbers)
    {
        while (!numbers.IsEmpty)
        {
            var (lap, rest) = Math.DivRem(first, _count);
            var part = (int)Math.Min((ulong)numbers.Length, _count - rest);
            (lap == 0 ? _first : LapOf(lap)).ForwardSmall(rest, numbers[..part]);
            numbers = numbers[part..];
            first += (ulong)part;
        }
    }

    private IndexPermutation LapOf(ulong lap)
    {
        if (_policy == ExhaustionPolicy.Throw)
            throw UsedUp(_what, Count, string.Empty);
        var later = _later;
        if (later.Number != lap)
            _later = later = new Lap(lap, Order(lap));
        return later.Order;
    }

    private IndexPermutation Order(ulong lap) => new(Count, _random.Bits(lap));

    private sealed record Lap(ulong Number, IndexPermutation Order);
}
