namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>Two sequences dealt into one at an exact ratio p : q, as evenly as whole numbers allow, p's first.</summary>
/// <remarks>Any p + q places in a row hold p of the first; the first r places hold ceil(r · p / (p + q)) of them.</remarks>
internal sealed class Interleave
{
    private readonly ulong _first;
    private readonly ulong _period;

    /// <param name="first">p, 1 or more.</param>
    /// <param name="second">q, 1 or more.</param>
    internal Interleave(int first, int second)
    {
        var (a, b) = (first, second);
        while (b != 0)
            (a, b) = (b, a % b);
        _first = (ulong)(first / a);
        _period = _first + (ulong)(second / a);
    }

    /// <summary>Which sequence a place belongs to, and its number there.</summary>
    /// <param name="place">Below 2^63.</param>
    internal (bool IsFirst, ulong Number) At(ulong place)
    {
        if (_period == 2)
            return ((place & 1) == 0, place >> 1);
        var (round, r) = Math.DivRem(place, _period);
        var before = Ceiling(r * _first);
        return Ceiling((r + 1) * _first) > before
            ? (true, round * _first + before)
            : (false, round * (_period - _first) + r - before);
    }

    /// <summary>How many of the first sequence have places before this one.</summary>
    internal ulong FirstBefore(ulong place)
    {
        var (round, r) = Math.DivRem(place, _period);
        return round * _first + Ceiling(r * _first);
    }

    /// <summary>Deals members of both sequences that belong to the places from one on.</summary>
    /// <param name="place">The first place.</param>
    /// <param name="first">The members of the first sequence that have these places.</param>
    /// <param name="second">Those of the second; together as many as there are places.</param>
    /// <param name="dealt">Takes the members of both.</param>
    internal void Merge<T>(ulong place, ReadOnlySpan<T> first, ReadOnlySpan<T> second, Span<T> dealt)
    {
        unchecked
        {
            // Place r is the first sequence's where -r · p modulo p + q is below p. No division a place.
            var rest = place % _period * _first % _period;
            var wait = rest == 0 ? 0 : _period - rest;
            int a = 0, b = 0;
            for (var i = 0; i < dealt.Length; i++)
            {
                wait -= _first;
                var isFirst = (long)wait >> 63;      // all ones or none
                dealt[i] = isFirst != 0 ? first[a] : second[b];
                a -= (int)isFirst;
                b += (int)isFirst + 1;
                wait += _period & (ulong)isFirst;
            }
        }
    }

    /// <summary>The place of number <paramref name="number"/> of the first sequence.</summary>
    internal UInt128 PlaceOfFirst(UInt128 number)
    {
        var (round, j) = UInt128.DivRem(number, _first);
        return round * _period + j * _period / _first;
    }

    /// <summary>The place of number <paramref name="number"/> of the second sequence.</summary>
    internal UInt128 PlaceOfSecond(UInt128 number)
    {
        var second = _period - _first;
        var (round, j) = UInt128.DivRem(number, second);
        return round * _period + ((j + 1) * _period - 1) / second;
    }

    private ulong Ceiling(ulong numerator) => (numerator + _period - 1) / _period;
}
