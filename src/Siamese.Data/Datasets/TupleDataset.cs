using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Datasets;

/// <summary>What the datasets of tuples share: item i is tuple i of a plan in the epoch <see cref="Epoch"/>.</summary>
/// <remarks>
/// <para>The plan is in random order already, so a loader needs no shuffling. Set <see cref="Epoch"/> before each pass over the
/// loader; the plan then gives other tuples. Reading is thread-safe while the epoch stays, so any number of workers will do, and
/// they change nothing.</para>
/// <para>Owns neither source nor plan, so disposing it, as a loader does by default, changes nothing: it can be read on, by other
/// loaders too.</para>
/// </remarks>
public abstract class TupleDataset : utils.data.Dataset
{
    private readonly ITuplePlan _plan;

    private protected TupleDataset(ISampleSource source, ITuplePlan plan, TupleDatasetOptions? options)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(plan);
        if (source.Count != plan.SampleCount)
            throw new ArgumentException($"Needs a plan of {source.Count} samples, as many as the source has, got one of {plan.SampleCount}.", nameof(plan));
        _plan = plan;
        Reader = new TupleReader(source, options ?? new TupleDatasetOptions());
    }

    /// <summary>The epoch whose tuples are read; 0 or more, 0 at first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Epoch
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Number of tuples in an epoch.</summary>
    public override long Count => _plan.EpochLength;

    private protected TupleReader Reader { get; }
}
