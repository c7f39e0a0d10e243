using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Memory;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>A loss of a training with its miner, weight and name.</summary>
/// <remarks>
/// Batches of a plan (<see cref="TupletBatch"/>) bring their tuples: they are priced where there is no miner, unless
/// <see cref="FromLabels"/> says otherwise. A <see cref="MinerSchedule"/> is told of every batch. Uses and does not own the loss;
/// parameters that it has must be among the optimiser's.
/// </remarks>
public sealed class TrainingLoss
{
    private readonly MetricLoss? _loss;
    private readonly CrossBatchMemory? _memory;
    private readonly Func<TrainingBatch, Tensor>? _price;

    /// <param name="loss">Any; one that reduces to a scalar.</param>
    /// <param name="miner">Chooses its tuples; null for those of the batch, or all that the labels admit.</param>
    /// <exception cref="ArgumentNullException"><paramref name="loss"/> is null.</exception>
    public TrainingLoss(MetricLoss loss, IMiner? miner = null)
        : this((nn.Module)loss, miner) => _loss = loss;

    /// <param name="memory">A loss over the batch and the embeddings of batches before; its queue goes into the checkpoint.</param>
    /// <param name="miner">In place of the memory's own; null for that one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="memory"/> is null.</exception>
    public TrainingLoss(CrossBatchMemory memory, IMiner? miner = null)
        : this((nn.Module)memory, miner ?? memory?.OwnMiner) => _memory = memory;

    /// <param name="module">What the price is made with, such as a head with parameters; null for nothing that has a state.</param>
    /// <param name="price">From a batch to a scalar; called in a dispose scope. Counts as one tuple, active if it is not 0.</param>
    /// <exception cref="ArgumentNullException"><paramref name="price"/> is null.</exception>
    public TrainingLoss(nn.Module? module, Func<TrainingBatch, Tensor> price)
    {
        ArgumentNullException.ThrowIfNull(price);
        (Module, _price, Name) = (module, price, module?.GetType().Name ?? "loss");
    }

    private TrainingLoss(nn.Module module, IMiner? miner)
    {
        ArgumentNullException.ThrowIfNull(module);
        (Module, Miner, Name) = (module, miner, module.GetType().Name);
    }

    /// <summary>The loss or what it is made with; null for a function alone.</summary>
    public nn.Module? Module { get; }

    /// <summary>Chooses the tuples; null for none.</summary>
    public IMiner? Miner { get; }

    /// <summary>Name in logs, not empty; by default that of the loss's type. Of several with one name the second is logged as "NAME 2".</summary>
    /// <exception cref="ArgumentException">Set to nothing.</exception>
    public string Name
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Name));
            field = value;
        }
    }

    /// <summary>Factor of the loss in the sum. Finite; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not finite.</exception>
    public double Weight { get; init => field = Check.Finite(value, nameof(Weight)); } = 1;

    /// <summary>Whether the tuples that a plan's batch brings are passed over, and all priced that its labels admit.</summary>
    public bool FromLabels { get; init; }

    /// <summary>Prices a batch inside the caller's dispose scope: a scalar, and the numbers of its tuples and active ones.</summary>
    internal (Tensor Loss, long Tuples, long Active) Price(TrainingBatch batch)
    {
        if (_price is not null)
        {
            var price = Check.Shape(_price(batch), [], "price");
            return (price, 1, price.ToDouble() != 0 ? 1 : 0);
        }
        var (loaded, miner) = (batch.Loaded, Miner?.At(batch.Loaded.Epoch, batch.Loaded.Number));
        var result = _memory is not null
            ? _memory.Evaluate(batch.Embeddings, loaded.Labels, miner: miner)
            : _loss!.Evaluate(new LossBatch(batch.Embeddings) { Labels = loaded.Labels, Tuples = Tuples(batch, miner) });
        Check.Shape(result.Loss, [], "loss");
        var (tuples, active) = (result.TupleCount, result.ActiveCount);
        (Miner as MinerSchedule)?.Record(tuples, active);
        return (result.Loss, tuples, active);
    }

    private TupleIndices? Tuples(TrainingBatch batch, IMiner? miner)
    {
        if (miner is not null)
            return miner.Mine(batch.Embeddings.detach(), batch.Loaded.Labels);
        if (FromLabels || batch.Loaded is not TupletBatch tuplets)
            return null;
        return tuplets.Positives is null ? tuplets.ToPairs() : tuplets.ToTriplets();
    }
}
