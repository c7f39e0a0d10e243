namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Where downloads go unless the user says otherwise.</summary>
internal static class DownloadFolder
{
    /// <summary><c>$XDG_CACHE_HOME/torchsharp-siamese/NAME</c>, else the same in <c>~/.cache</c>, or in the local application data on Windows.</summary>
    public static string Of(string name)
    {
        var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root))
        {
            root = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
                : Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".cache");
        }
        return Path.Combine(root, "torchsharp-siamese", name);
    }
}
