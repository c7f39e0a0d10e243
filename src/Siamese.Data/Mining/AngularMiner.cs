using System.Numerics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Triplets in which the negative sees anchor and positive under a large angle.</summary>
/// <remarks>
/// The angle is <c>atan(d(a,p) / 2d(n,c))</c> with c half way between anchor and positive, between 0 and 90 degrees; the distances are
/// those of the rows as they are, not normalised, with 1e-6 added to every coordinate difference as torch's
/// <c>pairwise_distance</c> does. Triplets come ordered by anchor, positive, negative.
/// Source: Wang, Zhou, Wen, Liu and Lin, "Deep metric learning with angular loss", ICCV 2017, section 3.2.
/// </remarks>
public sealed class AngularMiner : ITripletMiner, IBatchMiner
{
    private const double Offset = 1e-6;
    private const int BlockElements = 1 << 22;

    /// <param name="angle">Angle to be exceeded, in degrees, 0 to below 90.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="angle"/> is outside that range.</exception>
    public AngularMiner(double angle = 20)
        => Angle = angle is >= 0 and < 90 ? angle : throw new ArgumentOutOfRangeException(nameof(angle), angle, $"Expected 0 to below 90 degrees, got {angle}.");

    /// <summary>Angle to be exceeded, in degrees.</summary>
    public double Angle { get; }

    /// <inheritdoc/>
    public TripletIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
        => Mine(embeddings, MiningPass.CheckArguments(embeddings, labels, referenceEmbeddings, referenceLabels), referenceEmbeddings);

    TupleIndices IBatchMiner.Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings) => Mine(embeddings, labels, referenceEmbeddings);

    private TripletIndices Mine(Tensor embeddings, BatchLabels labels, Tensor? referenceEmbeddings, int blockElements = BlockElements)
    {
        using var grad = no_grad();
        using var scope = NewDisposeScope();
        using var found = new TripletColumns();
        using var negatives = new Negatives(labels);
        var positives = AllTuples.Pairs(labels);
        var reference = referenceEmbeddings ?? embeddings;
        var wide = embeddings.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var block = Math.Max(1, blockElements / Math.Max(1, labels.ReferenceCount));
        for (long start = 0; start < positives.PositiveCount; start += block)
        {
            using var inner = NewDisposeScope();
            var length = Math.Min(block, positives.PositiveCount - start);
            var (anchors, others) = (positives.PositiveAnchors.narrow(0, start, length), positives.Positives.narrow(0, start, length));
            var (a, p) = (embeddings.index_select(0, anchors).to(wide), reference.index_select(0, others).to(wide));   // [b, D]
            var across = linalg.vector_norm(a - p + Offset, 2, [1]);                                                 // [b]
            var height = EuclideanMatrix.Compute((a + p) / 2, reference.to(wide) + Offset, squared: false);            // [b, M]
            var ratio = across.unsqueeze(1) / (2 * height);                                                           // tan of the angle
            var (rows, columns) = (anchors.cpu(), others.cpu());
            if (wide == ScalarType.Float64)
                Collect<double>(ratio.cpu(), rows, columns, negatives, found);
            else
                Collect<float>(ratio.cpu(), rows, columns, negatives, found);
        }
        return found.ToIndices(labels, embeddings.device).MoveToOuterDisposeScope();
    }

    private void Collect<T>(Tensor ratios, Tensor anchors, Tensor positives, Negatives negatives, TripletColumns found)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var limit = T.CreateTruncating(Angle * Math.PI / 180);
        var values = MemoryMarshal.Cast<byte, T>(ratios.contiguous().bytes);
        var (a, p) = (anchors.data<long>().ToArray(), positives.data<long>().ToArray());
        var columns = (int)ratios.shape[1];
        for (var row = 0; row < a.Length; row++)
        {
            negatives.Gather<T>((int)a[row], values.Slice(row * columns, columns), out var candidates, out var tangents);
            for (var k = 0; k < tangents.Length; k++)
            {
                if (T.Atan(tangents[k]) > limit)
                    found.Add((int)a[row], (int)p[row], candidates[k]);
            }
        }
        GC.KeepAlive(ratios);
    }
}
