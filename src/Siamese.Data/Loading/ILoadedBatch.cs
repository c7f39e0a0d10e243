using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>What the batches of all loaders have: images with their labels, on one device, and where they stand in the run.</summary>
/// <remarks>A batch owns its tensors and lives until it is disposed, on any thread and in any dispose scope.</remarks>
public interface ILoadedBatch : IDisposable
{
    /// <summary>The images, float32 <c>[U, C, H, W]</c>. Disposed with the batch.</summary>
    Tensor Images { get; }

    /// <summary>Class of each image, int64 <c>[U]</c>. Disposed with the batch.</summary>
    Tensor Labels { get; }

    /// <summary>Number of each image in its source, int64 <c>[U]</c>. Disposed with the batch.</summary>
    Tensor Ids { get; }

    /// <summary>Number of images, U.</summary>
    int Count { get; }

    /// <summary>The epoch that the batch is of.</summary>
    int Epoch { get; }

    /// <summary>Number of the batch in its epoch, from 0.</summary>
    int Number { get; }

    /// <summary>The samples that could not be read, in the order in which they were met; empty under <see cref="ReadFailurePolicy.Throw"/>.</summary>
    IReadOnlyList<ReadFailure> Failures { get; }
}
