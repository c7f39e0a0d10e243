using TorchSharp.Modules;
using TorchSharp.Siamese.Data.Mining;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A weighted sum of losses, each with a miner of its own if it has one.</summary>
/// <remarks>
/// Every loss must reduce to a scalar. Checkpoint keys: <c>losses.0.*</c>, <c>losses.1.*</c>, ... in the order given. Owns the
/// losses. Thread-safe if all losses are.
/// </remarks>
public sealed class CombinedLoss : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly ModuleList<nn.Module> losses;
    private readonly WeightedLoss[] _terms;

    /// <param name="terms">The losses with weights and miners, at least one. Copied.</param>
    /// <exception cref="ArgumentException">There is no term.</exception>
    public CombinedLoss(params WeightedLoss[] terms)
        : base(nameof(CombinedLoss))
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Length == 0)
            throw new ArgumentException("Expected at least one loss, got none.", nameof(terms));
        _terms = [.. terms];
        losses = new ModuleList<nn.Module>([.. terms.Select(term => (nn.Module)term.Loss)]);
        RegisterComponents();
    }

    /// <summary>The losses with weights and miners.</summary>
    public IReadOnlyList<WeightedLoss> Terms => _terms;

    /// <param name="embeddings"><c>[N, D]</c>, floating point, finite.</param>
    /// <param name="labels">Whole numbers, <c>[N]</c>, same device.</param>
    /// <returns>A scalar. The caller owns it.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device differs from the above, or a loss does not take the batch.</exception>
    public override Tensor forward(Tensor embeddings, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        return Evaluate(new LossBatch(embeddings) { Labels = labels }).Loss.MoveToOuterDisposeScope();
    }

    /// <summary>Prices a batch and counts the tuples of all terms together.</summary>
    /// <param name="batch">Embeddings with labels; terms with a miner mine it, the others take its tuples.</param>
    /// <returns>The sum and the counts. The caller owns them.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit, a loss does not take the batch or reduces to no scalar.</exception>
    public LossResult Evaluate(LossBatch batch) => Evaluate(batch, miner => miner, _ => { });

    /// <summary>Prices a batch of a plan: random miners draw, and schedules are where they are, as for that batch; a schedule is told how many of its tuples were active.</summary>
    /// <param name="batch">Embeddings with labels; terms with a miner mine it, the others take its tuples.</param>
    /// <param name="epoch">0 or more.</param>
    /// <param name="number">Number of the batch in its epoch, 0 or more.</param>
    /// <returns>The sum and the counts. The caller owns them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit, a loss does not take the batch or reduces to no scalar.</exception>
    public LossResult Evaluate(LossBatch batch, int epoch, long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return Evaluate(batch, miner => miner.At(epoch, number), seen => (seen.Miner as MinerSchedule)?.Record(seen.Result.TupleCount, seen.Result.ActiveCount));
    }

    private LossResult Evaluate(LossBatch batch, Func<IMiner, IMiner> at, Action<(IMiner? Miner, LossResult Result)> note)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        var counts = zeros(2, ScalarType.Int64);
        foreach (var term in _terms)
        {
            var result = term.Loss.Evaluate(term.Miner is null ? batch : batch with { Tuples = Mine(at(term.Miner), batch) });
            if (result.Loss.Dimensions != 0)
                throw new ArgumentException($"Expected losses that reduce to a scalar, got one without reduction: {term.Loss.GetName()}.", nameof(batch));
            sum = sum is null ? result.Loss * term.Weight : sum + result.Loss * term.Weight;
            counts = counts + result.Counts.cpu();
            note((term.Miner, result));
        }
        return new LossResult(sum!.MoveToOuterDisposeScope(), counts.MoveToOuterDisposeScope());
    }

    private static TupleIndices Mine(IMiner miner, LossBatch batch)
    {
        var under = batch.Relation is { } relation && miner is not RelationMiner ? new RelationMiner(miner, relation) : miner;
        var (rows, reference) = under is RelationMiner ? (batch.Samples, batch.ReferenceSamples) : (batch.Labels, batch.ReferenceLabels);
        if (rows is null)
            throw new ArgumentException($"Expected {(under is RelationMiner ? "samples" : "labels")} for the miner, got none.", nameof(batch));
        return under.Mine(batch.Embeddings, rows, batch.ReferenceEmbeddings, reference);
    }
}
