namespace TorchSharp.Siamese.Data.Labels;

/// <summary>How to split a labelled set. Checked where it is used.</summary>
public sealed record SplitOptions
{
    /// <summary>What is dealt as a whole. By default samples, the same share of every class.</summary>
    public SplitBy By { get; init; } = SplitBy.StratifiedSample;

    /// <summary>Share held out, above 0 and below 1: of the samples, classes or groups. 0.2 by default. Folds ignore it.</summary>
    public double HeldOut { get; init; } = 0.2;

    /// <summary>Any value; neighbouring seeds give unrelated splits. 0 by default.</summary>
    public ulong Seed { get; init; }

    /// <summary>The group of each sample; needed for <see cref="SplitBy.Group"/>, else not allowed.</summary>
    public ClassIndex? Groups { get; init; }

    /// <summary>
    /// Whether every class must be on both sides. By default so for samples, where a class would else vanish by chance,
    /// and not for classes and groups, where it is the purpose or may be. It cannot be asked of whole classes.
    /// </summary>
    public bool? KeepClasses { get; init; }
}
