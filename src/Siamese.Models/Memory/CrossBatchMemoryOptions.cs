using TorchSharp.Siamese.Data.Mining;

namespace TorchSharp.Siamese.Models.Memory;

/// <summary>Settings of <see cref="CrossBatchMemory"/>; immutable.</summary>
public sealed record CrossBatchMemoryOptions
{
    /// <summary>Numbers in an embedding, 1 or more.</summary>
    public required int Width { get; init; }

    /// <summary>Rows that are kept, of each class where <see cref="Classes"/> is given; 1 or more.</summary>
    public int Capacity { get; init; } = 1024;

    /// <summary>Number of classes with a queue each; 0 for one queue for all.</summary>
    public int Classes { get; init; }

    /// <summary>Number of batches priced by themselves, with nothing kept, before the memory is used: embeddings drift fast at first. 0 or more.</summary>
    public long WarmUp { get; init; }

    /// <summary>Which tuples of batch and memory are priced; null for all that the labels admit.</summary>
    public IMiner? Miner { get; init; }

    /// <summary>Dtype of the kept rows; null for float32.</summary>
    public torch.ScalarType? Dtype { get; init; }
}
