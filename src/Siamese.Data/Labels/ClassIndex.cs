using System.Globalization;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Data.Labels;

/// <summary>Which samples belong to which class, as compressed class lists.</summary>
/// <remarks>
/// Samples are numbered 0 to SampleCount - 1 in the order in which their labels came. Classes are numbered
/// 0 to ClassCount - 1 in ascending label order (strings by code point), so the order of the input cannot leak in.
/// Takes 8 bytes a sample and 8 to 12 bytes a class (plus the label texts). Immutable, thread-safe.
/// </remarks>
public sealed class ClassIndex
{
    private readonly int[] _classOf;      // [N] class of each sample
    private readonly int[] _grouped;      // [N] samples, class after class, ascending inside a class
    private readonly int[] _starts;       // [C + 1] where each class begins in _grouped
    private readonly int[]? _numbers;     // [C] labels, where they are integers
    private readonly string[]? _texts;    // [C] labels, where they are texts
    private string? _fingerprint;

    private ClassIndex(int[] classOf, int classCount, int[]? numbers, string[]? texts)
    {
        _classOf = classOf;
        _numbers = numbers;
        _texts = texts;
        _starts = new int[classCount + 1];
        foreach (var c in classOf)
            _starts[c + 1]++;
        for (var c = 0; c < classCount; c++)
        {
            LargestClass = Math.Max(LargestClass, _starts[c + 1]);
            _starts[c + 1] += _starts[c];
        }

        _grouped = new int[classOf.Length];
        var next = _starts.AsSpan(0, classCount).ToArray();
        for (var sample = 0; sample < classOf.Length; sample++)
            _grouped[next[classOf[sample]]++] = sample;
    }

    /// <summary>Number of samples, 1 or more.</summary>
    public int SampleCount => _classOf.Length;

    /// <summary>Number of distinct labels, 1 or more.</summary>
    public int ClassCount => _starts.Length - 1;

    /// <summary>Number of samples in the largest class.</summary>
    public int LargestClass { get; }

    /// <summary>16 hex digits that tell this labelling from others: a hash of every sample's class and every label.</summary>
    public string Fingerprint
        => _fingerprint ??= ContentHash.Of(_classOf, Enumerable.Range(0, ClassCount).Select(NameOf));

    /// <summary>All samples, class after class: sample <c>Grouped[StartOf(c) + i]</c> is number i of class c.</summary>
    internal ReadOnlySpan<int> Grouped => _grouped;

    /// <summary>Groups samples by integer label.</summary>
    /// <param name="labels">Label of each sample, any integers, in sample order. Copied.</param>
    /// <exception cref="ArgumentException"><paramref name="labels"/> is empty.</exception>
    public static ClassIndex From(ReadOnlySpan<int> labels)
    {
        if (labels.IsEmpty)
            throw NoLabels(nameof(labels));
        var (smallest, largest) = (int.MaxValue, int.MinValue);
        foreach (var label in labels)
            (smallest, largest) = (Math.Min(smallest, label), Math.Max(largest, label));
        // A table over the range is several times faster than hashing, and allowed where it is no larger than the data.
        return (long)largest - smallest < Math.Max(1024, labels.Length)
            ? FromDense(labels, smallest, largest)
            : FromSparse(labels);
    }

    /// <summary>Groups samples by integer label.</summary>
    /// <param name="labels">Label of each sample, any integers, in sample order; read once, to the end.</param>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="labels"/> is empty.</exception>
    public static ClassIndex From(IEnumerable<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return labels switch
        {
            int[] array => From(array.AsSpan()),
            List<int> list => From(CollectionsMarshal.AsSpan(list)),
            _ => From(CollectionsMarshal.AsSpan(labels.ToList())),
        };
    }

    /// <summary>Groups samples by text label, compared by code point.</summary>
    /// <param name="labels">Label of each sample in sample order; read once, to the end. Only distinct texts are kept.</param>
    /// <exception cref="ArgumentNullException"><paramref name="labels"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="labels"/> is empty, or one of them is null.</exception>
    public static ClassIndex From(IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var firstSeen = new List<int>();
        foreach (var label in labels)
        {
            if (label is null)
                throw new ArgumentException($"Needs a label for every sample, got null for sample {firstSeen.Count}.", nameof(labels));
            if (!seen.TryGetValue(label, out var number))
                seen.Add(label, number = seen.Count);
            firstSeen.Add(number);
        }

        if (firstSeen.Count == 0)
            throw NoLabels(nameof(labels));
        var texts = seen.Keys.ToArray();
        Array.Sort(texts, StringComparer.Ordinal);
        var classOfSeen = new int[texts.Length];
        for (var c = 0; c < texts.Length; c++)
            classOfSeen[seen[texts[c]]] = c;
        var classOf = new int[firstSeen.Count];
        for (var sample = 0; sample < classOf.Length; sample++)
            classOf[sample] = classOfSeen[firstSeen[sample]];
        return new ClassIndex(classOf, texts.Length, numbers: null, texts);
    }

    /// <summary>Class of a sample, 0 to ClassCount - 1.</summary>
    /// <param name="sample">0 to SampleCount - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sample"/> is outside that range.</exception>
    public int ClassOf(int sample)
    {
        if (sample < 0 || sample >= _classOf.Length)
            throw new ArgumentOutOfRangeException(nameof(sample), $"Needs a sample from 0 to {SampleCount - 1}, got {sample}.");
        return _classOf[sample];
    }

    /// <summary>The samples of a class, ascending.</summary>
    /// <param name="class">0 to ClassCount - 1.</param>
    /// <returns>A view into the index; at least one sample.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="class"/> is outside that range.</exception>
    public ReadOnlySpan<int> SamplesOf(int @class)
    {
        CheckClass(@class);
        return _grouped.AsSpan(_starts[@class].._starts[@class + 1]);
    }

    /// <summary>Number of samples of a class, 1 or more.</summary>
    /// <param name="class">0 to ClassCount - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="class"/> is outside that range.</exception>
    public int SizeOf(int @class)
    {
        CheckClass(@class);
        return _starts[@class + 1] - _starts[@class];
    }

    /// <summary>The label of a class as text; an integer label in the invariant culture.</summary>
    /// <param name="class">0 to ClassCount - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="class"/> is outside that range.</exception>
    public string NameOf(int @class)
    {
        CheckClass(@class);
        return _texts is null ? _numbers![@class].ToString(CultureInfo.InvariantCulture) : _texts[@class];
    }

    /// <summary>Where class <paramref name="class"/> begins in <see cref="Grouped"/>; ClassCount gives the end.</summary>
    internal int StartOf(int @class) => _starts[@class];

    /// <summary>Position of a sample in <see cref="Grouped"/>, by binary search in its class.</summary>
    internal int PositionOf(int sample)
    {
        var c = ClassOf(sample);
        return _starts[c] + _grouped.AsSpan(_starts[c].._starts[c + 1]).BinarySearch(sample);
    }

    private static ClassIndex FromDense(ReadOnlySpan<int> labels, int smallest, int largest)
    {
        var classOfLabel = new int[largest - smallest + 1];
        foreach (var label in labels)
            classOfLabel[label - smallest] = 1;
        var numbers = new List<int>();
        for (var offset = 0; offset < classOfLabel.Length; offset++)
        {
            if (classOfLabel[offset] == 0)
                continue;
            classOfLabel[offset] = numbers.Count;
            numbers.Add(smallest + offset);
        }

        var classOf = new int[labels.Length];
        for (var sample = 0; sample < classOf.Length; sample++)
            classOf[sample] = classOfLabel[labels[sample] - smallest];
        return new ClassIndex(classOf, numbers.Count, [.. numbers], texts: null);
    }

    private static ClassIndex FromSparse(ReadOnlySpan<int> labels)
    {
        var classOfLabel = new Dictionary<int, int>();
        foreach (var label in labels)
            classOfLabel.TryAdd(label, 0);
        int[] numbers = [.. classOfLabel.Keys];
        Array.Sort(numbers);
        for (var c = 0; c < numbers.Length; c++)
            classOfLabel[numbers[c]] = c;
        var classOf = new int[labels.Length];
        for (var sample = 0; sample < classOf.Length; sample++)
            classOf[sample] = classOfLabel[labels[sample]];
        return new ClassIndex(classOf, numbers.Length, numbers, texts: null);
    }

    private static ArgumentException NoLabels(string argument) => new("Needs at least 1 label, got 0.", argument);

    private void CheckClass(int @class)
    {
        if (@class < 0 || @class >= ClassCount)
            throw new ArgumentOutOfRangeException(nameof(@class), $"Needs a class from 0 to {ClassCount - 1}, got {@class}.");
    }
}
