using System.Globalization;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Models.Evaluation;

/// <summary>Verification pairs drawn at random, half of them of one class, every group equally often: Koch's 10,000-pair protocol. Immutable.</summary>
/// <remarks>
/// Pairs are independent draws and may come twice: 10 alphabets of 4 drawers have only about 1,500 different same-class pairs.
/// Source: Koch, Zemel and Salakhutdinov, ICML Deep Learning Workshop 2015, section 4.2: 10,000 pairs for validation and 10,000
/// for the test, each of 10 alphabets and 4 drawers that nothing else used.
/// </remarks>
public sealed record DrawnPairs
{
    private DrawnPairs(IReadOnlyList<SamplePair> pairs, string protocol) => (Pairs, Protocol) = (pairs, protocol);

    /// <summary>The pairs: same and different in turn. They go into <see cref="PairScorer.Of"/>.</summary>
    public IReadOnlyList<SamplePair> Pairs { get; }

    /// <summary>Of what, how many, and how they were drawn.</summary>
    public string Protocol { get; }

    /// <summary>Draws pairs of some samples.</summary>
    /// <param name="relation">Classes and groups.</param>
    /// <param name="samples">The samples that may be drawn; every class with two of them gives same-class pairs.</param>
    /// <param name="options">How many, and which.</param>
    /// <returns>The pairs.</returns>
    /// <exception cref="ArgumentException">The count is odd, a sample does not exist or comes twice, no class has two samples, or there are too few classes for a different pair.</exception>
    public static DrawnPairs Of(HierarchyRelation relation, IReadOnlyList<int> samples, PairDrawOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(relation);
        ArgumentNullException.ThrowIfNull(samples);
        options ??= new PairDrawOptions();
        if (options.Count % 2 != 0)
            throw new ArgumentException($"Expected an even Count, half of them of one class, got {options.Count}.", nameof(options));
        CheckSamples(samples, relation.SampleCount);
        var groups = samples.GroupBy(relation.Groups.ClassOf).OrderBy(group => group.Key)
            .Select(group => group.GroupBy(relation.Classes.ClassOf).OrderBy(c => c.Key).Select(c => c.Order().ToArray()).ToArray()).ToArray();
        int[][][] same = [.. groups.Select(group => group.Where(c => c.Length > 1).ToArray()).Where(group => group.Length > 0)];
        int[][][] different = options.DifferentWithinGroup ? [.. groups.Where(group => group.Length > 1)] : groups;
        var classes = groups.Sum(group => group.Length);
        if (same.Length == 0 || different.Length == 0 || classes < 2)
        {
            throw new ArgumentException($"Needs a class with two samples and two classes{(options.DifferentWithinGroup ? " in one group" : "")}, "
                + $"got {samples.Count} samples of {classes} classes in {groups.Length} groups.", nameof(samples));
        }
        var key = new CounterRandom(options.Seed);
        var pairs = new SamplePair[options.Count];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = i % 2 == 0 ? Same(same, key.Fork((ulong)i)) : Different(different, key.Fork((ulong)i), options.DifferentWithinGroup);
        var unique = pairs.Select(pair => (Math.Min(pair.Anchor, pair.Other), Math.Max(pair.Anchor, pair.Other))).Distinct().Count();
        return new DrawnPairs(Array.AsReadOnly(pairs), string.Create(CultureInfo.InvariantCulture,
            $"{pairs.Length} random pairs, half of one class, of {samples.Count} images, {classes} classes, {groups.Length} groups; every group equally often; "
            + $"different pairs {(options.DifferentWithinGroup ? "inside a group" : "of any groups")}; {unique} distinct; seed {options.Seed}"));
    }

    /// <summary>Koch's pairs of some alphabets and drawers of Omniglot.</summary>
    /// <param name="images">A part of Omniglot.</param>
    /// <param name="alphabets">10 in the protocol; positions in its alphabet names.</param>
    /// <param name="drawers">4 in the protocol; 1 to 20.</param>
    /// <param name="options">How many, and which.</param>
    /// <returns>The pairs; samples are images of <paramref name="images"/>.</returns>
    /// <exception cref="ArgumentException">As above.</exception>
    public static DrawnPairs Of(Omniglot images, IReadOnlyCollection<int> alphabets, IReadOnlyCollection<int> drawers, PairDrawOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(alphabets);
        ArgumentNullException.ThrowIfNull(drawers);
        int[] samples = [.. Enumerable.Range(0, images.Count).Where(i => alphabets.Contains(images.Alphabets[i]) && drawers.Contains(images.Drawers[i]))];
        var drawn = Of(images.Relation, samples, options);
        return new DrawnPairs(drawn.Pairs, $"Koch's verification on Omniglot {images.Set}, alphabets {string.Join(", ", alphabets.Order().Select(a => images.AlphabetNames[a]))}, "
            + $"drawers {string.Join(", ", drawers.Order())}: {drawn.Protocol}");
    }

    private static SamplePair Same(int[][][] groups, CounterRandom key)
    {
        var group = groups[key.Below(groups.Length, 0)];
        var samples = group[key.Below(group.Length, 1)];
        var first = key.Below(samples.Length, 2);
        var second = key.Below(samples.Length - 1, 3);
        return new SamplePair(samples[first], samples[second < first ? second : second + 1], true);
    }

    private static SamplePair Different(int[][][] groups, CounterRandom key, bool withinGroup)
    {
        for (ulong attempt = 0; ; attempt += 8)
        {
            var (one, other) = (key.Below(groups.Length, attempt), key.Below(groups.Length, attempt + 1));
            var (left, right) = (groups[one], groups[withinGroup ? one : other]);
            var (a, b) = (left[key.Below(left.Length, attempt + 2)], right[key.Below(right.Length, attempt + 3)]);
            // The same class twice: draw again.
            if (!ReferenceEquals(a, b))
                return new SamplePair(a[key.Below(a.Length, attempt + 4)], b[key.Below(b.Length, attempt + 5)], false);
        }
    }

    private static void CheckSamples(IReadOnlyList<int> samples, int count)
    {
        var seen = new HashSet<int>();
        foreach (var sample in samples)
        {
            if (sample < 0 || sample >= count || !seen.Add(sample))
                throw new ArgumentException($"Expected different samples of 0 to {count - 1}, got {sample}{(seen.Contains(sample) ? " twice" : "")}.", nameof(samples));
        }
    }
}
