namespace TorchSharp.Siamese.Data.Sources;

/// <summary>Fetches the four files of MNIST, Fashion-MNIST or KMNIST from public mirrors.</summary>
public static class MnistDownload
{
    /// <summary>Where downloads go unless the user says otherwise: a folder of the user's cache.</summary>
    /// <param name="variant">Which data set. MNIST by default.</param>
    /// <returns><c>$XDG_CACHE_HOME/torchsharp-siamese/NAME</c>, else the same in <c>~/.cache</c>, or in the local application data on Windows.</returns>
    public static string DefaultFolder(MnistVariant? variant = null) => DownloadFolder.Of((variant ?? MnistVariant.Mnist).Name);

    /// <summary>Makes sure that a folder holds MNIST's four compressed files, right to the last bit.</summary>
    /// <param name="folder">Created where it is missing.</param>
    /// <param name="progress">Told the bytes of each file as they come; files already there are not reported.</param>
    /// <param name="cancellationToken">Stops the download; no half-written file stays behind.</param>
    /// <exception cref="DownloadException">A file could not be had from any mirror.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Task EnsureAsync(
        string folder, IProgress<FileProgress>? progress = null, CancellationToken cancellationToken = default) =>
        EnsureAsync(folder, new MnistDownloadOptions(), progress, cancellationToken);

    /// <summary>Makes sure that a folder holds the four compressed files of a data set, right to the last bit.</summary>
    /// <remarks>
    /// A file that is there with the right MD5 is kept, any other of its name is replaced. Each file is written under a temporary
    /// name, checked, flushed and renamed, so that others never see half a file; several processes may do this at once.
    /// </remarks>
    /// <param name="folder">Created where it is missing.</param>
    /// <param name="options">Which data set, and from where.</param>
    /// <param name="progress">Told the bytes of each file as they come; files already there are not reported.</param>
    /// <param name="cancellationToken">Stops the download; no half-written file stays behind.</param>
    /// <exception cref="DownloadException">A file could not be had from any mirror.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task EnsureAsync(
        string folder, MnistDownloadOptions options, IProgress<FileProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        var mirrors = options.Mirrors ?? options.Variant.Mirrors;
        if (mirrors.Count == 0)
            throw new ArgumentException("Needs at least one mirror, got none.", nameof(options));

        Directory.CreateDirectory(folder);
        using var client = new HttpClient(options.Handler ?? new SocketsHttpHandler(), disposeHandler: options.Handler is null);
        client.Timeout = Timeout.InfiniteTimeSpan;   // a slow line may take its time; MirroredDownload watches for stalls
        var download = new MirroredDownload(client, options.StallTimeout, progress);
        foreach (var (name, md5) in options.Variant.Files)
            await download.EnsureAsync(folder, name, md5, mirrors, cancellationToken).ConfigureAwait(false);
    }
}
