using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>How a <see cref="TripletPlan"/> draws its triplets. Checked by the plan's constructor.</summary>
public sealed record TripletPlanOptions
{
    /// <summary>Any value; neighbouring seeds give unrelated orders. 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Triplets in an epoch, 1 or more. By default as many as there are samples.</summary>
    public long? EpochLength { get; init; }

    /// <summary>Whether a triplet is another one once anchor and positive change places. By default it is.</summary>
    public TripletForm Form { get; init; } = TripletForm.Ordered;

    /// <summary>
    /// What becomes of classes of one sample: by default they are negatives only. Where triplets come from a space, it decides.
    /// </summary>
    public LoneSamples Lone { get; init; } = LoneSamples.NegativesOnly;

    /// <summary>
    /// What gets equal shares: by default each triplet. A class or sample without triplets does not come. Instances need
    /// ordered triplets.
    /// </summary>
    public AnchorBalance Anchors { get; init; } = AnchorBalance.Tuple;

    /// <summary>
    /// How often each class is the anchor's, relative to the others, for <see cref="AnchorBalance.Class"/>; 0 leaves one
    /// out. Whole numbers are kept exactly, others to about 1 %. By default all are equal.
    /// </summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>What happens once all triplets have come. By default the plan starts over.</summary>
    public ExhaustionPolicy WhenExhausted { get; init; } = ExhaustionPolicy.Reshuffle;
}
