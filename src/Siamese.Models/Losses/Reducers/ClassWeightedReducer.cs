using TorchSharp.Siamese.Data;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Reducers;

/// <summary>The mean over all tuples of loss times the weight of the anchor's class.</summary>
/// <remarks>The mean is over the number of tuples, not over the sum of weights. Immutable, thread-safe.</remarks>
public sealed class ClassWeightedReducer : Reducer
{
    private readonly double[] _weights;

    /// <param name="weights">Weight of each label, indexed by the label: labels must be 0 to the number of weights less 1. Finite. Copied.</param>
    /// <exception cref="ArgumentException">No weight is given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not finite.</exception>
    public ClassWeightedReducer(IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count == 0)
            throw new ArgumentException("Expected at least one weight, got none.", nameof(weights));
        _weights = [.. weights];
        foreach (var weight in _weights)
            Check.Finite(weight, nameof(weights));
    }

    /// <summary>Weight of each label.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The batch has no labels, or one that has no weight.</exception>
    public override Tensor Reduce(LossPart part, LossBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var labels = part.Classes ?? batch.Labels ?? throw new ArgumentException("Expected labels to weight classes by, got a batch without.", nameof(batch));
        using var scope = NewDisposeScope();
        var losses = part.Losses;
        if (losses.numel() == 0)
            return losses.sum().MoveToOuterDisposeScope();
        CheckRange(labels);
        var weights = tensor(_weights).to(losses.dtype, losses.device);
        var classes = part.Classes ?? labels.to(ScalarType.Int64).index_select(0, part.Anchors);   // [T]
        return (losses * weights.index_select(0, classes)).mean().MoveToOuterDisposeScope();
    }

    internal void CheckRange(Tensor labels)
    {
        var (low, high) = (labels.min().to(ScalarType.Int64).item<long>(), labels.max().to(ScalarType.Int64).item<long>());
        if (low < 0 || high >= _weights.Length)
            throw new ArgumentException($"Expected labels of 0 to {_weights.Length - 1}, as many as weights, got {low} to {high}.", nameof(labels));
    }
}
