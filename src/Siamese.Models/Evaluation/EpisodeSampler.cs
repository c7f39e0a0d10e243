using System.Globalization;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Draws N-way K-shot episodes: of all classes (unstructured), or of the classes of one random group (within an alphabet).</summary>
/// <remarks>
/// An episode is a pure function of seed and number: episode 1,000 costs what episode 0 costs, and threads may ask in any
/// order. Classes with too few samples are never drawn. Immutable, thread-safe.
/// </remarks>
public sealed class EpisodeSampler
{
    private readonly int[][] _pools;   // classes that may meet in an episode
    private readonly ClassIndex? _groups;
    private readonly ClassIndex? _writers;

    /// <param name="classes">Who belongs to which class.</param>
    /// <param name="options">The layout.</param>
    /// <param name="groups">The group of each sample, such as its alphabet; all classes of an episode are then of one group, every group that is large enough equally often. Null: classes of all groups meet.</param>
    /// <param name="writers">
    /// Who made each sample, such as its drawer: support image s of every class is then by the same one, query image q of every
    /// class by another, as in Lake's runs. Null: any samples.
    /// </param>
    /// <exception cref="ArgumentException">The sample counts differ, a class lies in two groups, or no pool of classes is large enough.</exception>
    public EpisodeSampler(ClassIndex classes, EpisodeOptions options, ClassIndex? groups = null, ClassIndex? writers = null)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentNullException.ThrowIfNull(options);
        CheckCount(classes, groups, nameof(groups));
        CheckCount(classes, writers, nameof(writers));
        (Classes, Options, _groups, _writers) = (classes, options, groups, writers);
        var relation = groups is null ? null : new HierarchyRelation(classes, groups);
        _pools = [.. Enumerable.Range(0, classes.ClassCount).Where(c => classes.SizeOf(c) >= SamplesPerClass)
            .GroupBy(c => relation?.GroupOf(c) ?? 0).OrderBy(pool => pool.Key).Select(pool => pool.ToArray()).Where(pool => pool.Length >= options.Ways)];
        if (_pools.Length == 0)
        {
            throw new ArgumentException($"Needs Ways = {options.Ways} classes of at least Shots + QueriesPerClass = {SamplesPerClass} samples"
                + $"{(groups is null ? "" : " in one group")}, got {classes.ClassCount} classes, the largest of {classes.LargestClass} samples.", nameof(classes));
        }
    }

    /// <summary>Who belongs to which class.</summary>
    public ClassIndex Classes { get; }

    /// <summary>The layout.</summary>
    public EpisodeOptions Options { get; }

    /// <summary>The layout in words.</summary>
    public string Protocol => string.Create(CultureInfo.InvariantCulture,
        $"{Options.Ways}-way {Options.Shots}-shot, {Options.QueriesPerClass} queries a class, "
        + $"{(_groups is null ? $"unstructured over {_pools[0].Length} classes" : $"classes of one of {_pools.Length} groups")}"
        + $"{(_writers is null ? "" : ", support and queries by different writers")}, seed {Options.Seed}");

    private int SamplesPerClass => Options.Shots + Options.QueriesPerClass;

    /// <summary>One episode.</summary>
    /// <param name="number">0 or more.</param>
    /// <returns>Support class after class, then queries class after class; the classes in random order.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="number"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">There are writers, and too few of them made a sample of every class of the episode.</exception>
    public Episode At(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var key = CounterRandom.For(Options.Seed, number);
        var pool = _pools[key.Below(_pools.Length, 0)];
        int[] classes = [.. Some(key.Fork(1), pool.Length, Options.Ways).Select(place => pool[place])];
        var chosen = _writers is null ? null : Writers(key.Fork(2), classes, number);
        var (support, queries) = (new List<int>(), new List<int>());
        for (var c = 0; c < classes.Length; c++)
        {
            var samples = Samples(key.Fork(3).Fork((ulong)c), classes[c], chosen);
            support.AddRange(samples.AsSpan(0, Options.Shots));
            queries.AddRange(samples.AsSpan(Options.Shots));
        }
        return new Episode(number, support, Repeat(classes, Options.Shots), queries, Repeat(classes, Options.QueriesPerClass));
    }

    /// <summary>The first episodes.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public IEnumerable<Episode> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Enumerable.Range(0, count).Select(At);
    }

    private static void CheckCount(ClassIndex classes, ClassIndex? other, string name)
    {
        if (other is not null && other.SampleCount != classes.SampleCount)
            throw new ArgumentException($"Needs as many samples as there are class labels, {classes.SampleCount}, got {other.SampleCount}.", name);
    }

    private static List<int> Repeat(int[] classes, int times) => [.. classes.SelectMany(c => Enumerable.Repeat(c, times))];

    /// <summary>Different numbers below a bound in random order: the beginning of a shuffle.</summary>
    private static int[] Some(CounterRandom key, int bound, int count)
    {
        var moved = new Dictionary<int, int>();
        var chosen = new int[count];
        for (var i = 0; i < count; i++)
        {
            var place = i + key.Below(bound - i, (ulong)i);
            chosen[i] = moved.GetValueOrDefault(place, place);
            moved[place] = moved.GetValueOrDefault(i, i);
        }
        return chosen;
    }

    private int[] Samples(CounterRandom key, int @class, int[]? writers)
    {
        var samples = Classes.SamplesOf(@class).ToArray();
        if (writers is null)
            return [.. Some(key, samples.Length, SamplesPerClass).Select(place => samples[place])];
        var chosen = new int[writers.Length];
        for (var i = 0; i < writers.Length; i++)
        {
            var own = Array.FindAll(samples, sample => _writers!.ClassOf(sample) == writers[i]);
            chosen[i] = own[key.Below(own.Length, (ulong)i)];
        }
        return chosen;
    }

    private int[] Writers(CounterRandom key, int[] classes, int number)
    {
        var shared = new SortedSet<int>(WritersOf(classes[0]));
        foreach (var c in classes.AsSpan(1))
            shared.IntersectWith(WritersOf(c));
        if (shared.Count < SamplesPerClass)
        {
            throw new InvalidOperationException($"Needs Shots + QueriesPerClass = {SamplesPerClass} writers with a sample of all {classes.Length} classes of episode {number}, "
                + $"got {shared.Count}. Draw without writers, or from classes that all writers made.");
        }
        int[] all = [.. shared];
        return [.. Some(key, all.Length, SamplesPerClass).Select(place => all[place])];
    }

    private IEnumerable<int> WritersOf(int @class) => Classes.SamplesOf(@class).ToArray().Select(_writers!.ClassOf).Distinct();
}
