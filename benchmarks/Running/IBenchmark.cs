namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>Measures ours and a peer in one run.</summary>
internal interface IBenchmark
{
    /// <summary>What bench.sh calls it.</summary>
    string Name { get; }

    /// <summary>One sentence for the list of benchmarks.</summary>
    string Description { get; }

    /// <summary>Does the work; rounds of both sides take turns.</summary>
    IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken);
}
