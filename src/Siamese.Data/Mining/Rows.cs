using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>What the distances share: checks of their arguments, and powers with a finite gradient.</summary>
internal static class Rows
{
    public static void Check(Tensor query, Tensor? reference)
    {
        Data.Check.Embeddings(query);
        if (reference is not null)
            Data.Check.EmbeddingsLike(reference, query);
    }

    public static void CheckPairs(Tensor left, Tensor right)
    {
        Data.Check.Embeddings(left);
        Data.Check.Shape(right, left.shape);
        Data.Check.EmbeddingsLike(right, left);
    }

    /// <summary>A power of distances that are 0 or more.</summary>
    public static Tensor Raise(Tensor distance, double power)
    {
        if (power == 1)
            return distance;
        // Below 1 the slope at 0 is infinite, and infinite times the distance's own slope of 0 is NaN.
        return power > 1 ? distance.pow(power) : distance.clamp_min(finfo(distance.dtype).tiny).pow(power);
    }
}
