using BenchmarkDotNet.Attributes;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>All pairs of a set, positive and negative, each once, in random order, from labels to the last pair; classes of 50.</summary>
/// <remarks>Rejection sampling would draw each of 12.5 million pairs 17 times on average and is left out.</remarks>
[MemoryDiagnoser]
public class EveryPair
{
    private int[] _labels = [];

    /// <summary>Samples of the set: 500 have 124,750 pairs, 5,000 have 12,497,500.</summary>
    [Params(500, 5_000)]
    public int Samples { get; set; }

    /// <summary>Makes labels.</summary>
    [GlobalSetup]
    public void SetUp() => _labels = LabelledSet.Balanced(Samples, 50);

    /// <summary>A double loop lists all pairs; the list is shuffled.</summary>
    [Benchmark(Baseline = true)]
    public long DoubleLoopAndShuffle()
    {
        var pairs = new SamplePair[(long)_labels.Length * (_labels.Length - 1) / 2];
        var next = 0;
        for (var i = 0; i < _labels.Length; i++)
        {
            for (var j = i + 1; j < _labels.Length; j++)
                pairs[next++] = new SamplePair(i, j, _labels[i] == _labels[j]);
        }

        new Random(1).Shuffle(pairs);
        var sum = 0L;
        foreach (var pair in pairs)
            sum += pair.Anchor ^ pair.Other;
        return sum;
    }

    /// <summary>The plan of this library, at the ratio that the set has, so that both sides end together.</summary>
    [Benchmark]
    public long Plan()
    {
        var classes = ClassIndex.From(_labels);
        var (positives, negatives) = (new PositivePairSpace(classes), new NegativePairSpace(classes));
        var options = new PairPlanOptions
        {
            Seed = 1, Positives = (int)positives.Count, Negatives = (int)negatives.Count, EpochLength = (long)(positives.Count + negatives.Count),
            WhenExhausted = ExhaustionPolicy.Throw,
        };
        return BalancedEpoch.Sum(new PairPlan(positives, negatives, options));
    }
}
