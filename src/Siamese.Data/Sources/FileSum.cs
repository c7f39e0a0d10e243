using System.Security.Cryptography;

namespace TorchSharp.Siamese.Data.Sources;

/// <summary>MD5 sums of files, as data sets are published with.</summary>
internal static class FileSum
{
    internal static async Task<string> Md5Async(string path, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
            return Convert.ToHexStringLower(await MD5.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
    }
}
