using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Imaging.Kernels;

/// <summary>What augmentations made of augmentations share.</summary>
internal static class Parts
{
    /// <exception cref="ArgumentException">One is null.</exception>
    public static IBatchAugmentation[] Of(IReadOnlyList<IBatchAugmentation> augmentations)
    {
        ArgumentNullException.ThrowIfNull(augmentations);
        for (var i = 0; i < augmentations.Count; i++)
        {
            if (augmentations[i] is null)
                throw new ArgumentException($"Needs augmentations, got null at {i}.", nameof(augmentations));
        }
        return [.. augmentations];
    }

    /// <summary>The branches of the keys for one part.</summary>
    public static void Fork(ReadOnlySpan<CounterRandom> randoms, int part, Span<CounterRandom> keys)
    {
        for (var i = 0; i < randoms.Length; i++)
            keys[i] = randoms[i].Fork((ulong)part);
    }
}
