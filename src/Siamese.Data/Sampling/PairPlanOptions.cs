using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>How a <see cref="PairPlan"/> draws its pairs. Checked by the plan's constructor.</summary>
public sealed record PairPlanOptions
{
    /// <summary>Any value; neighbouring seeds give unrelated orders. 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Left side of the ratio positive : negative, 1 or more. 1 by default, so that a plan is balanced.</summary>
    public int Positives { get; init; } = 1;

    /// <summary>Right side of the ratio positive : negative, 1 or more. 1 by default.</summary>
    public int Negatives { get; init; } = 1;

    /// <summary>Pairs in an epoch, 1 or more. By default as many as there are samples.</summary>
    public long? EpochLength { get; init; }

    /// <summary>Which pairs count as different. By default each two samples are one pair.</summary>
    public PairForm Form { get; init; } = PairForm.Unordered;

    /// <summary>
    /// What becomes of classes of one sample: by default they are negatives only. Ordered pairs with self-pairs have these pairs anyway. Where pairs come from a space, it decides.
    /// </summary>
    public LoneSamples Lone { get; init; } = LoneSamples.NegativesOnly;

    /// <summary>
    /// What gets equal shares: by default each pair. For classes or instances, (i, j) and (j, i) are two pairs, since each
    /// has its own anchor; a class or sample without partners does not come.
    /// </summary>
    public AnchorBalance Anchors { get; init; } = AnchorBalance.Tuple;

    /// <summary>
    /// How often each class is the anchor's, relative to the others, for <see cref="AnchorBalance.Class"/>; 0 leaves one
    /// out. Whole numbers are kept exactly, others to about 1 %. By default all are equal.
    /// </summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>What happens once all positive, or all negative, pairs have come. By default that side starts over.</summary>
    public ExhaustionPolicy WhenExhausted { get; init; } = ExhaustionPolicy.Reshuffle;
}
