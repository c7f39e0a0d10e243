using System.Net;
using System.Security.Cryptography;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>One file with a known MD5, from the first of several mirrors that delivers it.</summary>
internal sealed class MirroredDownload(HttpClient client, TimeSpan stallTimeout, IProgress<FileProgress>? progress)
{
    private const int BlockSize = 1 << 16;

    public async Task EnsureAsync(
        string folder, string name, string md5, IReadOnlyList<Uri> mirrors, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, name);
        var attempts = new List<string>();
        if (File.Exists(path))
        {
            var present = await FileSum.Md5Async(path, cancellationToken).ConfigureAwait(false);
            if (present == md5)
                return;
            attempts.Add($"{path}: needs MD5 {md5}, came {present}");
        }

        Exception? last = null;
        foreach (var address in mirrors.Select(mirror => new Uri(mirror, name)))
        {
            try
            {
                await FetchAsync(address, path, md5, cancellationToken).ConfigureAwait(false);
                return;
            }
            // What the mirror did wrong sends us to the next one; what this machine does wrong (a full disk) would only repeat.
            catch (Exception e) when (e is HttpRequestException or InvalidDataException or TimeoutException)
            {
                attempts.Add($"{address}: {e.Message}");
                last = e;
            }
        }
        throw new DownloadException($"Could not get '{name}' into '{folder}'. Tried:{Environment.NewLine}"
            + string.Concat(attempts.Select(attempt => $"  {attempt}{Environment.NewLine}"))
            + "Check the connection (proxies are taken from the environment: https_proxy), or get the files another way "
            + "and name the folder that holds them.", last);
    }

    private async Task FetchAsync(Uri address, string path, string md5, CancellationToken cancellationToken)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var temporary = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            stall.CancelAfter(stallTimeout);
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, stall.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new HttpRequestException($"answered {(int)response.StatusCode} {response.ReasonPhrase}");
            var came = await SaveAsync(response.Content, address, temporary, stall).ConfigureAwait(false);
            if (came != md5)
                throw new InvalidDataException($"needs MD5 {md5}, came {came}");
            File.Move(temporary, path, overwrite: true);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"sent nothing for {stallTimeout.TotalSeconds:0.###} s", e);
        }
        finally
        {
            File.Delete(temporary);   // gone already where it was renamed
        }
    }

    // A broken connection and a full disk are both IOException: only the first is the mirror's doing.
    private static async Task<int> ReadAsync(Stream body, byte[] block, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(block, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new HttpRequestException($"broke off: {e.Message}", e);
        }
    }

    // Copies the body to a new file, which is on the disk when this returns, and gives its MD5.
    private async Task<string> SaveAsync(HttpContent content, Uri address, string path, CancellationTokenSource stall)
    {
        var total = content.Headers.ContentLength;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var body = await content.ReadAsStreamAsync(stall.Token).ConfigureAwait(false);
        await using var bodyLifetime = body.ConfigureAwait(false);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BlockSize, FileOptions.Asynchronous);
        await using var fileLifetime = file.ConfigureAwait(false);

        var block = new byte[BlockSize];
        long done = 0;
        while (true)
        {
            stall.CancelAfter(stallTimeout);
            var came = await ReadAsync(body, block, stall.Token).ConfigureAwait(false);
            if (came == 0)
                break;
            hash.AppendData(block, 0, came);
            await file.WriteAsync(block.AsMemory(0, came), stall.Token).ConfigureAwait(false);
            done += came;
            progress?.Report(new FileProgress(address.AbsoluteUri, done, total));
        }
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
