namespace TorchSharp.Siamese.Examples.Tests;

internal static class Repository
{
    /// <summary>The folder with the solution, above the one that the tests run in.</summary>
    public static string Root { get; } = Find();

    /// <summary>MNIST's idx files in <c>../shared/data</c>; the test is skipped where they are missing.</summary>
    public static string MnistOrSkip() => DataOrSkip("MNIST", "mnist");

    /// <summary>Omniglot's archives in the folder of SIAMESE_DATA or in <c>../shared/data</c>; the test is skipped where they are missing.</summary>
    public static string OmniglotOrSkip() => DataOrSkip("Omniglot", "omniglot");

    private static string DataOrSkip(string name, string below)
    {
        var data = Environment.GetEnvironmentVariable("SIAMESE_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        var folder = Path.GetFullPath(Path.Combine(data, below));
        if (!Directory.Exists(folder))
            Assert.Ignore($"{name} is not in {folder}.");
        return folder;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "TorchSharp.Siamese.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"There is no TorchSharp.Siamese.sln above {AppContext.BaseDirectory}.");
    }
}
