using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Models.Insight.Symptoms;

/// <summary>Batches made of few classes, or of images without a partner.</summary>
internal sealed class Balance : Symptom
{
    /// <summary>Images for each class, and at all, from which on shares say something.</summary>
    private const int PerClass = 10;
    private const int Enough = 200;
    private const int EnoughForScarce = 100;

    /// <summary>Share of pairs in a batch.</summary>
    private const double MostlySame = 0.9;

    /// <summary>Share of images without another of their class in the batch.</summary>
    private const double MostlyLone = 0.5;

    private readonly Dictionary<long, long> _counts = [];
    private double _batches, _sameShares, _loneShares;

    /// <summary>Number of classes that have come.</summary>
    public int ClassCount => _counts.Count;

    public override double[] State
    {
        get => [_batches, _sameShares, _loneShares, .. _counts.SelectMany(count => new double[] { count.Key, count.Value })];
        set
        {
            (_batches, _sameShares, _loneShares) = (value[0], value[1], value[2]);
            _counts.Clear();
            foreach (var pair in value[3..].Chunk(2))
                _counts[(long)pair[0]] = (long)pair[1];
        }
    }

    /// <summary>Counts the labels of a batch.</summary>
    public void Count(ReadOnlySpan<long> labels)
    {
        var sizes = new Dictionary<long, long>();
        foreach (var label in labels)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sizes, label, out _)++;
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, label, out _)++;
        }
        if (labels.Length < 2)
            return;
        _batches++;
        _sameShares += sizes.Values.Sum(size => size * (size - 1.0)) / (labels.Length * (labels.Length - 1.0));
        _loneShares += sizes.Values.Count(size => size == 1) / (double)labels.Length;
    }

    /// <summary>Says whether classes are out of balance.</summary>
    public Finding? Classes()
    {
        var total = _counts.Values.Sum();
        return total < Math.Max(Enough, PerClass * _counts.Count) ? null : ClassBalance.Of(_counts.Values, "in the batches so far", EnoughForScarce);
    }

    /// <summary>Says whether pairs are out of balance.</summary>
    public Finding? Pairs(MonitorContext context)
    {
        if (_batches < context.Patience)
            return null;
        var (same, lone) = (_sameShares / _batches, _loneShares / _batches);
        if (same > MostlySame)
            return Made("Nearly all pairs of the batches are of one class: there is hardly anything to tell apart.",
                Text($"{100 * same:0.0} % of the pairs in {_batches} batches are of one class"), Text($"{100 * MostlySame} %"));
        return lone > MostlyLone
            ? Made("Most images have no other image of their class in their batch: there is hardly anything to pull together.",
                Text($"{100 * lone:0.0} % of the images in {_batches} batches"), Text($"{100 * MostlyLone} %: the tuples of the other images decide everything"))
            : null;
    }

    private static Finding Made(string title, string evidence, string threshold) => new(
        FindingCause.PairImbalance, FindingSeverity.Warning, title, evidence, threshold,
        "Draw batches of P classes with K images each (a P x K sampler), or pairs by a plan that balances them.");
}
