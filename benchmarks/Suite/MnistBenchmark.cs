using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TorchSharp.Siamese.Benchmarks.Running;
using TorchSharp.Siamese.Data.Sources;

namespace TorchSharp.Siamese.Benchmarks.Suite;

/// <summary>A whole MNIST training: the example as users run it against PyTorch with its DataLoader and the same mining.</summary>
internal sealed class MnistBenchmark : IBenchmark
{
    public string Name => "mnist";

    public string Description => "one epoch of pytorch-metric-learning's MNIST notebook, our own recipe, and embedding all images";

    public IReadOnlyList<BenchmarkRow> Run(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var data = settings.Data?.FullName ?? Fetch(settings, cancellationToken);
        settings.Progress("mnist: ours, the notebook's recipe");
        var same = RunExample(settings, data, cancellationToken, "--recipe", "pml", "--epochs", "1");

        settings.Progress("mnist: PyTorch, the notebook's recipe (minutes)");
        using var peer = new PeerProcess("mnist.py", settings, "--data", data);
        var theirs = peer.Round();
        var (seconds, embedding, error) = (Figure(theirs, "seconds"), Figure(theirs, "embed_seconds"), 1 - Figure(theirs, "knn_accuracy"));

        settings.Progress("mnist: ours, our own recipe");
        var own = RunExample(settings, data, cancellationToken);
        return
        [
            BenchmarkRow.LessIsBetter("mnist-epoch", $"notebook recipe, one epoch, against {peer.Title} + DataLoader", Figure(same, "train_seconds"), seconds, "s"),
            BenchmarkRow.LessIsBetter("mnist-epoch-error", "the same, 1-NN error on the test images", 100 * (1 - Figure(same, "knn_accuracy")), 100 * error, "%"),
            BenchmarkRow.LessIsBetter("mnist-embed", "embedding every image with that network", Figure(same, "embed_seconds"), embedding, "s"),
            BenchmarkRow.LessIsBetter("mnist-own", "our recipe against PyTorch's epoch of the notebook recipe", Figure(own, "train_seconds"), seconds, "s"),
            BenchmarkRow.LessIsBetter("mnist-own-error", "the same, 1-NN error on the test images", 100 * (1 - Figure(own, "knn_accuracy")), 100 * error, "%"),
        ];
    }

    private static string Fetch(BenchmarkSettings settings, CancellationToken cancellationToken)
    {
        var cache = MnistDownload.DefaultFolder();
        settings.Progress($"mnist: the data, in {cache} or from public mirrors (--data DIR names another folder)");
        MnistDownload.EnsureAsync(cache, cancellationToken: cancellationToken).GetAwaiter().GetResult();
        return cache;
    }

    private static double Figure(JsonElement figures, string name) => figures.GetProperty(name).GetDouble();

    private static JsonElement RunExample(
        BenchmarkSettings settings, string data, CancellationToken cancellationToken, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("mnist-benchmark-");
        try
        {
            var json = Path.Combine(folder.FullName, "figures.json");
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
            string[] limits = settings.Quick ? ["--train-limit", "2560", "--test-limit", "1000"] : [];
            foreach (var argument in (string[])
                [
                    Path.Combine(AppContext.BaseDirectory, "Mnist.dll"), .. arguments, .. limits,
                    "--data", data, "--json", json, "--model", Path.Combine(folder.FullName, "model.dat"),
                    "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
                ])
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start) ?? throw new InvalidOperationException("The MNIST example did not start.");
            using var stop = cancellationToken.Register(() => process.Kill());
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            cancellationToken.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"The MNIST example ended with exit code {process.ExitCode}; see its message above.");
            return JsonDocument.Parse(File.ReadAllBytes(json)).RootElement.Clone();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
