namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>One line of the result.</summary>
/// <param name="Name">Short and stable.</param>
/// <param name="What">One phrase for people.</param>
/// <param name="Ours">This library's figure.</param>
/// <param name="Peer">The peer's figure.</param>
/// <param name="Ratio">How many times better ours is: above 1 is better.</param>
/// <param name="Unit">Unit of both figures.</param>
internal sealed record BenchmarkRow(string Name, string What, double Ours, double Peer, double Ratio, string Unit)
{
    /// <summary>A row of figures of which the smaller is the better: times, errors, memory.</summary>
    public static BenchmarkRow LessIsBetter(string name, string what, double ours, double peer, string unit)
        => new(name, what, ours, peer, peer / ours, unit);

    /// <summary>A row of figures of which the larger is the better: rates, shares.</summary>
    public static BenchmarkRow MoreIsBetter(string name, string what, double ours, double peer, string unit)
        => new(name, what, ours, peer, ours / peer, unit);
}
