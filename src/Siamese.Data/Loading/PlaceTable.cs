namespace TorchSharp.Siamese.Data.Loading;

/// <summary>At which place of a batch a draw of a sample stands: a hash table that is emptied in no time and never shrinks. For one thread.</summary>
internal sealed class PlaceTable
{
    private (ulong Key, uint Round, int Place)[] _slots = new (ulong, uint, int)[256];
    private uint _round = 1;        // slots of other rounds are empty
    private int _count;

    public void Clear()
    {
        if (_round == uint.MaxValue)
            (_slots, _round) = (new (ulong, uint, int)[_slots.Length], 0);
        _round++;
        _count = 0;
    }

    /// <summary>The place of a draw, -1 for none.</summary>
    public int Find(int sample, int draw)
    {
        var slot = _slots[SlotOf(KeyOf(sample, draw))];
        return slot.Round == _round ? slot.Place : -1;
    }

    /// <summary>Adds a draw that is not there.</summary>
    public void Add(int sample, int draw, int place)
    {
        if (2 * ++_count > _slots.Length)
            Grow();
        var key = KeyOf(sample, draw);
        _slots[SlotOf(key)] = (key, _round, place);
    }

    private static ulong KeyOf(int sample, int draw) => ((ulong)draw << 32) | (uint)sample;

    // Where the key is, or else where it would be put.
    private int SlotOf(ulong key)
    {
        var mask = _slots.Length - 1;
        var at = (int)(unchecked(key * 0x9E3779B97F4A7C15) >> 33) & mask;
        while (_slots[at].Round == _round && _slots[at].Key != key)
            at = (at + 1) & mask;
        return at;
    }

    private void Grow()
    {
        var before = _slots;
        _slots = new (ulong, uint, int)[2 * before.Length];
        foreach (var slot in before)
        {
            if (slot.Round == _round)
                _slots[SlotOf(slot.Key)] = slot;
        }
    }
}
