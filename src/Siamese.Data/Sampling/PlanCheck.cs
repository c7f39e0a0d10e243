using System.Numerics;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>The checks that all plans share.</summary>
internal static class PlanCheck
{
    /// <summary>Tuples worked out together where a run of them is asked for.</summary>
    internal const int Chunk = 256;

    /// <summary>How many tuples come before this one, counted from the start of epoch 0.</summary>
    internal static ulong Position(int epoch, long index, long epochLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        if (index < 0 || index >= epochLength)
            throw new ArgumentOutOfRangeException(nameof(index), $"Needs an index from 0 to {epochLength - 1}, got {index}.");
        var high = Math.BigMul((ulong)epoch, (ulong)epochLength, out ulong position);
        if (high != 0 || position > (ulong)(long.MaxValue - index))
        {
            throw new OverflowException(
                $"Needs a position below 2^63, got tuple {index} of epoch {epoch} with {epochLength} tuples an epoch.");
        }

        return position + (ulong)index;
    }

    /// <summary>As <see cref="Position"/>, for a run of tuples.</summary>
    internal static ulong Run(int epoch, long first, int length, long epochLength)
    {
        if (first < 0 || first > epochLength - length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(first), $"Needs a run that ends within the {epochLength} tuples of an epoch, got {length} from {first} on.");
        }

        return length == 0 ? 0 : Position(epoch, first + length - 1, epochLength) - (ulong)(length - 1);
    }

    internal static long EpochLength(long? wanted, int sampleCount, string argument)
    {
        if (wanted < 1)
            throw new ArgumentException($"Needs EpochLength of at least 1, got {wanted}.", argument);
        return wanted ?? sampleCount;
    }

    internal static void Defined<TEnum>(TEnum value, string property, string argument)
        where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentException($"Needs {property} to be {string.Join(" or ", Enum.GetNames<TEnum>())}, got {value}.", argument);
    }

    /// <summary>Refuses a space with nothing in it, or too much to be addressed.</summary>
    internal static TSpace Space<TSpace>(TSpace space, string argument)
        where TSpace : class, ITupleSpace
    {
        ArgumentNullException.ThrowIfNull(space, argument);
        if (space.ExactCount.IsZero)
            throw new ArgumentException("Needs a space with at least 1 tuple, got an empty one.", argument);
        if (space.ExactCount > (BigInteger)IndexPermutation.LargestCount)
            throw new ArgumentException($"Needs a space of at most 2^127 tuples, got {space.ExactCount}; fewer positives or negatives make it smaller.", argument);
        return space;
    }

    /// <summary>Refuses a set without two classes, or without two samples of one where a sample cannot be its own positive.</summary>
    internal static void BothSides(ClassIndex classes, LoneSamples lone, string argument)
    {
        if (classes.ClassCount < 2)
        {
            throw new ArgumentException(
                $"Needs at least 2 classes (else there are no negatives), got only class '{classes.NameOf(0)}' in {classes.SampleCount} samples.",
                argument);
        }

        if (classes.LargestClass < 2 && lone != LoneSamples.OwnPositive)
        {
            throw new ArgumentException(
                $"Needs a class with at least 2 samples (else there are no positives), got 1 sample in each of {classes.ClassCount} classes.",
                argument);
        }
    }

    internal static void FirstEpochFits(ExhaustionPolicy policy, long epochLength, UInt128 unique, string argument)
    {
        if (policy == ExhaustionPolicy.Throw && (UInt128)epochLength > unique)
        {
            throw new ArgumentException(
                $"Needs an EpochLength of at most {unique} under ExhaustionPolicy.Throw (then a tuple would come again), got {epochLength}.",
                argument);
        }
    }

    internal static void ListRow(ReadOnlySpan<int> samples, int row, int sampleCount, string argument)
    {
        foreach (var sample in samples)
        {
            if (sample < 0 || sample >= sampleCount)
                throw new ArgumentException($"Needs samples from 0 to {sampleCount - 1}, got {sample} in row {row}.", argument);
        }
    }

    internal static void Spans(ReadOnlySpan<int> samples, ReadOnlySpan<bool> same, int learningSize)
    {
        if (samples.Length != learningSize)
            throw new ArgumentException($"Needs room for {learningSize} samples, got {samples.Length}.", nameof(samples));
        if (same.Length != learningSize - 1)
            throw new ArgumentException($"Needs room for {learningSize - 1} labels, got {same.Length}.", nameof(same));
    }
}
