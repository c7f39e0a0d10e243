using System.Globalization;
using System.Runtime.InteropServices;

namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>What the figures were measured on; without it they mean little.</summary>
internal static class MachineLine
{
    /// <summary>Processor, cores, memory, system, runtime.</summary>
    public static string Describe(int threads) => string.Create(CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} cores ({threads} threads used), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30)} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    private static string Processor()
    {
        const string Path = "/proc/cpuinfo";
        var line = File.Exists(Path) ? File.ReadLines(Path).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
