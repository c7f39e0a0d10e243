using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Insight;

/// <summary>Embeddings and the class of each.</summary>
/// <param name="Embeddings"><c>[N, D]</c>, floating point, finite. Borrowed.</param>
/// <param name="Labels">N of them.</param>
public sealed record LabelledEmbeddings(Tensor Embeddings, IReadOnlyList<int> Labels);
