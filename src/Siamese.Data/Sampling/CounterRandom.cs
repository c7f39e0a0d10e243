using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Random numbers as a pure function of (seed, epoch, index, draw): nothing is stored and nothing advances.</summary>
/// <remarks>
/// <para>A value is a key; a draw names its number, so the order in which threads ask does not matter and draw 1,000
/// costs what draw 0 costs. The parts of the key are mixed by hash, never added: seed 42 in epoch 1 has nothing in
/// common with seed 43 in epoch 0.</para>
/// <para>Built on SplitMix64 (Steele, Lea and Flood 2014). The numbers are pinned by tests and do not change between
/// versions of .NET or of this library. Not for cryptography. Immutable, thread-safe.</para>
/// </remarks>
public readonly struct CounterRandom : IEquatable<CounterRandom>
{
    private readonly ulong _key;

    /// <summary>The root key of a seed.</summary>
    /// <param name="seed">Any value; neighbouring seeds give unrelated numbers.</param>
    public CounterRandom(ulong seed) => _key = SplitMix64.At(seed, 0);

    private CounterRandom(ulong key, bool _) => _key = key;

    /// <summary>The state that draws are numbered from, for who makes many of them at once.</summary>
    internal ulong Key => _key;

    /// <summary>The key of one epoch.</summary>
    /// <param name="seed">Any value.</param>
    /// <param name="epoch">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> is negative.</exception>
    public static CounterRandom For(ulong seed, int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return new CounterRandom(seed).Fork((ulong)epoch);
    }

    /// <summary>The key of one item of one epoch.</summary>
    /// <param name="seed">Any value.</param>
    /// <param name="epoch">0 or more.</param>
    /// <param name="index">Position in the epoch, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> or <paramref name="index"/> is negative.</exception>
    public static CounterRandom For(ulong seed, int epoch, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return For(seed, epoch).Fork((ulong)index);
    }

    /// <summary>The key of one slot (role, view, augmentation step) of one item of one epoch.</summary>
    /// <param name="seed">Any value.</param>
    /// <param name="epoch">0 or more.</param>
    /// <param name="index">Position in the epoch, 0 or more.</param>
    /// <param name="slot">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A position is negative.</exception>
    public static CounterRandom For(ulong seed, int epoch, long index, int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        return For(seed, epoch, index).Fork((ulong)slot);
    }

    /// <summary>An independent key below this one, for example one per class of an epoch.</summary>
    /// <param name="branch">Any value; different branches never share a key.</param>
    public CounterRandom Fork(ulong branch) => new(SplitMix64.Branch(_key, branch), default);

    /// <summary>64 random bits.</summary>
    /// <param name="draw">Which of the key's numbers; any value.</param>
    public ulong Bits(ulong draw) => SplitMix64.At(_key, draw);

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), without bias.</summary>
    /// <param name="bound">1 or more.</param>
    /// <param name="draw">Which of the key's numbers; any value.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int Below(int bound, ulong draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Below((ulong)bound, draw);
    }

    /// <summary>A uniform integer in [0, <paramref name="bound"/>), without bias.</summary>
    /// <param name="bound">1 or more.</param>
    /// <param name="draw">Which of the key's numbers; any value.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is 0.</exception>
    public ulong Below(ulong bound, ulong draw)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        return SplitMix64.Below(Bits(draw), bound);
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2^-53.</summary>
    /// <param name="draw">Which of the key's numbers; any value.</param>
    public double Unit(ulong draw) => (Bits(draw) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Puts the items in a uniformly random order, in place (Fisher and Yates), using draws 0 to Length - 2.</summary>
    /// <param name="items">What to shuffle.</param>
    /// <typeparam name="T">Type of the items.</typeparam>
    public void Shuffle<T>(Span<T> items) => SplitMix64.Shuffle(_key, items);

    /// <summary>The numbers 0 to <paramref name="count"/> - 1 in a uniformly random order.</summary>
    /// <param name="count">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var items = new int[count];
        for (var i = 0; i < count; i++)
            items[i] = i;
        Shuffle<int>(items);
        return items;
    }

    /// <summary>Whether both are the same key.</summary>
    public bool Equals(CounterRandom other) => _key == other._key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CounterRandom other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _key.GetHashCode();

    /// <summary>Whether both are the same key.</summary>
    public static bool operator ==(CounterRandom left, CounterRandom right) => left.Equals(right);

    /// <summary>Whether the keys differ.</summary>
    public static bool operator !=(CounterRandom left, CounterRandom right) => !left.Equals(right);
}
