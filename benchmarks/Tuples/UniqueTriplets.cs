using BenchmarkDotNet.Attributes;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>One triplet of an endless stream, on one core; classes of 100.</summary>
[MemoryDiagnoser]
public class UniqueTriplets
{
    private const int Run = 50_000;
    private readonly SampleTriplet[] _run = new SampleTriplet[Run];
    private IndependentDraws _draws = null!;
    private TripletPlan _plan = null!;
    private long _next;

    /// <summary>Samples of the set; 1 million are in 10,000 classes.</summary>
    [Params(10_000, 1_000_000)]
    public int Samples { get; set; }

    /// <summary>Makes labels and plan.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var labels = LabelledSet.Balanced(Samples, 100);
        _draws = new IndependentDraws(labels);
        _plan = new TripletPlan(ClassIndex.From(labels), new() { Seed = 1, EpochLength = 1L << 40 });
        _next = 0;
    }

    /// <summary>Drawn by chance, with repeats.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Run)]
    public void DrawnByChance()
    {
        for (var i = 0; i < Run; i++)
            _run[i] = _draws.Triplet();
    }

    /// <summary>No triplet twice, a run of them at a time.</summary>
    [Benchmark(OperationsPerInvoke = Run)]
    public void InRuns() => _plan.Fill(0, Advance(), _run);

    /// <summary>No triplet twice, one at a time.</summary>
    [Benchmark(OperationsPerInvoke = Run)]
    public void OneByOne()
    {
        var first = Advance();
        for (var i = 0; i < Run; i++)
            _run[i] = _plan.At(0, first + i);
    }

    private long Advance() => _next = (_next + Run) % (1L << 39);
}
