namespace TorchSharp.Siamese.Data.Sources;

/// <summary>The checks that all sources share.</summary>
internal static class SourceCheck
{
    internal static void Index(int index, int count, string name = "index")
    {
        if (index < 0 || index >= count)
            throw new ArgumentOutOfRangeException(name, index, $"Needs 0 to {count - 1}, got {index}.");
    }

    internal static void Read(int index, int count, ReadOnlySpan<float> target, ImageShape shape)
    {
        Index(index, count);
        if (target.Length != shape.Length)
            throw new ArgumentException($"Needs room for an image {shape}, {shape.Length} values, got {target.Length}.", nameof(target));
    }
}
