using TorchSharp.Siamese.Data.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>A batch of a training together with what the encoder made of it: what losses of your own price.</summary>
/// <param name="Embeddings"><c>[N, D]</c>, with gradient.</param>
/// <param name="Loaded">Images, labels, ids, and tuples where a plan made them.</param>
/// <remarks>Owns nothing; valid during the call only.</remarks>
public sealed record TrainingBatch(Tensor Embeddings, ILoadedBatch Loaded);
