namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>What the command line asked for.</summary>
/// <param name="Threads">CPU threads of both sides.</param>
/// <param name="Quick">Smaller sizes: shows that it works, measures little.</param>
/// <param name="Data">Folder with MNIST's idx files, or null for the places where the example looks.</param>
/// <param name="Progress">Gets a line about what is running now.</param>
/// <param name="Print">Gets text that belongs to the result, beside the rows.</param>
internal sealed record BenchmarkSettings(int Threads, bool Quick, DirectoryInfo? Data, Action<string> Progress, Action<string> Print)
{
    /// <summary>Checkout of pytorch-metric-learning; null for formulations in plain PyTorch.</summary>
    public DirectoryInfo? Pml { get; init; }

    /// <summary>Where networks run, cpu or cuda; heeded by the benchmarks that say so.</summary>
    public string Device { get; init; } = "cpu";
}
