using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.Siamese.Data.Tuples.Feistel;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>A keyed random order of the numbers 0 to Count - 1 that is computed, not stored; and its inverse.</summary>
/// <remarks>
/// <para>Up to 256 numbers: a table, each order as likely as any other. Beyond: a Feistel network over
/// <c>[0, a) x [0, b)</c> with a·b just above Count, six rounds of addition modulo a or b, and cycle walking (Black and
/// Rogaway, CT-RSA 2002) over the few values past the end. Memory is a few words, whatever Count is.</para>
/// <para>Good enough for statistics, not for cryptography. The mapping is pinned by tests. Immutable, thread-safe.</para>
/// </remarks>
public sealed class IndexPermutation
{
    private const int TableLimit = 256;
    private const int RunLength = 128;        // numbers worked on together: their halves fit the first-level cache

    private readonly byte[]? _forward;
    private readonly byte[]? _backward;
    private readonly ulong _key0, _key1, _key2, _key3, _key4, _key5;
    private readonly ulong _left;             // a
    private readonly ulong _right;            // b
    private readonly ulong _rightReciprocal;  // floor((2^64 - 1) / b)
    private readonly ulong _count;            // where Count fits 63 bits and ulong arithmetic does; else 0

    /// <summary>The order that belongs to a key.</summary>
    /// <param name="count">How many numbers: 1 to 2^127.</param>
    /// <param name="key">Any value; neighbouring keys give unrelated orders.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is outside that range.</exception>
    public IndexPermutation(UInt128 count, ulong key)
    {
        if (count == 0 || count > LargestCount)
            throw new ArgumentOutOfRangeException(nameof(count), $"Needs 1 to 2^127 numbers, got {count}.");
        Count = count;
        if (count <= TableLimit)
        {
            (_forward, _backward) = Tables((int)count, key);
            return;
        }

        _count = count <= long.MaxValue ? (ulong)count : 0;
        _right = CeilingRoot(count);
        _left = (ulong)((count - 1) / _right + 1);
        _rightReciprocal = ulong.MaxValue / _right;
        _key0 = SplitMix64.At(key, 0);
        _key1 = SplitMix64.At(key, 1);
        _key2 = SplitMix64.At(key, 2);
        _key3 = SplitMix64.At(key, 3);
        _key4 = SplitMix64.At(key, 4);
        _key5 = SplitMix64.At(key, 5);
    }

    /// <summary>The largest allowed <see cref="Count"/>, 2^127.</summary>
    public static UInt128 LargestCount => UInt128.One << 127;

    /// <summary>How many numbers are permuted.</summary>
    public UInt128 Count { get; }

    /// <summary>The number at a position of the order.</summary>
    /// <param name="position">0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="position"/> is outside that range.</exception>
    public UInt128 Forward(UInt128 position)
    {
        CheckRange(position, nameof(position));
        if (_count != 0 || _forward is not null)
            return ForwardSmall((ulong)position);
        var x = position;
        do
        {
            var (left, right) = ((ulong)(x / _right), (ulong)(x % _right));
            Encrypt(ref left, ref right);
            x = (UInt128)left * _right + right;
        }
        while (x >= Count);
        return x;
    }

    /// <summary>The position of a number in the order: <c>Backward(Forward(i)) == i</c>.</summary>
    /// <param name="value">0 to Count - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is outside that range.</exception>
    public UInt128 Backward(UInt128 value)
    {
        CheckRange(value, nameof(value));
        if (_backward is not null)
            return _backward[(int)value];
        var x = value;
        do
        {
            var (left, right) = ((ulong)(x / _right), (ulong)(x % _right));
            Decrypt(ref left, ref right);
            x = (UInt128)left * _right + right;
        }
        while (x >= Count);
        return x;
    }

    /// <summary>As <see cref="Forward"/> where Count is below 2^63 and the position is known to be in range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong ForwardSmall(ulong position)
    {
        if (_forward is not null)
            return _forward[position];
        var x = StepSmall(position);
        while (x >= _count)
            x = StepSmall(x);
        return x;
    }

    /// <summary>As <see cref="ForwardSmall(ulong)"/> for the positions from <paramref name="first"/> on.</summary>
    internal void ForwardSmall(ulong first, Span<ulong> values)
    {
        var done = 0;
        if (_forward is null && Vector512.IsHardwareAccelerated)
            done = RunOfVectors(first, values);
        else if (_forward is null)
            done = RunOfNumbers(first, values);
        for (var i = done; i < values.Length; i++)
            values[i] = ForwardSmall(first + (ulong)i);
    }

    /// <summary>Eight numbers at a time; says how many were done. For more than 256 numbers.</summary>
    internal int RunOfVectors(ulong first, Span<ulong> values)
    {
        var (a, b, count) = (Vector512.Create(_left), Vector512.Create(_right), Vector512.Create(_count));
        var done = 0;
        for (; done <= values.Length - Vector512<ulong>.Count; done += Vector512<ulong>.Count)
        {
            var position = first + (ulong)done;
            var start = SplitSmall(position, out var rest);
            // The next positions have the next right halves; past the last of those, the next left half.
            var right = Vector512.Create(rest) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
            var past = Vector512.GreaterThanOrEqual(right, b);      // once at the most: b is at least 17
            right -= b & past;
            var left = Vector512.Create(start) - past;

            left = Add(left, Noise(right, _key0, a), a);
            right = Add(right, Noise(left, _key1, b), b);
            left = Add(left, Noise(right, _key2, a), a);
            right = Add(right, Noise(left, _key3, b), b);
            left = Add(left, Noise(right, _key4, a), a);
            right = Add(right, Noise(left, _key5, b), b);
            var value = left * b + right;
            value.CopyTo(values[done..]);
            if (Vector512.GreaterThanOrEqualAny(value, count))
                WalkOn(values.Slice(done, Vector512<ulong>.Count));
        }

        return done;
    }

    /// <summary>All numbers, round by round: the rounds of one number wait for each other, those of its neighbours do not. For more than 256 numbers.</summary>
    internal int RunOfNumbers(ulong first, Span<ulong> values)
    {
        Span<ulong> rights = stackalloc ulong[Math.Min(RunLength, values.Length)];
        for (var start = 0; start < values.Length; start += RunLength)
        {
            var lefts = values.Slice(start, Math.Min(RunLength, values.Length - start));
            var others = rights[..lefts.Length];
            for (var i = 0; i < lefts.Length; i++)
                lefts[i] = SplitSmall(first + (ulong)(start + i), out others[i]);
            RoundSmall(lefts, others, _key0, _left);
            RoundSmall(others, lefts, _key1, _right);
            RoundSmall(lefts, others, _key2, _left);
            RoundSmall(others, lefts, _key3, _right);
            RoundSmall(lefts, others, _key4, _left);
            RoundSmall(others, lefts, _key5, _right);
            for (var i = 0; i < lefts.Length; i++)
                lefts[i] = unchecked(lefts[i] * _right + others[i]);
            WalkOn(lefts);
        }

        return values.Length;
    }

    private void WalkOn(Span<ulong> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            while (values[i] >= _count)
                values[i] = StepSmall(values[i]);
        }
    }

    private static void RoundSmall(Span<ulong> halves, ReadOnlySpan<ulong> others, ulong key, ulong modulus)
    {
        others = others[..halves.Length];      // one check instead of one a number
        for (var i = 0; i < halves.Length; i++)
            halves[i] = AddSmall(halves[i], Noise(others[i], key, modulus), modulus);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong SplitSmall(ulong x, out ulong right)
    {
        unchecked
        {
            // x / b by multiplication: x < 2^63, so the estimate is at most 1 too small.
            var left = Math.BigMul(x, _rightReciprocal, out _);
            right = x - left * _right;
            var carry = (ulong)((long)(_right - 1 - right) >> 63);      // all ones where one more b fits
            right -= _right & carry;
            return left - carry;
        }
    }

    // Straight-line code without branches that depend on the data, so that neighbouring calls overlap in the processor.
    private ulong StepSmall(ulong x)
    {
        unchecked
        {
            ulong a = _left, b = _right;
            var left = SplitSmall(x, out var right);
            left = AddSmall(left, Noise(right, _key0, a), a);
            right = AddSmall(right, Noise(left, _key1, b), b);
            left = AddSmall(left, Noise(right, _key2, a), a);
            right = AddSmall(right, Noise(left, _key3, b), b);
            left = AddSmall(left, Noise(right, _key4, a), a);
            right = AddSmall(right, Noise(left, _key5, b), b);
            return left * b + right;
        }
    }

    private void Encrypt(ref ulong left, ref ulong right)
    {
        left = AddModulo(left, Noise(right, _key0, _left), _left);
        right = AddModulo(right, Noise(left, _key1, _right), _right);
        left = AddModulo(left, Noise(right, _key2, _left), _left);
        right = AddModulo(right, Noise(left, _key3, _right), _right);
        left = AddModulo(left, Noise(right, _key4, _left), _left);
        right = AddModulo(right, Noise(left, _key5, _right), _right);
    }

    private void Decrypt(ref ulong left, ref ulong right)
    {
        right = SubtractModulo(right, Noise(left, _key5, _right), _right);
        left = SubtractModulo(left, Noise(right, _key4, _left), _left);
        right = SubtractModulo(right, Noise(left, _key3, _right), _right);
        left = SubtractModulo(left, Noise(right, _key2, _left), _left);
        right = SubtractModulo(right, Noise(left, _key1, _right), _right);
        left = SubtractModulo(left, Noise(right, _key0, _left), _left);
    }

    private static (byte[] Forward, byte[] Backward) Tables(int count, ulong key)
    {
        var forward = new byte[count];
        for (var i = 0; i < count; i++)
            forward[i] = (byte)i;
        SplitMix64.Shuffle<byte>(key, forward);
        var backward = new byte[count];
        for (var i = 0; i < count; i++)
            backward[forward[i]] = (byte)i;
        return (forward, backward);
    }

    private void CheckRange(UInt128 value, string argument)
    {
        if (value >= Count)
            throw new ArgumentOutOfRangeException(argument, $"Needs 0 to {Count - 1}, got {value}.");
    }
}
