using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Heads;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Examples.Koch;

/// <summary>The head's logit as a similarity, for the evaluators.</summary>
internal sealed class HeadSimilarity(WeightedL1Head head) : IDistance
{
    public bool IsInverted => true;

    public Tensor Matrix(Tensor query, Tensor? reference = null)
    {
        using var scope = NewDisposeScope();
        var (rows, others) = (query.shape[0], reference ?? query);
        // One query at a time: all at once would take N · M · 4,096 numbers.
        var lines = Enumerable.Range(0, (int)rows).Select(i => head.call(query.narrow(0, i, 1).expand_as(others), others)).ToArray();
        return (lines.Length == 0 ? empty(0, others.shape[0]) : stack(lines)).MoveToOuterDisposeScope();
    }

    public Tensor Pairwise(Tensor left, Tensor right) => head.call(left, right);

    public Tensor RawPairwise(Tensor left, Tensor right) => head.call(left, right);
}
