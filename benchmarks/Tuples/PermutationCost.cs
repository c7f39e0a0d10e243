using BenchmarkDotNet.Attributes;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Benchmarks.Tuples;

/// <summary>One number of the permutation of 2^Bits + 1 numbers, and the way back.</summary>
[MemoryDiagnoser]
public class PermutationCost
{
    private const int Run = 10_000;
    private readonly Random _random = new(1);
    private IndexPermutation _order = null!;
    private UInt128 _count;

    /// <summary>How many numbers: 2^Bits + 1.</summary>
    [Params(10, 40, 62, 100)]
    public int Bits { get; set; }

    /// <summary>Keys the permutation.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _count = (UInt128.One << Bits) + 1;
        _order = new IndexPermutation(_count, 42);
    }

    /// <summary>A random number below 2^Bits + 1 (below 2^62 at the most), with repeats.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Run)]
    public long RandomNumber()
    {
        var (sum, limit) = (0L, (1L << Math.Min(Bits, 61)) + 1);
        for (var i = 0; i < Run; i++)
            sum ^= _random.NextInt64(limit);
        return sum;
    }

    /// <summary>The number at a position.</summary>
    [Benchmark(OperationsPerInvoke = Run)]
    public UInt128 Forward()
    {
        UInt128 sum = 0;
        for (var i = 0u; i < Run; i++)
            sum ^= _order.Forward(i % 1000);
        return sum;
    }

    /// <summary>The position of a number.</summary>
    [Benchmark(OperationsPerInvoke = Run)]
    public UInt128 Backward()
    {
        UInt128 sum = 0;
        for (var i = 0u; i < Run; i++)
            sum ^= _order.Backward(i % 1000);
        return sum;
    }
}
