using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>How a <see cref="TupletPlan"/> draws its tuplets. Checked by the plan's constructor.</summary>
public sealed record TupletPlanOptions
{
    /// <summary>P: positives of each anchor, 1 or more. 1 by default.</summary>
    public int Positives { get; init; } = 1;

    /// <summary>K: negatives of each anchor, 1 or more. 3 by default, which makes quintuplets.</summary>
    public int Negatives { get; init; } = 3;

    /// <summary>Whether negatives may share a class. By default they may.</summary>
    public NegativeChoice Choice { get; init; } = NegativeChoice.AnyClass;

    /// <summary>Any value; neighbouring seeds give unrelated orders. 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>Tuplets in an epoch, 1 or more. By default as many as there are samples.</summary>
    public long? EpochLength { get; init; }

    /// <summary>
    /// What becomes of classes of one sample: by default they are negatives only. Where tuplets come from a space, it decides.
    /// </summary>
    public LoneSamples Lone { get; init; } = LoneSamples.NegativesOnly;

    /// <summary>What gets equal shares: by default each tuplet. A class or sample without tuplets does not come.</summary>
    public AnchorBalance Anchors { get; init; } = AnchorBalance.Tuple;

    /// <summary>
    /// How often each class is the anchor's, relative to the others, for <see cref="AnchorBalance.Class"/>; 0 leaves one
    /// out. Whole numbers are kept exactly, others to about 1 %. By default all are equal.
    /// </summary>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <summary>What happens once all tuplets have come. By default the plan starts over.</summary>
    public ExhaustionPolicy WhenExhausted { get; init; } = ExhaustionPolicy.Reshuffle;
}
