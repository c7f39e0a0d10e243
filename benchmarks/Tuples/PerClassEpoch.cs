using BenchmarkDotNet.Attributes;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>All batches of one epoch, 32 classes x 4 samples; classes of 100.</summary>
[MemoryDiagnoser]
public class PerClassEpoch
{
    private MPerClassSampler _ours = null!;
    private ClassesDrawnAnew _anew = null!;
    private int _epoch;

    /// <summary>Samples of the set; 1 million are in 10,000 classes.</summary>
    [Params(10_000, 1_000_000)]
    public int Samples { get; set; }

    /// <summary>Makes labels and samplers.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var classes = ClassIndex.From(LabelledSet.Balanced(Samples, 100));
        _ours = new MPerClassSampler(classes, new() { ClassesPerBatch = 32, SamplesPerClass = 4, Seed = 1 });
        _anew = new ClassesDrawnAnew(classes, 32, 4, Samples);
    }

    /// <summary>Classes and samples drawn anew for each batch: pytorch-metric-learning's rule. Some samples come twice, others never.</summary>
    [Benchmark(Baseline = true)]
    public long DrawnAnew() => _anew.Batches(_epoch++).Sum(batch => (long)batch[0]);

    /// <summary>Every sample once.</summary>
    [Benchmark]
    public long Covering() => _ours.Batches(_epoch++).Sum(batch => (long)batch[0]);
}
