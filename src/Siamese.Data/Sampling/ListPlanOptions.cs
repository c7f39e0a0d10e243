namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>How a <see cref="PairListPlan"/> or <see cref="TripletListPlan"/> goes through its list. Checked by the plan's constructor.</summary>
public sealed record ListPlanOptions
{
    /// <summary>Whether the list comes in random order, another one each time it has been gone through. By default so.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Any value; neighbouring seeds give unrelated orders. 0 by default; without effect where nothing is shuffled.</summary>
    public ulong Seed { get; init; }

    /// <summary>Tuples in an epoch, 1 or more. By default all of the list.</summary>
    public long? EpochLength { get; init; }
}
