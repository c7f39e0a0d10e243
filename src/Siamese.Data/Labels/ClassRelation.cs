namespace TorchSharp.Siamese.Data.Labels;

/// <summary>Samples of one class are positives, all others negatives.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class ClassRelation : ILabelRelation
{
    /// <summary>The relation of a labelled set.</summary>
    /// <param name="classes">Who belongs to which class.</param>
    /// <exception cref="ArgumentNullException"><paramref name="classes"/> is null.</exception>
    public ClassRelation(ClassIndex classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        Classes = classes;
    }

    /// <summary>The labelled set.</summary>
    public ClassIndex Classes { get; }

    /// <inheritdoc/>
    public int SampleCount => Classes.SampleCount;

    /// <inheritdoc/>
    public PairRelation Between(int first, int second)
    {
        RelationCheck.Samples(first, second, SampleCount);
        if (first == second)
            return PairRelation.Ignored;
        return Classes.ClassOf(first) == Classes.ClassOf(second) ? PairRelation.Positive : PairRelation.Negative;
    }

    /// <inheritdoc/>
    public IEnumerable<int> Related(int sample)
    {
        RelationCheck.Sample(sample, SampleCount);
        return Classes.SamplesOf(Classes.ClassOf(sample)).ToArray().Where(other => other != sample);
    }
}
