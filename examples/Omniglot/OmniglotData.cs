using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;
using Images = TorchSharp.Siamese.Data.Sources.Omniglot;

namespace TorchSharp.Siamese.Examples.Omniglot;

/// <summary>Finds Omniglot's archives or folders, or fetches them.</summary>
internal static class OmniglotData
{
    private static readonly string Beside = Path.Combine("..", "shared", "data", "omniglot");

    /// <summary>The folder that the user named; else the one that lies beside the project, if there is one; else the cache, filled where it is not yet.</summary>
    /// <param name="named">The user's folder, or null.</param>
    /// <param name="mirror">Where to download from instead of the published place, or null.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="IOException">The files are not to be had; the message says what to do.</exception>
    public static async Task<string> FindAsync(DirectoryInfo? named, Uri? mirror, CancellationToken cancellationToken)
    {
        if (named is not null)
        {
            return named.Exists
                ? named.FullName
                : throw new DirectoryNotFoundException($"--data needs a folder with {Names}, packed or not, found nothing at '{named.FullName}'.");
        }
        if (mirror is null && Directory.Exists(Beside))
            return Path.GetFullPath(Beside);
        var cache = OmniglotDownload.DefaultFolder();
        try
        {
            await DownloadBar.RunAsync(progress => OmniglotDownload.EnsureAsync(cache, mirror is null ? null : [mirror], progress, cancellationToken));
            return cache;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"Omniglot is not in '{cache}' and could not be fetched. {error.Message}\n"
                + $"What to do: get {Names} (github.com/brendenlake/omniglot, folder python) on any machine, "
                + "then put them into that folder, or name theirs: ./run.sh omniglot --data DIR", error);
        }
    }

    /// <summary>The characters to train on, or those to evaluate on.</summary>
    public static Task<Images> OpenAsync(string folder, OmniglotSet set, CancellationToken cancellationToken)
    {
        var name = set == OmniglotSet.Background ? "images_background" : "images_evaluation";
        Require(folder, name);
        return Images.OpenAsync(folder, new OmniglotOptions { Set = set }, cancellationToken: cancellationToken);
    }

    /// <summary>Lake's runs.</summary>
    public static Task<OmniglotRuns> OpenRunsAsync(string folder, CancellationToken cancellationToken)
    {
        Require(folder, "all_runs");
        return OmniglotRuns.OpenAsync(folder, cancellationToken);
    }

    private static string Names => string.Join(", ", OmniglotDownload.FileNames);

    private static void Require(string folder, string name)
    {
        if (!Directory.Exists(Path.Combine(folder, name)) && !File.Exists(Path.Combine(folder, name + ".zip")))
            throw new FileNotFoundException($"'{folder}': needs {Names} or the folders unpacked from them, found no {name}.zip and no folder {name}.");
    }
}
