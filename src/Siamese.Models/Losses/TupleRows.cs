using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>Checks tuples that come as one tensor per role.</summary>
internal static class TupleRows
{
    /// <summary>All of one shape, dtype and device, floating point and finite.</summary>
    public static void Check(params ReadOnlySpan<(Tensor Rows, string Name)> roles)
    {
        var first = Data.Check.Embeddings(roles[0].Rows, roles[0].Name);
        foreach (var (rows, name) in roles)
        {
            Data.Check.EmbeddingsLike(Data.Check.Shape(rows, first.shape, name), first, name);
            LossBatchCheck.Finite(rows, name);
        }
    }
}
