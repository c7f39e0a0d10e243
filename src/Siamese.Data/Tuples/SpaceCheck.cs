using System.Numerics;
using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Tuples;

/// <summary>The checks that all tuple spaces share.</summary>
internal static class SpaceCheck
{
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

    internal static UInt128 Narrow(BigInteger count) => count <= (BigInteger)UInt128.MaxValue
        ? (UInt128)count
        : throw new OverflowException($"Needs a count below 2^128, got {count}; ExactCount has it.");

    internal static OverflowException NotAddressable(BigInteger count)
        => new($"Needs at most 2^127 tuples to give them numbers, got {count}.");

    internal static void Sample(ClassIndex classes, int sample, string argument)
    {
        if (sample < 0 || sample >= classes.SampleCount)
            throw new ArgumentException($"Needs samples from 0 to {classes.SampleCount - 1}, got {sample}.", argument);
    }

    internal static ArgumentException NotAMember(ClassIndex classes, string needed, ReadOnlySpan<int> samples, string argument)
    {
        var parts = new List<string>();
        foreach (var sample in samples)
            parts.Add($"{sample} (class '{classes.NameOf(classes.ClassOf(sample))}')");
        return new ArgumentException($"Needs {needed}, got samples {string.Join(", ", parts)}.", argument);
    }
}
