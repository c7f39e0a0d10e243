using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Rows;

/// <summary>Adds gradients up, for the batch and for its reference set.</summary>
internal sealed class TwoSums(Tensor embeddings, Tensor reference)
{
    private readonly Tensor _embeddings = zeros_like(embeddings).detach();
    private readonly Tensor? _reference = ReferenceEquals(embeddings, reference) ? null : zeros_like(reference).detach();

    /// <summary>Adds to the gradient of some rows, from row <paramref name="start"/> on.</summary>
    public void Add(Tensor rows, long start, Tensor gradient) => Of(rows).narrow(0, start, gradient.shape[0]).add_(gradient);

    /// <summary>The sum so far, <c>[rows, D]</c>.</summary>
    public Tensor Of(Tensor rows) => _reference is null || ReferenceEquals(rows, embeddings) ? _embeddings : _reference;
}
