using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>ArcFace with several centres per class, of which the nearest counts: wrongly labelled images gather at a centre of their own.</summary>
/// <remarks>
/// Source: Deng, Guo, Liu, Gong and Zafeiriou, "Sub-center ArcFace", ECCV 2020. Checkpoint key: <c>weight</c>,
/// <c>[D, classes · centres]</c>, the centres of a class side by side.
/// </remarks>
public sealed class SubCenterArcFaceLoss : SoftmaxLoss
{
    /// <param name="classes">Number of classes, 1 or more.</param>
    /// <param name="embeddingSize">Length D of the embeddings, 1 or more.</param>
    /// <param name="margin">m in degrees, 0 to 180.</param>
    /// <param name="scale">s, finite, above 0.</param>
    /// <param name="centersPerClass">Centres of each class, 1 or more.</param>
    /// <param name="options">Reducer (mean), regularisers and seed; the distance is the cosine, weights start normally distributed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its range.</exception>
    /// <exception cref="ArgumentException">The options name another distance.</exception>
    public SubCenterArcFaceLoss(long classes, long embeddingSize, double margin = 28.6, double scale = 64, int centersPerClass = 3, ProxyLossOptions? options = null)
        : base(nameof(SubCenterArcFaceLoss), classes, embeddingSize, options, Only(options, new CosineSimilarity()), Check.Between(centersPerClass, 1, int.MaxValue))
    {
        this.margin = Check.Between(margin, 0, 180);
        this.scale = Check.FinitePositive(scale);
        centers_per_class = centersPerClass;
    }

    /// <summary>m, in degrees.</summary>
    public double margin { get; }

    /// <summary>s.</summary>
    public double scale { get; }

    /// <summary>Centres of each class.</summary>
    public int centers_per_class { get; }

    /// <summary>Finds rows that are far from the centre that most rows of their class are nearest to: likely wrong labels.</summary>
    /// <param name="embeddings"><c>[N, D]</c>, dtype and device of the weights.</param>
    /// <param name="labels">Whole numbers of 0 to classes - 1, <c>[N]</c>, same device.</param>
    /// <param name="threshold">Angle in degrees past which a row is far, 0 to 180.</param>
    /// <returns>Rows in ascending order, int64, <c>[K]</c>. The caller owns them.</returns>
    /// <exception cref="ArgumentException">A shape, dtype, device or label differs from the above.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The threshold lies outside its range.</exception>
    public Tensor Outliers(Tensor embeddings, Tensor labels, double threshold = 75)
    {
        Check.Between(threshold, 0, 180);
        CheckRows(embeddings);
        Check.SameDevice(Check.Labels(labels, embeddings.shape[0]), embeddings);
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        var classes = Checked(embeddings, labels);
        var cosines = distance.Matrix(embeddings, WeightRows).reshape([-1, Classes, centers_per_class]);
        var own = cosines.gather(1, classes.reshape([-1, 1, 1]).expand([-1, 1, centers_per_class])).squeeze(1);   // [N, K]
        var nearest = classes * centers_per_class + own.argmax(1);                                    // [N]
        var votes = zeros(Classes * centers_per_class, ScalarType.Int64, labels.device)
            .index_add(0, nearest, ones_like(nearest), 1).reshape([Classes, centers_per_class]);
        var dominant = votes.argmax(1).index_select(0, classes).unsqueeze(1);                         // [N, 1]
        var far = own.gather(1, dominant).squeeze(1).lt(Math.Cos(double.DegreesToRadians(threshold)));
        return far.nonzero().reshape(-1).MoveToOuterDisposeScope();
    }

    private protected override Tensor Scores(Tensor embeddings)
        => distance.Matrix(embeddings, WeightRows).reshape([-1, Classes, centers_per_class]).max(2).values;

    private protected override Tensor WithMargin(Tensor scores) => AngularMargin.Apply(scores, margin);

    private protected override Tensor Scaled(Tensor scores, Tensor embeddings) => scores * scale;
}
