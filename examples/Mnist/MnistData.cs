using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Examples.Host;

namespace TorchSharp.Siamese.Examples.Mnist;

/// <summary>Finds MNIST's four files, or fetches them.</summary>
internal static class MnistData
{
    private static readonly InMemoryImagesOptions Normalised = new() { Mean = [0.1307f], Std = [0.3081f] };

    /// <summary>The folder that the user named, else the cache folder, filled from the mirrors where it is not yet.</summary>
    /// <param name="named">The user's folder, or null.</param>
    /// <param name="mirror">Where to download from instead of the public mirrors, or null.</param>
    /// <param name="cancellationToken">Stops the download.</param>
    /// <exception cref="IOException">The files are not to be had; the message says what to do.</exception>
    public static async Task<string> FindAsync(DirectoryInfo? named, Uri? mirror, CancellationToken cancellationToken)
    {
        if (named is not null)
            return named.FullName;
        var cache = MnistDownload.DefaultFolder();
        try
        {
            var options = new MnistDownloadOptions { Mirrors = mirror is null ? null : [mirror] };
            await DownloadBar.RunAsync(progress => MnistDownload.EnsureAsync(cache, options, progress, cancellationToken));
            return cache;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"MNIST is not in '{cache}' and could not be fetched. {error.Message}\n"
                + "What to do: get the files "
                + string.Join(", ", MnistVariant.Mnist.Files.Select(file => file.Name))
                + $" on any machine, then put them into that folder, or name theirs: ./run.sh mnist --data DIR", error);
        }
    }

    /// <summary>Training and test images, normalised; the first so many of each, or all for 0.</summary>
    public static async Task<(ISampleSource Train, ISampleSource Test)> OpenAsync(
        string folder, int trainLimit, int testLimit, CancellationToken cancellationToken)
        => (await OpenAsync(folder, MnistSplit.Train, trainLimit, cancellationToken),
            await OpenAsync(folder, MnistSplit.Test, testLimit, cancellationToken));

    private static async Task<ISampleSource> OpenAsync(string folder, MnistSplit split, int limit, CancellationToken cancellationToken)
    {
        var images = await MnistSource.OpenAsync(folder, split, Normalised, cancellationToken: cancellationToken);
        return limit == 0 || limit >= images.Count ? images : new SampleSubset(images, Enumerable.Range(0, limit));
    }
}
