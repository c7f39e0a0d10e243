using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Watches the losses of a training run: counts tuples, and stops it where going on is pointless.</summary>
/// <remarks>Give it every batch before the weights are changed, so that a NaN never reaches them. Not thread-safe.</remarks>
public sealed class TrainingGuard
{
    private readonly int _idleLimit;
    private int _idleRun;
    private double _lossSum;

    /// <param name="idleLimit">How many batches in a row may be without an active tuple, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="idleLimit"/> is 0 or less.</exception>
    public TrainingGuard(int idleLimit = 100) => _idleLimit = Data.Check.Between(idleLimit, 1, int.MaxValue);

    /// <summary>Number of batches seen since <see cref="Restart"/>.</summary>
    public long BatchCount { get; private set; }

    /// <summary>Number of those without an active tuple.</summary>
    public long IdleBatchCount { get; private set; }

    /// <summary>Number of tuples priced since <see cref="Restart"/>.</summary>
    public long TupleCount { get; private set; }

    /// <summary>Number of those with a loss above 0.</summary>
    public long ActiveCount { get; private set; }

    /// <summary>Loss of the last batch.</summary>
    public double LastLoss { get; private set; }

    /// <summary>Mean of the batches' losses since <see cref="Restart"/>; NaN before the first.</summary>
    public double MeanLoss => _lossSum / BatchCount;

    /// <summary>Looks at a batch's embeddings before they are mined and priced, for NaN and infinity. Waits for the device.</summary>
    /// <param name="epoch">Epoch, from 0.</param>
    /// <param name="batch">Index of the batch in its epoch, from 0.</param>
    /// <param name="embeddings">Floating point, any shape.</param>
    /// <exception cref="TrainingStoppedException">A number is not finite.</exception>
    public void Check(int epoch, int batch, Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        using var scope = NewDisposeScope();
        if (!embeddings.detach().isfinite().all().item<bool>())
            throw new TrainingStoppedException(
                $"Expected finite embeddings, got NaN or infinity in batch {batch} of epoch {epoch}. Try a smaller learning rate, and look for NaN or extreme values in this batch's images.",
                epoch, batch);
    }

    /// <summary>Takes note of a batch.</summary>
    /// <param name="epoch">Epoch, from 0.</param>
    /// <param name="batch">Index of the batch in its epoch, from 0.</param>
    /// <param name="result">What the loss returned; a scalar loss.</param>
    /// <returns>The loss as a number.</returns>
    /// <exception cref="TrainingStoppedException">The loss is NaN or infinite, or one batch too many in a row had no active tuple.</exception>
    public double Record(int epoch, int batch, LossResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var loss = result.Loss.ToDouble();
        Record(epoch, batch, loss, result.TupleCount, result.ActiveCount);
        return loss;
    }

    /// <summary>Takes note of a batch by its figures.</summary>
    /// <param name="epoch">Epoch, from 0.</param>
    /// <param name="batch">Index of the batch in its epoch, from 0.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="tuples">Number of tuples priced.</param>
    /// <param name="active">Number of those with a loss above 0.</param>
    /// <exception cref="TrainingStoppedException">The loss is NaN or infinite, or one batch too many in a row had no active tuple.</exception>
    public void Record(int epoch, int batch, double loss, long tuples, long active)
    {
        if (!double.IsFinite(loss))
            throw new TrainingStoppedException(
                $"Expected a finite loss, got {loss} in batch {batch} of epoch {epoch}. Try a smaller learning rate, and look for NaN or extreme values in this batch's images.",
                epoch, batch);
        LastLoss = loss;
        _lossSum += loss;
        BatchCount++;
        TupleCount += tuples;
        ActiveCount += active;
        _idleRun = active > 0 ? 0 : _idleRun + 1;
        if (active > 0)
            return;
        IdleBatchCount++;
        if (_idleRun > _idleLimit)
            throw new TrainingStoppedException(
                $"Expected an active tuple at least every {_idleLimit} batches, got {_idleRun} batches in a row without one, up to batch {batch} of epoch {epoch}. Nothing is learnt from them: each batch needs two classes and two samples of one; or the margin is kept everywhere and training is done.",
                epoch, batch);
    }

    /// <summary>Sets the counts back to 0, for a new epoch; a run of idle batches goes on counting.</summary>
    public void Restart()
    {
        (BatchCount, IdleBatchCount, TupleCount, ActiveCount, _lossSum) = (0, 0, 0, 0, 0);
    }
}
