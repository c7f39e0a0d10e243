using System.IO.Compression;

namespace TorchSharp.Siamese.Benchmarks.Running;

/// <summary>Real images: <c>--data DIR</c>, the folder in SIAMESE_DATA, or <c>../shared/data</c>, with mnist, omniglot and grocery in it.</summary>
internal static class BenchmarkData
{
    /// <summary>A folder of the data.</summary>
    /// <exception cref="DirectoryNotFoundException">It is not there; says where it was looked for.</exception>
    public static string Folder(BenchmarkSettings settings, string name)
    {
        var root = settings.Data?.FullName ?? Environment.GetEnvironmentVariable("SIAMESE_DATA") ?? Path.Combine("..", "shared", "data");
        var folder = Path.GetFullPath(Path.Combine(root, name));
        return Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"Needs a folder '{folder}' with real images; --data DIR or SIAMESE_DATA name the folder above it.");
    }

    /// <summary>Unpacks an archive of the data into a folder.</summary>
    public static string Unpack(BenchmarkSettings settings, string name, string archive, string target)
    {
        var file = Path.Combine(Folder(settings, name), archive);
        settings.Progress($"unpacking {file}");
        ZipFile.ExtractToDirectory(file, target);
        return target;
    }
}
