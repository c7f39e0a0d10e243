using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses.Regularizers;

/// <summary>Mean over the classes of the cosine to the nearest other class: class weights spread over the sphere.</summary>
/// <remarks>Source: Zhao, Xu and Cheng, "RegularFace", CVPR 2019. One class costs nothing. Immutable, thread-safe.</remarks>
public sealed class RegularFaceRegularizer : Regularizer
{
    private protected override Tensor Losses(Tensor rows)
    {
        var count = rows.shape[0];
        if (count < 2)
            return (rows * 0).sum().reshape(1);
        var cosines = new CosineSimilarity().Matrix(rows);            // [C, C]
        var others = cosines.masked_fill(eye(count, dtype: ScalarType.Bool, device: rows.device), finfo(rows.dtype).min);
        return others.max(1).values;                                  // [C]
    }
}
