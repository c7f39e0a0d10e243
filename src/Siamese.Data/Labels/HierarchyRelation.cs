namespace TorchSharp.Siamese.Data.Labels;

/// <summary>
/// Two levels, such as alphabet over character: samples of one character are positives, of another character of the same
/// alphabet hard negatives, of another alphabet negatives.
/// </summary>
/// <remarks>Immutable, thread-safe.</remarks>
public sealed class HierarchyRelation : ILabelRelation
{
    private readonly int[] _groupOfClass;

    /// <summary>The relation of a set that is labelled on two levels.</summary>
    /// <param name="classes">The fine level: who belongs to which character.</param>
    /// <param name="groups">The coarse level: who belongs to which alphabet. All samples of a class are in one group.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The levels have different numbers of samples, or a class lies in two groups.</exception>
    public HierarchyRelation(ClassIndex classes, ClassIndex groups)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(groups);
        RelationCheck.SameCount(classes, groups, nameof(groups));
        _groupOfClass = new int[classes.ClassCount];
        for (var c = 0; c < classes.ClassCount; c++)
        {
            var samples = classes.SamplesOf(c);
            _groupOfClass[c] = groups.ClassOf(samples[0]);
            foreach (var sample in samples)
            {
                if (groups.ClassOf(sample) == _groupOfClass[c])
                    continue;
                throw new ArgumentException(
                    $"Needs every class inside one group, got class '{classes.NameOf(c)}' in '{groups.NameOf(_groupOfClass[c])}' "
                    + $"(sample {samples[0]}) and '{groups.NameOf(groups.ClassOf(sample))}' (sample {sample}).", nameof(groups));
            }
        }

        Classes = classes;
        Groups = groups;
    }

    /// <summary>The fine level.</summary>
    public ClassIndex Classes { get; }

    /// <summary>The coarse level.</summary>
    public ClassIndex Groups { get; }

    /// <inheritdoc/>
    public int SampleCount => Classes.SampleCount;

    /// <summary>The group that a class lies in.</summary>
    /// <param name="class">0 to Classes.ClassCount - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="class"/> is outside that range.</exception>
    public int GroupOf(int @class)
    {
        if (@class < 0 || @class >= _groupOfClass.Length)
            throw new ArgumentOutOfRangeException(nameof(@class), $"Needs a class from 0 to {_groupOfClass.Length - 1}, got {@class}.");
        return _groupOfClass[@class];
    }

    /// <inheritdoc/>
    public PairRelation Between(int first, int second)
    {
        RelationCheck.Samples(first, second, SampleCount);
        if (first == second)
            return PairRelation.Ignored;
        if (Classes.ClassOf(first) == Classes.ClassOf(second))
            return PairRelation.Positive;
        return Groups.ClassOf(first) == Groups.ClassOf(second) ? PairRelation.HardNegative : PairRelation.Negative;
    }

    /// <inheritdoc/>
    public IEnumerable<int> Related(int sample)
    {
        RelationCheck.Sample(sample, SampleCount);
        return Classes.SamplesOf(Classes.ClassOf(sample)).ToArray().Where(other => other != sample);
    }
}
