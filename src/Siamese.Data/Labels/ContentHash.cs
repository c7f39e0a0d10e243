using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TorchSharp.Siamese.Data.Labels;

/// <summary>Short fingerprints of data and options: the first 16 hex digits of a SHA-256. They tell accidents, not forgeries.</summary>
internal static class ContentHash
{
    /// <summary>Of whole numbers, and then texts, each closed so that neighbours cannot run into one another.</summary>
    internal static string Of(ReadOnlySpan<int> numbers, IEnumerable<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(numbers));
        foreach (var text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    /// <summary>Of texts, such as other fingerprints.</summary>
    internal static string Of(params ReadOnlySpan<string> texts) => Of([], texts.ToArray());
}
