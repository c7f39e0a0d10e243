using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tuples;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Pairs of images with whether they share a class, for TorchSharp's <see cref="Modules.DataLoader"/>.</summary>
/// <remarks>
/// <para>Item i is pair i of the plan in the epoch <see cref="TupleDataset.Epoch"/>. Its keys, with their shapes before and after collating B items:</para>
/// <list type="table">
/// <item><term><c>anchor</c>, <c>other</c></term><description>float32 <c>[C, H, W]</c>, <c>[B, C, H, W]</c>: the images</description></item>
/// <item><term><c>same</c></term><description>bool scalar, <c>[B]</c>: true where both are of one class</description></item>
/// <item><term><c>anchor_label</c>, <c>other_label</c></term><description>int64 scalar, <c>[B]</c>: their classes</description></item>
/// </list>
/// </remarks>
public sealed class PairDataset : TupleDataset
{
    private readonly ITuplePlan<SamplePair> _plan;

    /// <param name="source">Where the samples are: those whose labels the plan was made from, in the same order.</param>
    /// <param name="plan">Which pairs.</param>
    /// <param name="options">Augmentation; none by default.</param>
    /// <exception cref="ArgumentException">The plan was made from another number of samples than the source has.</exception>
    public PairDataset(ISampleSource source, ITuplePlan<SamplePair> plan, TupleDatasetOptions? options = null)
        : base(source, plan, options)
        => _plan = plan;

    /// <summary>Reads one pair.</summary>
    /// <param name="index">0 to <see cref="TupleDataset.Count"/> - 1.</param>
    /// <returns>The keys above. The caller owns the tensors.</returns>
    /// <exception cref="InvalidOperationException">All tuples have been used and the plan is not to start over.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not a pair.</exception>
    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        var epoch = Epoch;
        var pair = _plan.At(epoch, index);
        using var scope = NewDisposeScope();
        var images = Reader.Images(epoch, index, pair.Anchor, pair.Other);
        return new Dictionary<string, Tensor>
        {
            ["anchor"] = images[0].MoveToOuterDisposeScope(),
            ["other"] = images[1].MoveToOuterDisposeScope(),
            ["same"] = tensor(pair.Same, device: CPU).MoveToOuterDisposeScope(),
            ["anchor_label"] = Reader.Label(pair.Anchor).MoveToOuterDisposeScope(),
            ["other_label"] = Reader.Label(pair.Other).MoveToOuterDisposeScope(),
        };
    }
}
