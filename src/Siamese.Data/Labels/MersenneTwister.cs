namespace TorchSharp.Siamese.Data.Labels;

/// <summary>NumPy's <c>RandomState</c>, as far as its <c>shuffle</c> goes: the order that Keras gives files.</summary>
/// <remarks>Source: Matsumoto and Nishimura, ACM TOMACS 1998 (MT19937); seeding and rejection as NumPy's legacy generator does them.</remarks>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private const int Middle = 397;

    private readonly uint[] _state = new uint[Size];
    private int _next = Size;

    internal MersenneTwister(uint seed)
    {
        for (var i = 0u; i < Size; i++)
        {
            _state[i] = seed;
            seed = unchecked(1812433253u * (seed ^ (seed >> 30)) + i + 1);
        }
    }

    /// <summary>Fisher and Yates from the end, in place.</summary>
    internal void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = UpTo(last);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    internal uint Next()
    {
        if (_next == Size)
            Refill();
        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    /// <summary>0 to <paramref name="largest"/>: numbers under the next power of two, refused while too large.</summary>
    private int UpTo(int largest)
    {
        var mask = System.Numerics.BitOperations.RoundUpToPowerOf2((uint)largest + 1) - 1;
        uint value;
        do
        {
            value = Next() & mask;
        }
        while (value > (uint)largest);
        return (int)value;
    }

    private void Refill()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (_state[i] & 0x80000000) | (_state[(i + 1) % Size] & 0x7FFFFFFF);
            _state[i] = _state[(i + Middle) % Size] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
        }

        _next = 0;
    }
}
