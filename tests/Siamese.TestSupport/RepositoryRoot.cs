namespace TorchSharp.Siamese.TestSupport;

/// <summary>Where this clone lies, found from where the tests run.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TorchSharp.Siamese.sln")))
                return folder.FullName;
        }
        return AppContext.BaseDirectory;
    }
}
