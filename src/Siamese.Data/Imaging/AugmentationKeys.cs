using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Imaging;

/// <summary>The keys that loaders and datasets hand to augmentations.</summary>
/// <remarks>
/// A batch that is augmented after loading, on its device, with these keys comes out as if the loader had augmented it with
/// the same seed, up to rounding. Every place has a key of its own, so that an image that is anchor in one place and positive
/// in another looks different in each. Thread-safe.
/// </remarks>
public static class AugmentationKeys
{
    // Keeps augmentation apart from a sampler or plan that was given the same seed. Part of the reproducible behaviour.
    private const ulong Domain = 0x6175676D656E7401;

    /// <summary>One key for each place of a batch (or role of a tuple).</summary>
    /// <param name="seed">The user's seed.</param>
    /// <param name="epoch">0 or more.</param>
    /// <param name="index">Number of the batch (or tuple) in the epoch.</param>
    /// <param name="keys">Filled, one for each image.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epoch"/> or <paramref name="index"/> is negative.</exception>
    public static void Fill(ulong seed, int epoch, long index, Span<CounterRandom> keys)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var root = CounterRandom.For(seed, epoch).Fork(Domain).Fork((ulong)index);
        for (var place = 0; place < keys.Length; place++)
            keys[place] = root.Fork((ulong)place);
    }
}
