using TorchSharp.Siamese.Data.Labels;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Mining;

/// <summary>Any miner under a label relation: labels are then sample numbers, and the relation says who belongs with whom.</summary>
/// <remarks>
/// Several labels a sample, hierarchies, pair lists: what is neither positive nor negative is in no tuple. Two rows of
/// the same sample are nothing to each other, as the relation has it.
/// </remarks>
public sealed class RelationMiner : IMiner
{
    private readonly IMiner _miner;
    private readonly IBatchMiner _inner;

    /// <param name="miner">A miner of this library that looks at labels.</param>
    /// <param name="relation">Who belongs with whom.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="miner"/> is another one.</exception>
    public RelationMiner(IMiner miner, ILabelRelation relation)
    {
        ArgumentNullException.ThrowIfNull(miner);
        ArgumentNullException.ThrowIfNull(relation);
        _miner = miner;
        _inner = Inner(miner, nameof(miner));
        Relation = relation;
    }

    /// <summary>Who belongs with whom.</summary>
    public ILabelRelation Relation { get; }

    /// <inheritdoc/>
    /// <param name="embeddings">As for every miner.</param>
    /// <param name="labels">Sample numbers of the relation, <c>[N]</c>.</param>
    /// <param name="referenceEmbeddings">As for every miner.</param>
    /// <param name="referenceLabels">Sample numbers of the relation, <c>[M]</c>.</param>
    /// <exception cref="ArgumentException">As above, or a number is none of the relation's samples.</exception>
    public TupleIndices Mine(Tensor embeddings, Tensor labels, Tensor? referenceEmbeddings = null, Tensor? referenceLabels = null)
    {
        MiningPass.CheckTensors(embeddings, labels, referenceEmbeddings, referenceLabels);
        return _inner.Mine(embeddings, BatchLabels.Read(labels, referenceLabels, Relation), referenceEmbeddings);
    }

    /// <inheritdoc/>
    public IMiner At(int epoch, long batch) => new RelationMiner(_miner.At(epoch, batch), Relation);

    internal static IBatchMiner Inner(IMiner miner, string name)
        => miner as IBatchMiner
            ?? throw new ArgumentException($"Expected a miner of this library that looks at labels, got {miner.GetType().Name}.", name);
}
