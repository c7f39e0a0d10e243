using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Encoders;

/// <summary>One encoder shared by all images of a pair or triplet, and the distance between its embeddings.</summary>
/// <remarks>
/// Every form runs the encoder once, over all images together: batch normalisation sees one batch, and the weights
/// are applied once. Where an image takes part in several tuples, pass it once and give index tuples. Checkpoint
/// keys: <c>encoder.*</c>. Owns the encoder. Not thread-safe while training.
/// </remarks>
public sealed class SiameseNetwork : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> encoder;

    /// <param name="encoder">Images <c>[N, ...]</c> to embeddings <c>[N, D]</c>; becomes part of this network.</param>
    /// <param name="distance">Between embeddings; null for the Euclidean distance of L2-normalised rows.</param>
    public SiameseNetwork(nn.Module<Tensor, Tensor> encoder, IDistance? distance = null)
        : base(nameof(SiameseNetwork))
    {
        ArgumentNullException.ThrowIfNull(encoder);
        this.encoder = encoder;
        Metric = distance ?? new LpDistance();
        RegisterComponents();
    }

    /// <summary>The shared encoder.</summary>
    public nn.Module<Tensor, Tensor> Encoder => encoder;

    /// <summary>The distance between embeddings.</summary>
    public IDistance Metric { get; }

    /// <param name="input">Images, <c>[N, ...]</c>.</param>
    /// <returns>Embeddings, <c>[N, D]</c>. The caller owns them.</returns>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        return Check.Embeddings(encoder.call(input), nameof(encoder)).MoveToOuterDisposeScope();
    }

    /// <summary>Embeds both sides of N pairs.</summary>
    /// <param name="left">Images, <c>[N, ...]</c>.</param>
    /// <param name="right">Images, shaped as <paramref name="left"/>.</param>
    /// <returns>Embeddings, <c>[N, D]</c> each. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public (Tensor left, Tensor right) Pair(Tensor left, Tensor right)
    {
        ArgumentNullException.ThrowIfNull(left);
        Check.Shape(right, left.shape);
        using var scope = NewDisposeScope();
        var count = left.shape[0];
        var both = call(cat([left, right]));                                        // [2N, D]
        return (both.narrow(0, 0, count).MoveToOuterDisposeScope(), both.narrow(0, count, count).MoveToOuterDisposeScope());
    }

    /// <summary>Embeds each image once and gathers both sides of T pairs.</summary>
    /// <param name="images">The different images, <c>[U, ...]</c>.</param>
    /// <param name="left">Rows of <paramref name="images"/>, int64, <c>[T]</c>.</param>
    /// <param name="right">Rows of <paramref name="images"/>, int64, <c>[T]</c>.</param>
    /// <returns>Embeddings, <c>[T, D]</c> each. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The index lists differ in length.</exception>
    public (Tensor left, Tensor right) Pair(Tensor images, Tensor left, Tensor right)
    {
        Check.Shape(left, [-1]);
        Check.Shape(right, left.shape);
        using var scope = NewDisposeScope();
        var embeddings = call(images);                                              // [U, D]
        return (embeddings.index_select(0, left).MoveToOuterDisposeScope(), embeddings.index_select(0, right).MoveToOuterDisposeScope());
    }

    /// <summary>Embeds the three images of N triplets.</summary>
    /// <param name="anchor">Images, <c>[N, ...]</c>.</param>
    /// <param name="positive">Images, shaped as <paramref name="anchor"/>.</param>
    /// <param name="negative">Images, shaped as <paramref name="anchor"/>.</param>
    /// <returns>Embeddings, <c>[N, D]</c> each. The caller owns them.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public (Tensor anchor, Tensor positive, Tensor negative) Triplet(Tensor anchor, Tensor positive, Tensor negative)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        Check.Shape(positive, anchor.shape);
        Check.Shape(negative, anchor.shape);
        using var scope = NewDisposeScope();
        var count = anchor.shape[0];
        var all = call(cat([anchor, positive, negative]));                          // [3N, D]
        return (all.narrow(0, 0, count).MoveToOuterDisposeScope(),
            all.narrow(0, count, count).MoveToOuterDisposeScope(),
            all.narrow(0, 2 * count, count).MoveToOuterDisposeScope());
    }

    /// <summary>Embeds each image once and gathers the three sides of T triplets.</summary>
    /// <param name="images">The different images, <c>[U, ...]</c>.</param>
    /// <param name="triplets">Rows of <paramref name="images"/>.</param>
    /// <returns>Embeddings, <c>[T, D]</c> each. The caller owns them.</returns>
    public (Tensor anchor, Tensor positive, Tensor negative) Triplet(Tensor images, TripletIndices triplets)
    {
        ArgumentNullException.ThrowIfNull(triplets);
        using var scope = NewDisposeScope();
        var embeddings = call(images);                                              // [U, D]
        return (embeddings.index_select(0, triplets.Anchors).MoveToOuterDisposeScope(),
            embeddings.index_select(0, triplets.Positives).MoveToOuterDisposeScope(),
            embeddings.index_select(0, triplets.Negatives).MoveToOuterDisposeScope());
    }

    /// <summary>How far apart (how alike, if <see cref="Metric"/> is a similarity) the two images of N pairs are.</summary>
    /// <param name="left">Images, <c>[N, ...]</c>.</param>
    /// <param name="right">Images, shaped as <paramref name="left"/>.</param>
    /// <returns><c>[N]</c>. The caller owns it.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Tensor Distance(Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        var (first, second) = Pair(left, right);
        return Metric.Pairwise(first, second).MoveToOuterDisposeScope();
    }
}
