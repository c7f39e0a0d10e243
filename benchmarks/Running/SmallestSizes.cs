using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Running;

namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>Leaves the first value of every parameter: the smallest.</summary>
internal sealed class SmallestSizes : IFilter
{
    public bool Predicate(BenchmarkCase benchmarkCase)
        => benchmarkCase.Parameters.Items.All(item => Equals(item.Value, item.Definition.Values[0]));
}
