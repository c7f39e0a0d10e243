using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tuples;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Triplets of images (anchor, positive, negative), for TorchSharp's <see cref="Modules.DataLoader"/>.</summary>
/// <remarks>
/// <para>Item i is triplet i of the plan in the epoch <see cref="TupleDataset.Epoch"/>. Its keys, with their shapes before and after collating B items:</para>
/// <list type="table">
/// <item><term><c>anchor</c>, <c>positive</c>, <c>negative</c></term><description>float32 <c>[C, H, W]</c>, <c>[B, C, H, W]</c>: the images</description></item>
/// <item><term><c>anchor_label</c></term><description>int64 scalar, <c>[B]</c>: the class of anchor and positive</description></item>
/// <item><term><c>negative_label</c></term><description>int64 scalar, <c>[B]</c>: the class of the negative</description></item>
/// </list>
/// </remarks>
public sealed class TripletDataset : TupleDataset
{
    private readonly ITuplePlan<SampleTriplet> _plan;

    /// <param name="source">Where the samples are: those whose labels the plan was made from, in the same order.</param>
    /// <param name="plan">Which triplets.</param>
    /// <param name="options">Augmentation; none by default.</param>
    /// <exception cref="ArgumentException">The plan was made from another number of samples than the source has.</exception>
    public TripletDataset(ISampleSource source, ITuplePlan<SampleTriplet> plan, TupleDatasetOptions? options = null)
        : base(source, plan, options)
        => _plan = plan;

    /// <summary>Reads one triplet.</summary>
    /// <param name="index">0 to <see cref="TupleDataset.Count"/> - 1.</param>
    /// <returns>The keys above. The caller owns the tensors.</returns>
    /// <exception cref="InvalidOperationException">All tuples have been used and the plan is not to start over.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not a triplet.</exception>
    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        var epoch = Epoch;
        var triplet = _plan.At(epoch, index);
        using var scope = NewDisposeScope();
        var images = Reader.Images(epoch, index, triplet.Anchor, triplet.Positive, triplet.Negative);
        return new Dictionary<string, Tensor>
        {
            ["anchor"] = images[0].MoveToOuterDisposeScope(),
            ["positive"] = images[1].MoveToOuterDisposeScope(),
            ["negative"] = images[2].MoveToOuterDisposeScope(),
            ["anchor_label"] = Reader.Label(triplet.Anchor).MoveToOuterDisposeScope(),
            ["negative_label"] = Reader.Label(triplet.Negative).MoveToOuterDisposeScope(),
        };
    }
}
