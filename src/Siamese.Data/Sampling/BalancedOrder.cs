using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>
/// Shares of a space (the tuples of a class, or of an anchor) taken in turn, each as often in a cycle as its quota
/// says and in random order; inside a share its tuples in random order, each once before any comes again.
/// </summary>
internal sealed class BalancedOrder : TupleOrder
{
    private readonly IAnchoredSpace _space;
    private readonly bool _byAnchor;
    private readonly CounterRandom _random;
    private readonly ExhaustionPolicy _policy;
    private readonly string _what;
    private readonly Share[] _shares;
    private readonly BlockTable _slots;        // one block a share, of its quota or its anchors
    private readonly ShuffledOrder _turns;     // the slots of a cycle, in another order each cycle

    /// <param name="space">What to go through; not empty.</param>
    /// <param name="quotas">Turns of each class in a cycle; null gives every anchor one turn.</param>
    /// <param name="random">The key of this order.</param>
    /// <param name="policy">What follows once a share is used up.</param>
    /// <param name="what">What the space holds, for messages: "positive pairs".</param>
    internal BalancedOrder(IAnchoredSpace space, int[]? quotas, CounterRandom random, ExhaustionPolicy policy, string what)
    {
        _space = space;
        _byAnchor = quotas is null;
        _random = random.Fork(1);
        _policy = policy;
        _what = what;
        _shares = [.. quotas is null ? ByAnchor(space) : ByClass(space, quotas)];
        _slots = new BlockTable([.. _shares.Select(share => (UInt128)share.Turns)]);
        _turns = new ShuffledOrder(_slots.Total, random.Fork(0), ExhaustionPolicy.Reshuffle, what);
        var cycles = _shares.Min(share => _byAnchor ? share.Size : share.Size / (UInt128)share.Turns);
        UniqueLength = cycles > UInt128.MaxValue / _slots.Total ? UInt128.MaxValue : cycles * _slots.Total;
    }

    internal override UInt128 UniqueLength { get; }

    internal override UInt128 At(ulong position)
    {
        var cycle = position / (ulong)_slots.Total;
        var number = _slots.FindSmall(_turns.AtSmall(position), out var offset);
        ref readonly var share = ref _shares[number];
        var key = _random.Fork((ulong)number);
        var (start, visit) = (share.Start, (UInt128)cycle);
        if (_byAnchor)
            (start, key) = (start + offset * share.Size, key.Fork(offset));
        else
            visit = visit * (UInt128)share.Turns + offset;

        UInt128 lap = 0;
        if (visit >= share.Size)
        {
            if (_policy == ExhaustionPolicy.Throw)
                throw UsedUp(_what, share.Size, $" of {(_byAnchor ? "an anchor of " : string.Empty)}class '{_space.NameOfClass(share.Class)}'");
            (lap, visit) = UInt128.DivRem(visit, share.Size);
        }

        return start + Feistel.Permute(share.Size, key.Bits((ulong)lap), visit);
    }

    private static IEnumerable<Share> ByAnchor(IAnchoredSpace space)
    {
        for (var block = 0; block < space.BlockCount; block++)
        {
            var (start, anchors) = (space.StartOfBlock(block), space.AnchorsOfBlock(block));
            var size = (space.StartOfBlock(block + 1) - start) / (UInt128)anchors;
            if (size > 0)
                yield return new Share(space.ClassOfBlock(block), start, size, anchors);
        }
    }

    private static IEnumerable<Share> ByClass(IAnchoredSpace space, int[] quotas)
    {
        for (var block = 0; block < space.BlockCount;)
        {
            var (c, start) = (space.ClassOfBlock(block), space.StartOfBlock(block));
            while (block < space.BlockCount && space.ClassOfBlock(block) == c)
                block++;
            var size = space.StartOfBlock(block) - start;
            if (size > 0 && quotas[c] > 0)
                yield return new Share(c, start, size, quotas[c]);
        }
    }

    /// <summary>Numbers of the space that belong together.</summary>
    /// <param name="Class">Their class.</param>
    /// <param name="Start">The first number.</param>
    /// <param name="Size">How many: of the class, or of each of its anchors.</param>
    /// <param name="Turns">Slots in a cycle: the quota of the class, or the number of its anchors.</param>
    private readonly record struct Share(int Class, UInt128 Start, UInt128 Size, int Turns);
}
