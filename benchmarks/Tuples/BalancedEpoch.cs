using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>An epoch of every positive pair and as many different negative ones, in random order, from labels to the last pair; classes of 50.</summary>
[MemoryDiagnoser]
public class BalancedEpoch
{
    private int[] _labels = [];
    private int _positives;

    /// <summary>Samples of the set: 500 have 12,250 positive pairs, 5,000 have 122,500.</summary>
    [Params(500, 5_000)]
    public int Samples { get; set; }

    /// <summary>Makes labels.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _labels = LabelledSet.Balanced(Samples, 50);
        _positives = Samples * 49 / 2;
    }

    /// <summary>A double loop lists all pairs of both kinds; the lists are shuffled.</summary>
    [Benchmark(Baseline = true)]
    public long DoubleLoopAndShuffle()
    {
        var (positives, negatives) = (new List<SamplePair>(), new List<SamplePair>());
        for (var i = 0; i < _labels.Length; i++)
        {
            for (var j = i + 1; j < _labels.Length; j++)
                (_labels[i] == _labels[j] ? positives : negatives).Add(new SamplePair(i, j, _labels[i] == _labels[j]));
        }

        var random = new Random(1);
        random.Shuffle(CollectionsMarshal.AsSpan(positives));
        random.Shuffle(CollectionsMarshal.AsSpan(negatives));
        var sum = 0L;
        for (var i = 0; i < _positives; i++)
            sum += positives[i].Anchor ^ negatives[i].Other;
        return sum;
    }

    /// <summary>Pairs drawn by chance; those that have come before are drawn again.</summary>
    [Benchmark]
    public long RejectionSampling()
    {
        var draws = new IndependentDraws(_labels);
        var seen = new HashSet<(int, int)>();
        var sum = 0L;
        for (var i = 0; i < 2 * _positives; i++)
        {
            SamplePair pair;
            do
                pair = draws.Pair((i & 1) == 0);
            while (!seen.Add((Math.Min(pair.Anchor, pair.Other), Math.Max(pair.Anchor, pair.Other))));
            sum += pair.Anchor ^ pair.Other;
        }

        return sum;
    }

    /// <summary>The plan of this library.</summary>
    [Benchmark]
    public long Plan() => Sum(new PairPlan(ClassIndex.From(_labels), new() { Seed = 1, EpochLength = 2L * _positives }));

    internal static long Sum(PairPlan plan)
    {
        var (sum, run) = (0L, new SamplePair[1024]);
        for (var first = 0L; first < plan.EpochLength; first += run.Length)
        {
            var part = run.AsSpan(0, (int)Math.Min(run.Length, plan.EpochLength - first));
            plan.Fill(0, first, part);
            foreach (var pair in part)
                sum += pair.Anchor ^ pair.Other;
        }

        return sum;
    }
}
