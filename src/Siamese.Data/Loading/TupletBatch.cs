using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Loading;

/// <summary>Tuples (pairs, triplets, tuplets) of images, each image once. Owns its tensors; whoever holds the batch disposes it.</summary>
/// <remarks>
/// <para>T tuples of L samples share U images: <see cref="Images"/> go through the network once, and tuples are rows of its
/// result, <c>embeddings[batch.Anchor]</c>. <see cref="Tuples"/> and <see cref="Same"/> say everything there is; where every tuple
/// is an anchor, P positives and K negatives, <see cref="Anchor"/>, <see cref="Positive"/> and <see cref="Negative"/> are its columns.</para>
/// <para>Its tensors belong to no dispose scope, so that a batch lives until <see cref="Dispose"/>, on any thread.</para>
/// </remarks>
public sealed class TupletBatch : ILoadedBatch
{
    private readonly Tensor? _positive;
    private readonly Tensor? _negative;

    /// <param name="images">float32 <c>[U, C, H, W]</c>. Owned from here on, as all tensors here are.</param>
    /// <param name="labels">int64 <c>[U]</c>.</param>
    /// <param name="ids">int64 <c>[U]</c>.</param>
    /// <param name="tuples">int64 <c>[T, L]</c>, L at least 2: rows of <paramref name="images"/>, the anchor first. Not checked to be rows.</param>
    /// <param name="same">bool <c>[T, L - 1]</c>.</param>
    /// <param name="positives">P where every tuple is an anchor, P positives and at least one negative; else null.</param>
    /// <param name="epoch">The epoch that the batch is of.</param>
    /// <param name="number">Number of the batch in its epoch, from 0.</param>
    /// <exception cref="ArgumentException">A shape or dtype differs from the above, or there are not so many positives.</exception>
    public TupletBatch(
        Tensor images, Tensor labels, Tensor ids, Tensor tuples, Tensor same, int? positives = null, int epoch = 0, int number = 0)
        : this(Checked(images, labels, ids, tuples, same, positives), labels, ids, tuples, same, (int)tuples.shape[0], (int)tuples.shape[1], positives, epoch, number)
    {
    }

    /// <summary>Of tensors that are known to fit, T tuples of L samples.</summary>
    internal TupletBatch(
        Tensor images, Tensor labels, Tensor ids, Tensor tuples, Tensor same, int tupleCount, int learningSize, int? positives, int epoch, int number)
    {
        (Images, Labels, Ids, Tuples, Same) = (images, labels, ids, tuples, same);
        (Count, TupleCount, LearningSize, Positives, Epoch, Number) = (checked((int)ids.shape[0]), tupleCount, learningSize, positives, epoch, number);
        // Not moved out: which thread makes a batch, and in whose scope, must make no difference.
        foreach (var tensor in (ReadOnlySpan<Tensor>)[images, labels, ids, tuples, same])
            tensor.DetachFromDisposeScope();
        Anchor = tuples.select(1, 0).DetachFromDisposeScope();
        if (positives is { } count)
        {
            _positive = tuples.narrow(1, 1, count).DetachFromDisposeScope();
            _negative = tuples.narrow(1, 1 + count, learningSize - 1 - count).DetachFromDisposeScope();
        }
    }

    /// <inheritdoc/>
    public Tensor Images { get; }

    /// <inheritdoc/>
    public Tensor Labels { get; }

    /// <inheritdoc/>
    public Tensor Ids { get; }

    /// <summary>The members of each tuple as rows of <see cref="Images"/>, the anchor first, int64 <c>[T, L]</c>. Disposed with the batch.</summary>
    public Tensor Tuples { get; }

    /// <summary>Whether member j + 1 of a tuple shares the anchor's class, bool <c>[T, L - 1]</c>. Disposed with the batch.</summary>
    public Tensor Same { get; }

    /// <summary>The anchor of each tuple as a row of <see cref="Images"/>, int64 <c>[T]</c>. Disposed with the batch.</summary>
    public Tensor Anchor { get; }

    /// <summary>The positives of each tuple as rows of <see cref="Images"/>, int64 <c>[T, P]</c>. Disposed with the batch.</summary>
    /// <exception cref="InvalidOperationException">The roles differ from tuple to tuple, as in pairs.</exception>
    public Tensor Positive => _positive ?? throw NoRoles(nameof(Positive));

    /// <summary>The negatives of each tuple as rows of <see cref="Images"/>, int64 <c>[T, K]</c>. Disposed with the batch.</summary>
    /// <exception cref="InvalidOperationException">The roles differ from tuple to tuple, as in pairs.</exception>
    public Tensor Negative => _negative ?? throw NoRoles(nameof(Negative));

    /// <summary>P, the positives of every tuple; null where the roles differ from tuple to tuple, as in pairs.</summary>
    public int? Positives { get; }

    /// <summary>L, the samples of a tuple.</summary>
    public int LearningSize { get; }

    /// <summary>T, the number of tuples.</summary>
    public int TupleCount { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Epoch { get; }

    /// <inheritdoc/>
    public int Number { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ReadFailure> Failures { get; internal init; } = [];

    /// <summary>The images of the anchors, <c>[T, C, H, W]</c>: a copy, which the caller owns.</summary>
    public Tensor DenseAnchors() => Dense(Anchor);

    /// <summary>The images of the positives, <c>[T, P, C, H, W]</c>: a copy, which the caller owns.</summary>
    /// <exception cref="InvalidOperationException">The roles differ from tuple to tuple, as in pairs.</exception>
    public Tensor DensePositives() => Dense(Positive);

    /// <summary>The images of the negatives, <c>[T, K, C, H, W]</c>: a copy, which the caller owns.</summary>
    /// <exception cref="InvalidOperationException">The roles differ from tuple to tuple, as in pairs.</exception>
    public Tensor DenseNegatives() => Dense(Negative);

    /// <summary>
    /// The images of whole tuples, the anchor first: a copy, contiguous, which the caller owns. <see cref="Same"/> has their labels.
    /// </summary>
    /// <param name="channelsLast">Whether the shape is <c>[T, L, H, W, C]</c> rather than <c>[T, L, C, H, W]</c>.</param>
    public Tensor DenseTuples(bool channelsLast = false)
    {
        if (!channelsLast)
            return Dense(Tuples);
        using var scope = NewDisposeScope();
        return Dense(Tuples, Images.permute(0, 2, 3, 1)).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Every anchor with each of its positives and each of its negatives, for losses: T x P x K triplets of rows.</summary>
    /// <returns>New index tensors; the caller owns them.</returns>
    /// <exception cref="InvalidOperationException">The roles differ from tuple to tuple, as in pairs.</exception>
    public TripletIndices ToTriplets()
    {
        using var scope = NewDisposeScope();
        long[] all = [TupleCount, Positive.shape[1], Negative.shape[1]];
        var anchors = Anchor.view(-1, 1, 1).expand(all).reshape(-1);
        var positives = Positive.unsqueeze(2).expand(all).reshape(-1);
        var negatives = Negative.unsqueeze(1).expand(all).reshape(-1);
        return new TripletIndices(anchors, positives, negatives, (Count, Count)).MoveToOuterDisposeScope();
    }

    /// <summary>Every anchor with each other member of its tuple, for losses: T x (L - 1) pairs of rows, the positive ones apart from the negative ones.</summary>
    /// <returns>New index tensors; the caller owns them.</returns>
    public PairIndices ToPairs()
    {
        using var scope = NewDisposeScope();
        var others = Tuples.narrow(1, 1, LearningSize - 1);
        var anchors = Anchor.unsqueeze(1).expand(TupleCount, LearningSize - 1);
        var different = Same.logical_not();
        return new PairIndices(
            anchors.masked_select(Same), others.masked_select(Same), anchors.masked_select(different), others.masked_select(different),
            (Count, Count)).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes the tensors. May be called more than once.</summary>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
        Ids.Dispose();
        Tuples.Dispose();
        Same.Dispose();
        Anchor.Dispose();
        _positive?.Dispose();
        _negative?.Dispose();
    }

    private static Tensor Checked(Tensor images, Tensor labels, Tensor ids, Tensor tuples, Tensor same, int? positives)
    {
        ArgumentNullException.ThrowIfNull(images);
        var count = Check.Shape(images, [-1, -1, -1, -1]).shape[0];
        Check.Shape(labels, [count]);
        Check.Shape(ids, [count]);
        Check.Shape(tuples, [-1, -1]);
        if (tuples.dtype != ScalarType.Int64)
            throw new ArgumentException($"Expected dtype Int64, got {tuples.dtype}.", nameof(tuples));
        var size = tuples.shape[1];
        if (size < 2)
            throw new ArgumentException($"Expected tuples of at least 2 samples, got {size}.", nameof(tuples));
        Check.Shape(same, [tuples.shape[0], size - 1]);
        if (positives is { } p)
            Check.Between(p, 1, size - 2, nameof(positives));
        return images;
    }

    private Tensor Dense(Tensor rows) => Dense(rows, Images);

    private static Tensor Dense(Tensor rows, Tensor images)
    {
        using var scope = NewDisposeScope();
        var dense = images.index_select(0, rows.reshape(-1));
        return dense.reshape([.. rows.shape, .. images.shape[1..]]).MoveToOuterDisposeScope();
    }

    private static InvalidOperationException NoRoles(string name)
        => new($"Needs tuples of an anchor, positives and negatives for {name}, got tuples whose roles differ; Tuples and Same have them.");
}
