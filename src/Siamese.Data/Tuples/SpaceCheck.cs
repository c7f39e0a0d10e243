using System.Numerics;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>The checks that all tuple spaces share.</summary>
internal static class SpaceCheck
{
    /// <summary>The most positives, or negatives, that a tuplet may have.</summary>
    private const int LargestRole = 65_536;

    internal static void Index(UInt128 index, UInt128 count)
    {
        if (count == 0)
            throw new ArgumentOutOfRangeException(nameof(index), $"Needs a space with at least 1 tuple, got index {index} into an empty one.");
        if (index >= count)
            throw new ArgumentOutOfRangeException(nameof(index), $"Needs an index from 0 to {count - 1}, got {index}.");
    }

    internal static void Length(ReadOnlySpan<int> samples, int length)
    {
        if (samples.Length != length)
            throw new ArgumentException($"Needs room for {length} samples, got {samples.Length}.", nameof(samples));
    }

    internal static bool OwnPositive(LoneSamples lone, string argument) => lone switch
    {
        LoneSamples.NegativesOnly => false,
        LoneSamples.OwnPositive => true,
        _ => throw new ArgumentOutOfRangeException(argument, $"Needs a LoneSamples, got {lone}."),
    };

    internal static UInt128 Narrow(BigInteger count) => count <= (BigInteger)UInt128.MaxValue
        ? (UInt128)count
        : throw new OverflowException($"Needs a count below 2^128, got {count}; ExactCount has it.");

    internal static OverflowException NotAddressable(BigInteger count)
        => new($"Needs at most 2^127 tuples to give them numbers, got {count}.");

    internal static void Sample(int sampleCount, int sample, string argument)
    {
        if (sample < 0 || sample >= sampleCount)
            throw new ArgumentException($"Needs samples from 0 to {sampleCount - 1}, got {sample}.", argument);
    }

    internal static string Describe(ClassIndex classes, int sample) => $"{sample} (class '{classes.NameOf(classes.ClassOf(sample))}')";

    internal static ArgumentException NotAMember(ClassIndex classes, string needed, ReadOnlySpan<int> samples, string argument)
        => new($"Needs {needed}, got samples {string.Join(", ", samples.ToArray().Select(sample => Describe(classes, sample)))}.", argument);

    internal static void Role(int size, string argument)
    {
        if (size is < 1 or > LargestRole)
            throw new ArgumentOutOfRangeException(argument, $"Needs 1 to {LargestRole}, got {size}.");
    }

    internal static void Rule(GroupRule rule, string argument)
    {
        if (!Enum.IsDefined(rule))
            throw new ArgumentOutOfRangeException(argument, $"Needs Any, Same or Different, got {rule}.");
    }

    internal static GroupRule SameOrDifferent(GroupRule rule) => rule is GroupRule.Same or GroupRule.Different
        ? rule
        : throw new ArgumentOutOfRangeException(nameof(rule), $"Needs Same or Different, got {rule}.");

    /// <summary>C(n, k) of any size.</summary>
    internal static BigInteger Binomial(int n, int k)
    {
        if (k > n)
            return 0;
        BigInteger count = 1;
        for (var i = 0; i < Math.Min(k, n - k); i++)
            count = count * (n - i) / (i + 1);
        return count;
    }
}
