using System.Diagnostics;
using System.IO.Compression;
using TorchSharp.Siamese.Models.Encoders;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Weights;

/// <summary>Files that PyTorch wrote (make_weights.py says how), the encoder that they fit, and files made by hand.</summary>
internal static class WeightFixtures
{
    public const string Python = "/usr/bin/python3";

    private static readonly string s_folder = Path.Combine(RepositoryRoot.Path, "tests", "Siamese.Models.Tests", "Weights", "Fixtures");

    public static string Script => PathOf("make_weights.py");

    public static string PathOf(string name) => Path.Combine(s_folder, name);

    /// <summary>The network of the script.</summary>
    public static ConvEncoder Encoder(int embeddingSize = 3) => new(new ConvEncoderOptions
    {
        Height = 6,
        Width = 6,
        Blocks = [new ConvBlock(2) { BatchNorm = true }],
        Pooling = GlobalPooling.Average,
        EmbeddingSize = embeddingSize,
    });

    /// <summary>An archive as torch.save makes it.</summary>
    public static byte[] Archive(byte[] pickle, params (string Name, byte[] Content)[] others) => Archive(CompressionLevel.NoCompression, [("data.pkl", pickle), .. others]);

    public static byte[] Archive(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = zip.CreateEntry("archive/" + name, level).Open();
                stream.Write(content);
            }
        }
        return bytes.ToArray();
    }

    /// <summary>Runs Python with torch; ends the test as ignored where it has none.</summary>
    public static string Run(params string[] arguments)
    {
        if (!File.Exists(Python) || Start(["-c", "import torch"]).Code != 0)
            Assert.Ignore($"{Python} has no torch; ./bench.sh installs it.");
        var (code, output, errors) = Start(arguments);
        Assert.That(code, Is.Zero, errors);
        return output;
    }

    private static (int Code, string Output, string Errors) Start(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
