namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Fetches Omniglot's background and evaluation images and Lake's one-shot runs from where they are published.</summary>
public static class OmniglotDownload
{
    private const string RunsFolder = "one-shot-classification/";

    private static readonly Uri Published = new("https://raw.githubusercontent.com/brendenlake/omniglot/master/python/");

    /// <summary>The archives, their folder below the published one, and their MD5.</summary>
    internal static IReadOnlyList<(string Folder, string Name, string Md5)> Files { get; } =
    [
        ("", "images_background.zip", OmniglotContent.Md5Of(OmniglotSet.Background)!),
        ("", "images_evaluation.zip", OmniglotContent.Md5Of(OmniglotSet.Evaluation)!),
        (RunsFolder, "all_runs.zip", "e8996daecdf12afeeb4a53a179f06b19"),
    ];

    /// <summary>Names of the three archives.</summary>
    public static IReadOnlyList<string> FileNames { get; } = Array.AsReadOnly([.. Files.Select(file => file.Name)]);

    /// <summary>Where downloads go unless the user says otherwise: a folder of the user's cache.</summary>
    /// <returns><c>$XDG_CACHE_HOME/torchsharp-siamese/omniglot</c>, else the same in <c>~/.cache</c>, or in the local application data on Windows.</returns>
    public static string DefaultFolder() => DownloadFolder.Of("omniglot");

    /// <summary>Makes sure that a folder holds the three archives, right to the last bit.</summary>
    /// <remarks>
    /// An archive that is there with the published MD5 is kept, any other of its name is replaced. Each file is written under a
    /// temporary name, checked, flushed and renamed, so that others never see half a file; several processes may do this at once.
    /// </remarks>
    /// <param name="folder">Created where it is missing.</param>
    /// <param name="mirrors">
    /// Folders on the web to try, in order, in place of the published one; each address ends with a slash, and the runs are in
    /// <c>one-shot-classification/</c> below it. Null for the published one.
    /// </param>
    /// <param name="progress">Told the bytes of each file as they come; files already there are not reported.</param>
    /// <param name="cancellationToken">Stops the download; no half-written file stays behind.</param>
    /// <exception cref="DownloadException">A file could not be had from any mirror.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Task EnsureAsync(
        string folder, IReadOnlyList<Uri>? mirrors = null, IProgress<FileProgress>? progress = null, CancellationToken cancellationToken = default)
        => EnsureAsync(folder, mirrors ?? [Published], Files, new SocketsHttpHandler(), progress, cancellationToken);

    internal static async Task EnsureAsync(
        string folder, IReadOnlyList<Uri> mirrors, IReadOnlyList<(string Folder, string Name, string Md5)> files,
        HttpMessageHandler handler, IProgress<FileProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (mirrors.Count == 0)
            throw new ArgumentException("Needs at least one mirror, got none.", nameof(mirrors));
        Directory.CreateDirectory(folder);
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };   // a slow line may take its time; MirroredDownload watches for stalls
        var download = new MirroredDownload(client, TimeSpan.FromSeconds(30), progress);
        foreach (var (below, name, md5) in files)
            await download.EnsureAsync(folder, name, md5, [.. mirrors.Select(mirror => new Uri(mirror, below))], cancellationToken).ConfigureAwait(false);
    }
}
