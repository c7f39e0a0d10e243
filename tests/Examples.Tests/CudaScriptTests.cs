using System.Diagnostics;
using System.Text.RegularExpressions;
using TorchSharp.Siamese.Data.Imaging;

namespace TorchSharp.Siamese.Examples.Tests;

/// <summary>benchmarks/cuda.sh on the CPU, very small, on made-up data.</summary>
public class CudaScriptTests
{
    private const string Python = "/usr/bin/python3";

    [Test]
    public void Script_QuickOnTheCpu_TrainsTestsAndWritesThePage()
    {
        using var folder = new TemporaryFolder();
        using var mnist = new TemporaryFolder();
        MnistTests.WriteAll(mnist);
        Directory.CreateSymbolicLink(folder.File("mnist"), mnist.Path);
        WriteOmniglot(folder.File("omniglot"));
        var (code, output, errors) = Run("--device", "cpu", "--quick", "--data", folder.Path, "--programs", AppContext.BaseDirectory, "--out", folder.File("page.md"));
        Assert.That(code, Is.Zero, errors);
        Assert.That(output, Does.Contain("Results: " + folder.File("page.md")));
        var page = File.ReadAllText(folder.File("page.md"));
        Assert.That(page, Does.Contain("not run on a GPU").And.Contain("A quick run").And.Contain("## Mnist").And.Contain("## Koch"));
        Assert.That(page, Does.Contain("Verification: accuracy").And.Contain("20-way 1-shot: accuracy").And.Contain("Koch's verification on Omniglot Evaluation"));
        foreach (var row in new[] { @"Koch's network, verification accuracy", @"Koch's network, 20-way 1-shot accuracy", @"share of the time spent waiting for batches" })
            Assert.That(Value(page, row), Is.InRange(0.0, 1.0), row);
        if (!page.Contains("Step time against PyTorch: not measured", StringComparison.Ordinal))
            Assert.That(Value(page, "step time, PyTorch over ours"), Is.GreaterThan(0.0));
        Assert.That(Regex.Count(page, "^```", RegexOptions.Multiline) % 2, Is.Zero);
    }

    [TestCase("error: there is no option '--fast'; --help lists them.", "--fast")]
    [TestCase("error: --device needs cuda or cpu, got 'tpu'.", "--device", "tpu")]
    [TestCase("error: --epochs needs a number of 1 or more, got '0'.", "--epochs", "0")]
    [TestCase("error: --out needs a value.", "--out")]
    [TestCase("error: --data needs a folder with the folders mnist and omniglot, got '/nowhere'.", "--data", "/nowhere")]
    public void Script_WrongCommandLine_SaysSo(string message, params string[] arguments)
    {
        var (code, _, errors) = Run(arguments);
        Assert.That((code, errors.Trim()), Is.EqualTo((2, message)));
    }

    [Test]
    public void Script_WithoutADevice_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("mnist"));
        Directory.CreateDirectory(folder.File("omniglot"));
        var (code, _, errors) = Run("--data", folder.Path, "--programs", folder.Path);
        if (!errors.Contains("nvidia-smi", StringComparison.Ordinal))
            Assert.Ignore("This machine has a CUDA device.");
        Assert.That((code, errors.Trim()), Is.EqualTo((1, "error: no CUDA device is to be seen (nvidia-smi). --device cpu --quick runs the script without one.")));
    }

    // A training character of six alphabets each; twenty of a test alphabet, by twenty people: each a bar at a place of its own.
    private static void WriteOmniglot(string folder)
    {
        string[] training = ["Arcadian", "Armenian", "Balinese", "Bengali", "Braille", "Greek"];      // more than five: with five it would be a smaller set
        foreach (var (set, alphabet, characters) in training.Select(name => ("images_background", name, 1)).Append(("images_evaluation", "Angelic", 20)))
        {
            for (var character = 1; character <= characters; character++)
            {
                var place = Directory.CreateDirectory(Path.Combine(folder, set, alphabet, $"character{character:00}"));
                for (var drawer = 1; drawer <= 20; drawer++)
                {
                    var pixels = new byte[24 * 24];
                    Array.Fill(pixels, (byte)255);
                    pixels.AsSpan(24 * (character + 1) + (drawer % 4), 18).Clear();
                    File.WriteAllBytes(Path.Combine(place.FullName, $"{character:0000}_{drawer:00}.png"), PngEncoder.Encode(pixels, 24, 24, ColorMode.Grayscale));
                }
            }
        }
    }

    private static double Value(string page, string row) =>
        double.Parse(Regex.Match(page, $@"^\| {Regex.Escape(row)} \| (?<value>[-0-9.eE+]+) \|", RegexOptions.Multiline).Groups["value"].Value, System.Globalization.CultureInfo.InvariantCulture);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "benchmarks", "cuda.sh"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (File.Exists(Python))
            start.Environment["PEER_PYTHON"] = Python;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
