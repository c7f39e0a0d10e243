using NUnit.Framework;

namespace TorchSharp.Siamese.TestSupport;

/// <summary>Real data beside the repository, where a machine has it: <c>../shared/data</c>, or the folder in SIAMESE_DATA.</summary>
public static class SharedData
{
    /// <summary>A folder of the data; a test that asks for one that is not there is skipped.</summary>
    public static string Folder(string name)
    {
        var root = Environment.GetEnvironmentVariable("SIAMESE_DATA");
        if (string.IsNullOrEmpty(root))
            root = Path.Combine(RepositoryRoot.Path, "..", "shared", "data");
        var folder = Path.GetFullPath(Path.Combine(root, name));
        if (!Directory.Exists(folder))
            Assert.Ignore($"Needs real data in '{folder}' (or SIAMESE_DATA naming the folder above it), found nothing.");
        return folder;
    }
}
