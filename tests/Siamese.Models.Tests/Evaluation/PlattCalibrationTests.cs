using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class PlattCalibrationTests
{
    // Two groups of distances, normal with means 1 and 3 and deviation 1: the log-odds of "same" are then exactly
    // log N(d; 1, 1) - log N(d; 3, 1) = ((d - 3)² - (d - 1)²) / 2 = 4 - 2 d.
    [TestCase(20_000, 20_000)]
    [TestCase(2_000, 40_000)]      // a kind that is twenty times rarer weighs the same
    public void Fit_TwoNormalGroups_FindsTheLogOddsThatBelongToThem(int sameCount, int differentCount)
    {
        var random = new CounterRandom(3);
        double[] scores = [.. Enumerable.Range(0, sameCount).Select(i => 1 + Normal(random, i)), .. Enumerable.Range(sameCount, differentCount).Select(i => 3 + Normal(random, i))];
        bool[] same = [.. Enumerable.Range(0, scores.Length).Select(i => i < sameCount)];
        var fitted = PlattCalibration.Fit(VerificationScores.From(scores, same, ScoreKind.Distance));
        Assert.That(fitted.Slope, Is.EqualTo(2).Within(0.12));
        Assert.That(fitted.Offset, Is.EqualTo(4).Within(0.24));
        Assert.That(fitted.EvenScore, Is.EqualTo(2).Within(0.04));
        Assert.That(fitted.Probability(1), Is.EqualTo(1 / (1 + Math.Exp(-2))).Within(0.02));
        // Bayes' rule with one same pair in ten: odds of e² at distance 1 become e² / 9.
        Assert.That(fitted.Probability(1, 0.1), Is.EqualTo(Math.Exp(2) / 9 / (1 + Math.Exp(2) / 9)).Within(0.03));
        Assert.That((fitted.SameCount, fitted.DifferentCount, fitted.Kind), Is.EqualTo((sameCount, differentCount, ScoreKind.Distance)));
    }

    // The loss, written down once more and searched on a grid: nothing near the fit is lower.
    [Test]
    public void Fit_FewScores_HasTheSmallestLoss()
    {
        double[] same = [0.9, 0.8, 0.75, 0.4], different = [0.1, 0.2, 0.5, 0.6, 0.3, 0.35];
        var fitted = PlattCalibration.Fit(VerificationScores.From([.. same, .. different], [.. same.Select(_ => true), .. different.Select(_ => false)], ScoreKind.Similarity));
        var best = Loss(fitted.Slope, fitted.Offset);
        for (var a = -20; a <= 20; a++)
        {
            for (var b = -20; b <= 20; b++)
                Assert.That(Loss(fitted.Slope + a * 0.05, fitted.Offset + b * 0.05), Is.GreaterThanOrEqualTo(best - 1e-12));
        }
        Assert.That(Loss(fitted.Slope + 0.001, fitted.Offset), Is.EqualTo(best).Within(1e-5), "the loss is flat at the fit");

        double Loss(double slope, double offset)
        {
            double Of(double score, double target)
            {
                var p = 1 / (1 + Math.Exp(-(slope * score + offset)));
                return -(target * Math.Log(p) + (1 - target) * Math.Log(1 - p));
            }
            return same.Average(score => Of(score, 5 / 6.0)) + different.Average(score => Of(score, 1 / 8.0));     // (4 + 1) / (4 + 2), 1 / (6 + 2)
        }
    }

    [Test]
    public void Fit_SeparatedScores_StaysFiniteAndShortOfCertain()
    {
        var fitted = PlattCalibration.Fit(VerificationScores.From([0.1, 0.2, 5, 6], [true, true, false, false], ScoreKind.Distance));
        Assert.That(double.IsFinite(fitted.Slope) && double.IsFinite(fitted.Offset));
        Assert.That(fitted.Probability(0.15), Is.InRange(0.6, 0.999));
        Assert.That(fitted.Probability(5.5), Is.InRange(0.001, 0.4));
    }

    [Test]
    public void Fit_ScoresThatSayNothingOrTheOpposite_GivesOneHalf()
    {
        foreach (var scores in new double[][] { [1, 1, 1, 1], [3, 4, 1, 2] })
        {
            var fitted = PlattCalibration.Fit(VerificationScores.From(scores, [true, true, false, false], ScoreKind.Distance));
            Assert.That(fitted.Slope, Is.EqualTo(0).Within(1e-6));
            foreach (var score in new[] { 0, 1, 100, double.PositiveInfinity })
                Assert.That(fitted.Probability(score), Is.EqualTo(0.5).Within(1e-6));
        }
    }

    [Test]
    public void Fit_InfiniteScore_IsRefused()
    {
        var scores = VerificationScores.From([1, double.PositiveInfinity], [true, false], ScoreKind.Distance);
        Assert.That(() => PlattCalibration.Fit(scores), Throws.ArgumentException.With.Message.StartsWith("Expected finite scores, got an infinite one."));
    }

    [Test]
    public void Probability_ShareThatIsNone_IsRefused()
    {
        var fitted = new PlattCalibration { Slope = 1, Offset = 0, Kind = ScoreKind.Distance, SameCount = 1, DifferentCount = 1 };
        foreach (var share in new[] { 0, 1, double.NaN })
            Assert.That(() => fitted.Probability(1, share), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("above 0 and below 1"));
        Assert.That(() => fitted with { Slope = -1 }, Throws.ArgumentException.With.Message.StartsWith("Expected a finite slope of 0 or more, got -1."));
        Assert.That(() => fitted with { Offset = double.NaN }, Throws.ArgumentException);
    }

    // Box and Muller's transform of two uniform draws.
    private static double Normal(CounterRandom random, int i)
    {
        var fork = random.Fork((ulong)i);
        return Math.Sqrt(-2 * Math.Log(1 - fork.Unit(0))) * Math.Cos(2 * Math.PI * fork.Unit(1));
    }
}
