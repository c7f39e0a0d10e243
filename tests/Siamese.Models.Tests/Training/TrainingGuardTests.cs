using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Training;

public class TrainingGuardTests
{
    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "Infinity")]
    public void Record_LossIsNoNumber_StopsNamingTheBatch(double loss, string text)
    {
        var guard = new TrainingGuard();
        guard.Record(2, 16, 0.5, 10, 4);
        var error = Assert.Throws<TrainingStoppedException>(() => guard.Record(2, 17, loss, 10, 4));
        Assert.That(error!.Message, Does.StartWith($"Expected a finite loss, got {text} in batch 17 of epoch 2."));
        Assert.That((error.Epoch, error.Batch, guard.BatchCount), Is.EqualTo((2, 17, 1L)));
    }

    [TestCase(double.NaN)]
    [TestCase(double.NegativeInfinity)]
    public void Check_EmbeddingsAreNotFinite_StopsNamingTheBatch(double value)
    {
        using var scope = NewDisposeScope();
        var guard = new TrainingGuard();
        guard.Check(0, 1, ones(3, 2));
        var error = Assert.Throws<TrainingStoppedException>(() => guard.Check(2, 17, tensor([1, value], [1, 2])));
        Assert.That(error!.Message, Does.StartWith("Expected finite embeddings, got NaN or infinity in batch 17 of epoch 2."));
        Assert.That((error.Epoch, error.Batch), Is.EqualTo((2, 17)));
    }

    [Test]
    public void Record_ThreeBatches_AddsUpTheirTuples()
    {
        var guard = new TrainingGuard();
        guard.Record(0, 0, 0.5, 10, 4);
        guard.Record(0, 1, 0, 3, 0);
        guard.Record(0, 2, 1, 5, 5);
        Assert.That((guard.TupleCount, guard.ActiveCount, guard.BatchCount, guard.IdleBatchCount), Is.EqualTo((18L, 9L, 3L, 1L)));
        Assert.That((guard.MeanLoss, guard.LastLoss), Is.EqualTo((0.5, 1.0)));
        guard.Restart();
        Assert.That((guard.TupleCount, guard.BatchCount), Is.EqualTo((0L, 0L)));
        Assert.That(guard.MeanLoss, Is.NaN);
    }

    [Test]
    public void Record_OneIdleBatchTooMany_Stops()
    {
        var guard = new TrainingGuard(idleLimit: 2);
        guard.Record(0, 0, 0, 0, 0);
        guard.Record(0, 1, 0, 0, 0);
        guard.Record(0, 2, 0.1, 1, 1);
        guard.Record(0, 3, 0, 0, 0);
        guard.Restart();
        guard.Record(1, 0, 0, 0, 0);
        var error = Assert.Throws<TrainingStoppedException>(() => guard.Record(1, 1, 0, 0, 0));
        Assert.That(error!.Message, Does.StartWith("Expected an active tuple at least every 2 batches, got 3 batches in a row without one, up to batch 1 of epoch 1."));
    }

    [Test]
    public void Record_ResultOfALoss_GivesItsNumber()
    {
        using var scope = NewDisposeScope();
        using var loss = new ContrastiveLoss(1.5);
        var guard = new TrainingGuard();
        // Distance 1 between two classes: ½·0.5², twice.
        var value = guard.Record(0, 0, loss.Evaluate(new LossBatch(tensor([0f, 1f], [2, 1])) { Labels = tensor(new long[] { 0, 1 }) }));
        Assert.That(value, Is.EqualTo(0.125).Within(1e-6));
        Assert.That((guard.TupleCount, guard.ActiveCount), Is.EqualTo((2L, 2L)));
    }

    [Test]
    public void Constructor_LimitOfZero_IsNamed()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TrainingGuard(0));
        Assert.That((error!.ParamName, error.Message[..8]), Is.EqualTo(("idleLimit", "Expected")));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void CheckNorm_IsNotFinite_StopsNamingTheBatch(double norm)
    {
        var error = Assert.Throws<TrainingStoppedException>(() => new TrainingGuard().CheckNorm(2, 17, norm));
        Assert.That(error!.Message, Does.StartWith($"Expected a gradient of finite norm, got {norm} in batch 17 of epoch 2."));
        Assert.That((error.Epoch, error.Batch), Is.EqualTo((2, 17)));
    }

    // The usual norm is 2; four large ones in a row may happen, the fifth is one too many. Zeros are no norms to learn from.
    [Test]
    public void CheckNorm_FiveOfAHundredfoldInARow_Stops()
    {
        var guard = new TrainingGuard();
        for (var batch = 0; batch < 20; batch++)
        {
            guard.CheckNorm(0, batch, 2);
            guard.CheckNorm(0, batch, 0);
        }
        for (var i = 0; i < 4; i++)
            guard.CheckNorm(1, i, 1000);
        guard.CheckNorm(1, 4, 199);
        for (var i = 0; i < 4; i++)
            guard.CheckNorm(1, 5 + i, 300);
        var error = Assert.Throws<TrainingStoppedException>(() => guard.CheckNorm(1, 9, 300));
        // 199 has moved the usual one: exp(ln 2 + 0.05·ln 99.5) = 2.52.
        Assert.That(error!.Message, Does.StartWith("Expected gradients of the usual norm, about 2.52, got more than 100 times as much in 5 steps in a row, 300 in batch 9 of epoch 1."));
    }

    [Test]
    public void CheckNorm_TooEarlyToTell_DoesNotStop()
    {
        var guard = new TrainingGuard();
        for (var batch = 0; batch < 19; batch++)
            guard.CheckNorm(0, batch, 2);
        Assert.That(() => guard.CheckNorm(0, 19, 1e9), Throws.Nothing);
    }

    [Test]
    public void Load_StateOfAnother_GoesOnWhereItWas()
    {
        var guard = new TrainingGuard(idleLimit: 1);
        for (var batch = 0; batch < 30; batch++)
            guard.CheckNorm(0, batch, 2);
        guard.Record(0, 0, 0.5, 10, 4);
        guard.Record(0, 1, 0.25, 10, 0);
        var other = new TrainingGuard(idleLimit: 1);
        other.Load(guard.State);
        Assert.That(other.State, Is.EqualTo(guard.State));
        Assert.That((other.MeanLoss, other.TupleCount, other.ActiveCount, other.IdleBatchCount), Is.EqualTo((0.375, 20L, 4L, 1L)));
        Assert.Throws<TrainingStoppedException>(() => other.Record(0, 2, 0.25, 10, 0));
    }

    [Test]
    public void Stops_SayOfWhichKindTheyAre()
    {
        static TrainingStopReason Reason(Action<TrainingGuard> spoil, int idleLimit = 2)
        {
            var guard = new TrainingGuard(idleLimit);
            for (var batch = 0; batch < 30; batch++)
                guard.CheckNorm(0, batch, 1);
            return Assert.Throws<TrainingStoppedException>(() => spoil(guard))!.Reason;
        }
        using var bad = full(1, 2, double.NaN);
        Assert.That(Reason(guard => guard.Check(0, 0, bad)), Is.EqualTo(TrainingStopReason.NotFinite));
        Assert.That(Reason(guard => guard.Record(0, 0, double.NaN, 1, 1)), Is.EqualTo(TrainingStopReason.NotFinite));
        Assert.That(Reason(guard => guard.CheckNorm(0, 0, double.PositiveInfinity)), Is.EqualTo(TrainingStopReason.NotFinite));
        Assert.That(Reason(guard => Enumerable.Range(0, 5).ToList().ForEach(batch => guard.CheckNorm(0, batch, 1000))), Is.EqualTo(TrainingStopReason.ExplodingGradient));
        Assert.That(Reason(guard => Enumerable.Range(0, 3).ToList().ForEach(batch => guard.Record(0, batch, 0, 1, 0))), Is.EqualTo(TrainingStopReason.NoActiveTuples));
        Assert.That(new TrainingStoppedException("A reason of one's own.", 0, 0).Reason, Is.EqualTo(TrainingStopReason.Other));
    }
}
