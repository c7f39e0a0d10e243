using System.Security.Cryptography;
using TorchSharp.Siamese.Data.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Loading;

/// <summary>Every bit of a batch, as a hash.</summary>
internal static class BatchBits
{
    /// <summary>Of every batch, in order; disposes them.</summary>
    public static List<string> Of(IEnumerable<ILoadedBatch> batches)
    {
        var bits = new List<string>();
        foreach (var batch in batches)
        {
            using (batch)
                bits.Add(Of(batch));
        }
        return bits;
    }

    public static string Of(ILoadedBatch batch)
    {
        Tensor[] tensors = batch is TupletBatch tuplets
            ? [batch.Images, batch.Labels, batch.Ids, tuplets.Tuples, tuplets.Same]
            : [batch.Images, batch.Labels, batch.Ids];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"[{string.Join(", ", tensor.shape)}]"));
            hash.AppendData(tensor.bytes);
        }
        return $"{batch.Epoch}/{batch.Number}: {Convert.ToHexString(hash.GetHashAndReset())}";
    }
}
