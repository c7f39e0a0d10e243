namespace TorchSharp.Siamese.Data.Labels;

/// <summary>The checks that all label relations share.</summary>
internal static class RelationCheck
{
    internal static void Sample(int sample, int count)
    {
        if (sample < 0 || sample >= count)
            throw new ArgumentOutOfRangeException(nameof(sample), $"Needs a sample from 0 to {count - 1}, got {sample}.");
    }

    internal static void Samples(int first, int second, int count)
    {
        if (first < 0 || first >= count)
            throw new ArgumentOutOfRangeException(nameof(first), $"Needs a sample from 0 to {count - 1}, got {first}.");
        if (second < 0 || second >= count)
            throw new ArgumentOutOfRangeException(nameof(second), $"Needs a sample from 0 to {count - 1}, got {second}.");
    }

    internal static void SameCount(ClassIndex classes, ClassIndex groups, string argument)
    {
        if (classes.SampleCount != groups.SampleCount)
        {
            throw new ArgumentException(
                $"Needs as many samples as there are class labels, {classes.SampleCount}, got {groups.SampleCount}.", argument);
        }
    }
}
