using TorchSharp.Siamese.Data.Labels;

namespace TorchSharp.Siamese.Data.Sampling;

/// <summary>What the two plans over explicit lists share.</summary>
internal sealed class ListOrder<TTuple>
    where TTuple : struct
{
    private readonly TTuple[] _tuples;
    private readonly ShuffledOrder? _order;      // null for the list's own order

    internal ListOrder(IReadOnlyList<TTuple> tuples, ListPlanOptions options, string what, Func<TTuple, (int, int, int)> numbers)
    {
        ArgumentNullException.ThrowIfNull(tuples);
        ArgumentNullException.ThrowIfNull(options);
        if (tuples.Count == 0)
            throw new ArgumentException($"Needs at least 1 of the {what}, got an empty list.", nameof(tuples));
        _tuples = [.. tuples];
        Options = options with { EpochLength = options.EpochLength ?? _tuples.Length };
        if (options.Shuffle)
            _order = new ShuffledOrder((UInt128)_tuples.Length, new CounterRandom(options.Seed).Fork(0), ExhaustionPolicy.Reshuffle, what);
        Data = ContentHash.Of(Flat(_tuples.Select(numbers)), []);
        Text = $"list of {_tuples.Length} {what}, {Options.EpochLength} an epoch, " + (options.Shuffle ? $"shuffled, seed {options.Seed}" : "in order");
    }

    /// <summary>The options with the epoch length filled in.</summary>
    internal ListPlanOptions Options { get; }

    internal int Count => _tuples.Length;

    /// <summary>A hash of the list.</summary>
    internal string Data { get; }

    /// <summary>The options in words.</summary>
    internal string Text { get; }

    internal TTuple At(ulong position) => _tuples[_order?.AtSmall(position) ?? position % (ulong)_tuples.Length];

    private static int[] Flat(IEnumerable<(int, int, int)> rows)
        => [.. rows.SelectMany(row => (int[])[row.Item1, row.Item2, row.Item3])];
}
