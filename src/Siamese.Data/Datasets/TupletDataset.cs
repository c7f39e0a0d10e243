using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>Tuples of any size, with which of them share the anchor's class, for TorchSharp's <see cref="Modules.DataLoader"/>.</summary>
/// <remarks>
/// <para>Item i is tuple i of the plan in the epoch <see cref="TupleDataset.Epoch"/>. Its keys, with their shapes before and after collating B items:</para>
/// <list type="table">
/// <item><term><c>images</c></term><description>float32 <c>[L, C, H, W]</c>, <c>[B, L, C, H, W]</c>: the anchor, then the others</description></item>
/// <item><term><c>same</c></term><description>bool <c>[L - 1]</c>, <c>[B, L - 1]</c>: true at j where image j + 1 shares the anchor's class</description></item>
/// <item><term><c>labels</c></term><description>int64 <c>[L]</c>, <c>[B, L]</c>: their classes</description></item>
/// </list>
/// </remarks>
public sealed class TupletDataset : TupleDataset
{
    private readonly ITuplePlan _plan;

    /// <param name="source">Where the samples are: those whose labels the plan was made from, in the same order.</param>
    /// <param name="plan">Which tuples: pairs, triplets or tuplets.</param>
    /// <param name="options">Augmentation; none by default.</param>
    /// <exception cref="ArgumentException">The plan was made from another number of samples than the source has.</exception>
    public TupletDataset(ISampleSource source, ITuplePlan plan, TupleDatasetOptions? options = null)
        : base(source, plan, options)
        => _plan = plan;

    /// <summary>Reads one tuple.</summary>
    /// <param name="index">0 to <see cref="TupleDataset.Count"/> - 1.</param>
    /// <returns>The keys above. The caller owns the tensors.</returns>
    /// <exception cref="InvalidOperationException">All tuples have been used and the plan is not to start over.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not a tuple.</exception>
    public override Dictionary<string, Tensor> GetTensor(long index)
    {
        var epoch = Epoch;
        var (samples, same) = (new int[_plan.LearningSize], new bool[_plan.LearningSize - 1]);
        _plan.At(epoch, index, samples, same);
        using var scope = NewDisposeScope();
        return new Dictionary<string, Tensor>
        {
            ["images"] = Reader.Stacked(epoch, index, samples).MoveToOuterDisposeScope(),
            ["same"] = tensor(same, device: CPU).MoveToOuterDisposeScope(),
            ["labels"] = Reader.Labels(samples).MoveToOuterDisposeScope(),
        };
    }
}
