namespace TorchSharp.Siamese.Benchmarks.Suite.Loading;

/// <summary>A temporary folder, gone with all in it when the benchmark is over.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loading-benchmark-");

    /// <summary>A folder in it.</summary>
    public string Sub(string name) => _folder.CreateSubdirectory(name).FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
