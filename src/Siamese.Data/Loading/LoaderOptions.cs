using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>How a loader works. Of these only <see cref="Augmentation"/>, <see cref="Seed"/> and <see cref="OnReadFailure"/> change a batch.</summary>
public sealed record LoaderOptions
{
    /// <summary>Threads that make batches beside the caller's; 0 makes each batch when it is asked for. 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Workers
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Workers), value, $"Needs 0 or more, got {value}.");
    } = 1;

    /// <summary>Batches made or being made before they are asked for, all workers together; 1 or more. 4 by default.</summary>
    /// <remarks>Bounds the memory; workers beyond this number have nothing to do.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Prefetch
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Prefetch), value, $"Needs 1 or more, got {value}.");
    } = 4;

    /// <summary>Changes every batch at random, on the CPU, before it goes to its device. None by default.</summary>
    public IBatchAugmentation? Augmentation { get; init; }

    /// <summary>
    /// Seed of the augmentation and of substitutes: an image's randomness depends on this, the epoch, the number of the batch
    /// and the place in it. 0 by default.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>What to do about a sample that cannot be read; to throw by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the policies.</exception>
    public ReadFailurePolicy OnReadFailure
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(OnReadFailure), value, $"Needs Throw, Skip or Substitute, got {value}.");
    }
}
