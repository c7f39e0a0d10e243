using TorchSharp.Siamese.Models.Losses;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Training;

/// <summary>Watches the losses of a training run: counts tuples, and stops it where going on is pointless.</summary>
/// <remarks>Give it every batch before the weights are changed, so that a NaN never reaches them. Not thread-safe.</remarks>
public sealed class TrainingGuard
{
    private const double LargeNorm = 100;          // times the usual one
    private const int LargeNormLimit = 5;          // in a row: a single one comes in any training
    private const int NormsToLearn = 20;
    private const double NewestNormShare = 0.05;

    private readonly int _idleLimit;
    private int _idleRun;
    private double _lossSum;
    private long _normCount;
    private double _usualLogNorm;
    private int _largeNormRun;

    /// <param name="idleLimit">How many batches in a row may be without an active tuple, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="idleLimit"/> is 0 or less.</exception>
    public TrainingGuard(int idleLimit = 100) => _idleLimit = Data.Check.Between(idleLimit, 1, int.MaxValue);

    /// <summary>All that was counted, for a checkpoint.</summary>
    public TrainingGuardState State => new()
    {
        BatchCount = BatchCount,
        IdleBatchCount = IdleBatchCount,
        IdleRun = _idleRun,
        TupleCount = TupleCount,
        ActiveCount = ActiveCount,
        LastLoss = LastLoss,
        LossSum = _lossSum,
        NormCount = _normCount,
        UsualLogNorm = _usualLogNorm,
        LargeNormRun = _largeNormRun,
    };

    /// <summary>Number of batches seen since <see cref="Restart"/>.</summary>
    public long BatchCount { get; private set; }

    /// <summary>Number of those without an active tuple.</summary>
    public long IdleBatchCount { get; private set; }

    /// <summary>Number of tuples priced since <see cref="Restart"/>.</summary>
    public long TupleCount { get; private set; }

    /// <summary>Number of those with a loss other than 0.</summary>
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
                epoch, batch)
            { Reason = TrainingStopReason.NotFinite };
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
    /// <param name="active">Number of those with a loss other than 0.</param>
    /// <exception cref="TrainingStoppedException">The loss is NaN or infinite, or one batch too many in a row had no active tuple.</exception>
    public void Record(int epoch, int batch, double loss, long tuples, long active)
    {
        if (!double.IsFinite(loss))
            throw new TrainingStoppedException(
                $"Expected a finite loss, got {loss} in batch {batch} of epoch {epoch}. Try a smaller learning rate, and look for NaN or extreme values in this batch's images.",
                epoch, batch)
            { Reason = TrainingStopReason.NotFinite };
        LastLoss = loss;
        _lossSum += loss;
        BatchCount++;
        TupleCount = Sum(TupleCount, tuples);
        ActiveCount = Sum(ActiveCount, active);
        _idleRun = active > 0 ? 0 : _idleRun + 1;
        if (active > 0)
            return;
        IdleBatchCount++;
        if (_idleRun > _idleLimit)
            throw new TrainingStoppedException(
                $"Expected an active tuple at least every {_idleLimit} batches, got {_idleRun} batches in a row without one, up to batch {batch} of epoch {epoch}. Nothing is learnt from them: each batch needs two classes and two samples of one; or the margin is kept everywhere and training is done.",
                epoch, batch)
            { Reason = TrainingStopReason.NoActiveTuples };
    }

    /// <summary>Looks at the norm of a step's gradient, before the step is made and before the gradient is clipped.</summary>
    /// <param name="epoch">Epoch, from 0.</param>
    /// <param name="batch">Index of the batch in its epoch, from 0.</param>
    /// <param name="norm">Euclidean norm over all parameters.</param>
    /// <exception cref="TrainingStoppedException">
    /// It is NaN or infinite, or those of five steps in a row were more than 100 times the usual one: the geometric mean of the
    /// steps before, of which the last twenty count most.
    /// </exception>
    public void CheckNorm(int epoch, int batch, double norm)
    {
        if (!double.IsFinite(norm))
            throw new TrainingStoppedException(
                $"Expected a gradient of finite norm, got {norm} in batch {batch} of epoch {epoch}. Try a smaller learning rate, and look at functions of infinite slope, such as a root or a logarithm at 0, in the loss.",
                epoch, batch)
            { Reason = TrainingStopReason.NotFinite };
        var log = Math.Log(Math.Max(norm, double.Epsilon));
        if (_normCount >= NormsToLearn && log > _usualLogNorm + Math.Log(LargeNorm))
        {
            if (++_largeNormRun >= LargeNormLimit)
                throw new TrainingStoppedException(
                    $"Expected gradients of the usual norm, about {Math.Exp(_usualLogNorm):G3}, got more than {LargeNorm} times as much in {_largeNormRun} steps in a row, {norm:G3} in batch {batch} of epoch {epoch}. Try a smaller learning rate, a longer warm-up, or gradients clipped to a norm.",
                    epoch, batch)
                { Reason = TrainingStopReason.ExplodingGradient };
            return;      // what explodes does not become usual
        }
        _largeNormRun = 0;
        if (norm == 0)
            return;      // a batch without active tuples says nothing of the others
        _normCount++;
        _usualLogNorm += (log - _usualLogNorm) * Math.Max(NewestNormShare, 1.0 / _normCount);
    }

    /// <summary>Goes on from a state.</summary>
    /// <param name="state">Of a guard.</param>
    /// <exception cref="ArgumentNullException"><paramref name="state"/> is null.</exception>
    public void Load(TrainingGuardState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (BatchCount, IdleBatchCount, _idleRun) = (state.BatchCount, state.IdleBatchCount, state.IdleRun);
        (TupleCount, ActiveCount, LastLoss, _lossSum) = (state.TupleCount, state.ActiveCount, state.LastLoss, state.LossSum);
        (_normCount, _usualLogNorm, _largeNormRun) = (state.NormCount, state.UsualLogNorm, state.LargeNormRun);
    }

    /// <summary>Sets the counts back to 0, for a new epoch; a run of idle batches goes on counting.</summary>
    public void Restart()
    {
        (BatchCount, IdleBatchCount, TupleCount, ActiveCount, _lossSum) = (0, 0, 0, 0, 0);
    }

    // A loss may say "2^63 - 1 or more".
    private static long Sum(long left, long right) => right > long.MaxValue - left ? long.MaxValue : left + right;
}
