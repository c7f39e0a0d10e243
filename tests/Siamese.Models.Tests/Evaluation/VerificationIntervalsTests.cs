using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class VerificationIntervalsTests
{
    private static VerificationScores Overlapping(int pairs, int seed)
    {
        var random = new Random(seed);
        bool[] same = [.. Enumerable.Range(0, pairs).Select(i => i % 2 == 0)];
        return VerificationScores.From([.. same.Select(flag => random.NextDouble() + (flag ? 0 : 0.5))], same, ScoreKind.Distance);
    }

    [Test]
    public void Of_SameSeed_IsTheSameAndOtherSeedsAreNot()
    {
        var scores = Overlapping(200, 1);
        var (one, again, other) = (VerificationIntervals.Of(scores), VerificationIntervals.Of(scores), VerificationIntervals.Of(scores, new() { Seed = 5 }));
        Assert.That((one.Auc, one.EqualErrorRate, one.Protocol), Is.EqualTo((again.Auc, again.EqualErrorRate, again.Protocol)));
        Assert.That(other.Auc, Is.Not.EqualTo(one.Auc));
        Assert.That(one.TrueAcceptRates, Has.Count.EqualTo(4));
        Assert.That(one.Accuracy, Is.Null);
        Assert.That(one.Protocol, Is.EqualTo("95 % percentile bootstrap, 1000 resamples of 100 same and 100 different pairs; distances given as numbers; each kind by itself, seed 0"));
    }

    // The accuracy at a fixed threshold is a mean of two shares; its standard error is sqrt((p(1 - p)/n + q(1 - q)/m)/4).
    [Test]
    public void Of_AccuracyAtAThreshold_IsAsWideAsTheBinomialSays()
    {
        var scores = Overlapping(2000, 2);
        var threshold = VerificationThreshold.ChooseOn(Overlapping(2000, 3));
        var point = threshold.On(scores);
        var accuracy = VerificationIntervals.Of(scores, threshold: threshold).Accuracy!;
        var error = Math.Sqrt((point.TrueAcceptRate * point.FalseRejectRate + point.FalseAcceptRate * (1 - point.FalseAcceptRate)) / 1000 / 4);
        Assert.That(accuracy.Value, Is.EqualTo(point.Accuracy).Within(1e-12));
        Assert.That((accuracy.High - accuracy.Low) / 2, Is.EqualTo(1.96 * error).Within(0.15 * 1.96 * error));
    }

    // True AUC of a uniform on [0, 1] against one on [0.5, 1.5]: 1 - (1/2)²/2 = 7/8.
    [Test]
    public void Of_Auc_CoversTheTruthInAboutTheShareAskedFor()
    {
        var covered = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var auc = VerificationIntervals.Of(Overlapping(200, 100 + seed), new() { Resamples = 200, Confidence = 0.8, Seed = (ulong)seed }).Auc;
            covered += auc.Low <= 0.875 && auc.High >= 0.875 ? 1 : 0;
        }
        Assert.That(covered, Is.InRange(66, 92));    // 80, and 4 a deviation
    }

    [Test]
    public void Options_OutOfRange_AreNamed()
    {
        Assert.That(() => new BootstrapOptions { Resamples = 9 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Expected 10 to 16777216, got 9."));
        Assert.That(() => new BootstrapOptions { Confidence = 1 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => VerificationIntervals.Of(Overlapping(20, 1), falseAcceptRates: [1.5]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Expected 0 to 1, got 1.5."));
    }
}
