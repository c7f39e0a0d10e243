using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class VerificationMetricsTests
{
    // Distances of same pairs 1, 2, 4; of different pairs 3, 5. Of 6 comparisons only 4 > 3 is wrong.
    // Threshold 2: 2 of 3 same accepted, 0 of 2 different: rates (0, 1/3). Threshold 3: (1/2, 1/3). Equal where fp = 1/3, two thirds of the way.
    [Test]
    public void From_FiveDistances_MatchesHandWorkedFigures()
    {
        var metrics = VerificationMetrics.From(VerificationScores.From([1, 2, 4, 3, 5], [true, true, true, false, false], ScoreKind.Distance));
        Assert.Multiple(() =>
        {
            Assert.That((metrics.SameCount, metrics.DifferentCount), Is.EqualTo((3, 2)));
            Assert.That(metrics.Auc, Is.EqualTo(5 / 6.0).Within(1e-15));
            Assert.That(metrics.EqualErrorRate, Is.EqualTo(1 / 3.0).Within(1e-15));
            Assert.That(metrics.EqualErrorThreshold, Is.EqualTo(2 + 2 / 3.0).Within(1e-15));
            Assert.That(metrics.NearestEqualErrorRate, Is.EqualTo(5 / 12.0).Within(1e-15));
            Assert.That(metrics.NearestEqualErrorThreshold, Is.EqualTo(3));
            Assert.That(metrics.BestAccuracy, Is.EqualTo(0.8));
            Assert.That(metrics.BestThresholds, Is.EqualTo(new double[] { 2, 4 }));
            Assert.That(metrics.ToString(), Is.EqualTo("AUC 83.33 %, EER 33.33 %, best accuracy 80.00 % at 2.5 (verification: 3 same and 2 different pairs; distances given as numbers; all thresholds; the best one is picked on these pairs)"));
        });
    }

    // Best at 1 (gap to 2) and at 5 (gap to 9): the middle of the wider gap is 7.
    [Test]
    public void BestThreshold_TwoGaps_IsTheMiddleOfTheWider()
    {
        var metrics = VerificationMetrics.From(VerificationScores.From([1, 2, 5, 9], [true, false, true, false], ScoreKind.Distance));
        Assert.That(metrics.BestThresholds, Is.EqualTo(new double[] { 1, 5 }));
        Assert.That(metrics.BestThreshold, Is.EqualTo(7));
        Assert.That(VerificationScores.From([1, 2, 5, 9], [true, false, true, false], ScoreKind.Distance).AccuracyAt(7), Is.EqualTo(metrics.BestAccuracy));
    }

    [TestCase(ScoreKind.Distance)]
    [TestCase(ScoreKind.Similarity)]
    public void From_RandomScoresWithTies_MatchesPlainLoops(ScoreKind kind)
    {
        var random = new Random(5);
        double[] scores = [.. Enumerable.Range(0, 200).Select(_ => random.Next(40) / 8.0)];
        bool[] same = [.. scores.Select(score => random.NextDouble() < (kind == ScoreKind.Distance ? 0.8 - score / 8 : 0.1 + score / 8))];
        var metrics = VerificationMetrics.From(VerificationScores.From(scores, same, kind));

        bool Accepts(double score, double threshold) => kind == ScoreKind.Distance ? score <= threshold : score >= threshold;
        var wins = 0.0;
        for (var i = 0; i < 200; i++)
        {
            for (var j = 0; j < 200; j++)
            {
                if (same[i] && !same[j])
                    wins += scores[i] == scores[j] ? 0.5 : Accepts(scores[i], scores[j]) ? 1 : 0;
            }
        }
        var best = scores.Max(threshold => scores.Zip(same).Count(pair => Accepts(pair.First, threshold) == pair.Second) / 200.0);
        Assert.That(metrics.Auc, Is.EqualTo(wins / ((double)metrics.SameCount * metrics.DifferentCount)).Within(1e-12));
        Assert.That(metrics.BestAccuracy, Is.EqualTo(best).Within(1e-12));
        Assert.That(scores.Zip(same).Count(pair => Accepts(pair.First, metrics.BestThreshold) == pair.Second) / 200.0, Is.EqualTo(best).Within(1e-12));
    }

    [Test]
    public void BestThreshold_NothingToTellApart_AcceptsAllOrNone()
    {
        var none = VerificationMetrics.From(VerificationScores.From([1, 1, 1], [true, false, false], ScoreKind.Similarity));
        Assert.That((none.BestAccuracy, none.BestThreshold), Is.EqualTo((2 / 3.0, double.PositiveInfinity)));
        var all = VerificationMetrics.From(VerificationScores.From([1, 1, 1], [true, true, false], ScoreKind.Similarity));
        Assert.That((all.BestAccuracy, all.BestThreshold), Is.EqualTo((2 / 3.0, 1.0)));
        var far = VerificationMetrics.From(VerificationScores.From([1, 1, 1], [true, false, false], ScoreKind.Distance));
        Assert.That(far.BestThreshold, Is.EqualTo(double.NegativeInfinity));
    }

    [Test]
    public void From_OneKindOfPairs_SaysHowMany()
    {
        var error = Assert.Throws<ArgumentException>(() => VerificationScores.From([1, 2], [true, true], ScoreKind.Distance));
        Assert.That(error!.Message, Does.StartWith("Expected at least one same-class and one different-class pair, got 2 and 0."));
    }

    [Test]
    public void From_NaNOrLengthsDiffer_AreNamed()
    {
        Assert.That(() => VerificationScores.From([1, double.NaN], [true, false], ScoreKind.Distance), Throws.ArgumentException.With.Message.StartsWith("Expected scores that are numbers, got NaN."));
        var error = Assert.Throws<ArgumentException>(() => VerificationScores.From([1, 2], [true], ScoreKind.Distance));
        Assert.That((error!.ParamName, error.Message[..35]), Is.EqualTo(("same", "Expected one flag per score, 2, got")));
        var kind = Assert.Throws<ArgumentOutOfRangeException>(() => VerificationScores.From([1, 2], [true, false], (ScoreKind)4));
        Assert.That(kind!.Message, Does.StartWith("Expected Distance or Similarity, got 4."));
    }
}
