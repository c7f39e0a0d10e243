using TorchSharp.Modules;
using TorchSharp.Siamese.Data;
using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Losses.Reducers;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Losses;

/// <summary>A loss against weights of its own, one or several rows per class, which are trained with the network.</summary>
/// <remarks>
/// Give its <c>parameters()</c> to the optimiser and move it with <c>to(...)</c>: weights and embeddings must have one dtype
/// and device. Needs labels of 0 to classes - 1. Given tuples weigh the rows by how often each is named. Not thread-safe while training.
/// </remarks>
public abstract class ProxyLoss : MetricLoss
{
    private readonly ProxyLossOptions _options;

    private protected ProxyLoss(string name, long classes, long embeddingSize, ProxyLossOptions? options, IDistance distance, Reducer? reducer = null,
        LossInputs inputs = LossInputs.TuplesAreWeights)
        : base(name, options, distance, reducer, inputs)
    {
        Classes = Check.Between(classes, 1L, int.MaxValue);
        EmbeddingSize = Check.Between(embeddingSize, 1L, int.MaxValue);
        _options = options ?? new ProxyLossOptions();
    }

    /// <summary>Number of classes.</summary>
    public long Classes { get; }

    /// <summary>Length D of the embeddings.</summary>
    public long EmbeddingSize { get; }

    /// <summary>The weights, by class.</summary>
    private protected abstract Parameter Weights { get; }

    /// <summary>The weights as rows, <c>[classes · k, D]</c>, in the caller's dispose scope.</summary>
    private protected virtual Tensor WeightRows => Weights;

    /// <summary>Prices checked rows; their labels are int64.</summary>
    private protected abstract IReadOnlyList<LossPart> Parts(LossBatch batch, Tensor labels);

    private protected sealed override IReadOnlyList<LossPart> Parts(LossBatch batch)
        => Parts(batch, Checked(batch.Embeddings, batch.Labels!));

    private protected sealed override Tensor? Extra()
        => _options.WeightRegularizer is { } regularizer ? regularizer.Price(WeightRows) * _options.WeightRegularizerWeight : null;

    /// <summary>New weights, by default normally distributed with variance 1.</summary>
    private protected Parameter Create(long rows, long columns, Action<Tensor, Generator?>? fill = null)
    {
        using var scope = NewDisposeScope();
        var values = empty(rows, columns);
        using var generator = _options.Seed is { } seed ? new Generator(seed) : null;
        using (no_grad())
        {
            if (fill is null)
                values.normal_(0, 1, generator);
            else
                fill(values, generator);
        }
        return (Parameter)new Parameter(values).DetachFromDisposeScope();
    }

    /// <summary>Checks embeddings against the weights.</summary>
    private protected void CheckRows(Tensor embeddings)
    {
        Check.Shape(embeddings, [-1, EmbeddingSize]);
        if (embeddings.dtype != Weights.dtype)
            throw new ArgumentException($"Expected dtype {Weights.dtype}, that of the loss's weights (to change it call to(...) on the loss), got {embeddings.dtype}.", nameof(embeddings));
        Check.SameDevice(embeddings, Weights);
        if (embeddings.dtype == ScalarType.Float16 && embeddings.device_type == DeviceType.CPU)
            throw new ArgumentException("Expected Float32, Float64 or BFloat16 on the CPU, where losses with weights do not take Float16, got Float16.", nameof(embeddings));
    }

    /// <summary>Checks rows and labels; the labels as int64.</summary>
    private protected Tensor Checked(Tensor embeddings, Tensor labels)
    {
        CheckRows(embeddings);
        return ClassCheck.Run(labels, Classes);
    }
}
