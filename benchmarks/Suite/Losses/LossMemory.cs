using System.Diagnostics;
using System.Globalization;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Memory;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Benchmarks.Suite.Losses;

/// <summary>Extra peak memory of one call, in a process that has only seen a small batch before.</summary>
internal static class LossMemory
{
    /// <summary>First argument of the process that measures.</summary>
    public const string Command = "--loss-memory";

    /// <summary>A training step on 64 images, and one on 4,096 in chunks of 64.</summary>
    public const string PlainStep = "step-64", CachedStep = "cached-4096";

    private const int Chunk = 64;
    private const int Logical = 4096;
    private const int Side = 64;

    /// <summary>Starts a process for a case and returns bytes and seconds of its call.</summary>
    public static (double Bytes, double Seconds) Measure(string name, int rows, int perClass, int threads)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        string[] numbers = [.. new[] { rows, perClass, threads }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        foreach (var argument in (string[])[.. Own(), Command, name, .. numbers])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var figures = process.StandardOutput.ReadToEnd().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 && figures.Length == 2
            ? (double.Parse(figures[0], CultureInfo.InvariantCulture), double.Parse(figures[1], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"Measuring the memory of {name} failed.");
    }

    /// <summary>The process that measures.</summary>
    public static int Run(string[] args)
    {
        var (rows, perClass) = (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        set_num_threads(int.Parse(args[4], CultureInfo.InvariantCulture));
        manual_seed(1);
        var (small, whole) = Work(args[1], rows, perClass);
        small();
        File.WriteAllText("/proc/self/clear_refs", "5");   // the peak starts from here
        var before = Status("VmRSS:");
        var watch = Stopwatch.StartNew();
        whole();
        var seconds = watch.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, Status("VmHWM:") - before)} {seconds}"));
        return 0;
    }

    private static (Action Small, Action Whole) Work(string name, int rows, int perClass)
    {
        if (LossCase.All.FirstOrDefault(known => known.Name == name) is { } priced)
        {
            var (few, fewLabels) = LossCase.Batch(64);
            var (all, labels) = LossCase.Batch(rows, perClass);
            return (() => priced.Step(few, fewLabels), () => priced.Step(all, labels));
        }
        var encoder = new ConvEncoder(ConvEncoderOptions.TwoConv(Side, Side));
        var loss = new TripletMarginLoss(0.2);
        Tensor Images(long start, long length) => ones(length, 1, Side, Side) * (arange(start, start + length).reshape(length, 1, 1, 1) / Logical);
        Tensor Price(Tensor embeddings) => loss.call(embeddings, arange(embeddings.shape[0], ScalarType.Int64).div(4, RoundingMode.floor).to(ScalarType.Int64));
        Action Plain(int count) => () =>
        {
            using var scope = NewDisposeScope();
            Price(encoder.call(Images(0, count))).backward();
        };
        return (Plain(8), name == CachedStep ? () => new GradientCache(encoder, Chunk).Backward(Logical, Images, Price) : Plain(Chunk));
    }

    // dotnet needs the name of the assembly, a program of its own does not.
    private static string[] Own()
        => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(LossMemory).Assembly.Location] : [];

    private static long Status(string key)
        => long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal))
            .Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
}
