using System.Runtime.CompilerServices;

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
    private const int Rounds = 6;

    private readonly byte[]? _forward;
    private readonly byte[]? _backward;
    private readonly ulong[] _keys = [];
    private readonly ulong _left;             // a
    private readonly ulong _right;            // b
    private readonly ulong _rightReciprocal;  // floor((2^64 - 1) / b)
    private readonly bool _small;             // Count fits 63 bits: ulong arithmetic throughout

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

        _small = count <= long.MaxValue;
        _right = CeilingRoot(count);
        _left = (ulong)((count - 1) / _right + 1);
        _rightReciprocal = ulong.MaxValue / _right;
        _keys = new ulong[Rounds];
        for (var round = 0; round < Rounds; round++)
            _keys[round] = SplitMix64.At(key, (ulong)round);
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
        if (_small || _forward is not null)
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
        var x = position;
        var count = (ulong)Count;
        do
        {
            x = unchecked(StepSmall(x));
        }
        while (x >= count);
        return x;
    }

    private ulong StepSmall(ulong x)
    {
        unchecked
        {
            // x / b by multiplication: x < 2^63, so the estimate is at most 1 too small.
            var left = Math.BigMul(x, _rightReciprocal, out _);
            var right = x - left * _right;
            if (right >= _right)
            {
                left++;
                right -= _right;
            }

            Encrypt(ref left, ref right);
            return left * _right + right;
        }
    }

    private void Encrypt(ref ulong left, ref ulong right)
    {
        var keys = _keys;
        for (var round = 0; round + 1 < keys.Length; round += 2)
        {
            left = AddModulo(left, Noise(right, keys[round], _left), _left);
            right = AddModulo(right, Noise(left, keys[round + 1], _right), _right);
        }
    }

    private void Decrypt(ref ulong left, ref ulong right)
    {
        for (var round = _keys.Length - 2; round >= 0; round -= 2)
        {
            right = SubtractModulo(right, Noise(left, _keys[round + 1], _right), _right);
            left = SubtractModulo(left, Noise(right, _keys[round], _left), _left);
        }
    }

    /// <summary>The round function: a keyed hash of one half, in [0, bound).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Noise(ulong half, ulong key, ulong bound)
    {
        unchecked
        {
            var x = (half ^ key) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 32)) * 0x94D049BB133111EB;
            return Math.BigMul(x, bound, out _);
        }
    }

    // a and b reach 2^63.5, so x + y may not fit 64 bits: compare with the room that is left instead.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddModulo(ulong x, ulong y, ulong modulus)
    {
        var room = unchecked(modulus - y);
        return unchecked(x >= room ? x - room : x + y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SubtractModulo(ulong x, ulong y, ulong modulus) => unchecked(x >= y ? x - y : x + (modulus - y));

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

    private static ulong CeilingRoot(UInt128 count)
    {
        // Math.Sqrt is good to about 53 bits; the rest is found by bisection between safe ends.
        var guess = Math.Sqrt((double)count);
        ulong low = (ulong)(guess * (1 - 1e-14)), high = (ulong)(guess * (1 + 1e-14)) + 2;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if ((UInt128)middle * middle >= count)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private void CheckRange(UInt128 value, string argument)
    {
        if (value >= Count)
            throw new ArgumentOutOfRangeException(argument, $"Needs 0 to {Count - 1}, got {value}.");
    }
}
