using BenchmarkDotNet.Attributes;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>From labels to the first tuple; classes of 1,000.</summary>
[MemoryDiagnoser]
public class SetUpCost
{
    private int[] _labels = [];

    /// <summary>Samples of the set; 10 million are in 10,000 classes.</summary>
    [Params(100_000, 10_000_000)]
    public int Samples { get; set; }

    /// <summary>Makes labels.</summary>
    [GlobalSetup]
    public void SetUp() => _labels = LabelledSet.Balanced(Samples, 1000);

    /// <summary>A dictionary of lists, as most code groups samples.</summary>
    [Benchmark(Baseline = true)]
    public int DictionaryOfLists() => LabelledSet.Lists(_labels).Count;

    /// <summary>The class index of this library.</summary>
    [Benchmark]
    public int Index() => ClassIndex.From(_labels).ClassCount;

    /// <summary>Index, plan and its first pair.</summary>
    [Benchmark]
    public int IndexAndPairPlan() => new PairPlan(ClassIndex.From(_labels), new()).At(0, 0).Anchor;

    /// <summary>Index, plan and its first triplet.</summary>
    [Benchmark]
    public int IndexAndTripletPlan() => new TripletPlan(ClassIndex.From(_labels), new()).At(0, 0).Anchor;
}
