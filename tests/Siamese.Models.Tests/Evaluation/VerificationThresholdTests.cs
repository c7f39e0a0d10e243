using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Evaluation;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class VerificationThresholdTests
{
    // Distances: same 1, 2, 4, 7; different 3, 5, 6, 8. At most 1 of 4 different: up to 4 (3 is in, 5 is not), where 3 of 4 same are in.
    private static VerificationScores Scores(ScoreKind kind = ScoreKind.Distance)
    {
        double[] values = [1, 2, 4, 7, 3, 5, 6, 8];
        return VerificationScores.From(kind == ScoreKind.Distance ? values : [.. values.Select(value => -value)], [true, true, true, true, false, false, false, false], kind);
    }

    [TestCase(0.0, 2, 0.5, 0)]
    [TestCase(0.2, 2, 0.5, 0)]
    [TestCase(0.25, 4, 0.75, 0.25)]
    [TestCase(0.5, 5, 0.75, 0.5)]
    [TestCase(0.75, 7, 1, 0.75)]
    [TestCase(1.0, 8, 1, 1)]
    public void AtFalseAcceptRate_EightDistances_AreTheHandWorkedRates(double rate, double threshold, double tar, double far)
    {
        Assert.That(Scores().AtFalseAcceptRate(rate), Is.EqualTo(new OperatingPoint(threshold, tar, far, 4, 4)));
        Assert.That(Scores(ScoreKind.Similarity).AtFalseAcceptRate(rate), Is.EqualTo(new OperatingPoint(-threshold, tar, far, 4, 4)));
    }

    [Test]
    public void AtFalseAcceptRate_NearestPairIsDifferent_AcceptsNone()
    {
        var point = VerificationScores.From([0, 1], [false, true], ScoreKind.Distance).AtFalseAcceptRate(0.1);
        Assert.That(point, Is.EqualTo(new OperatingPoint(double.NegativeInfinity, 0, 0, 1, 1)));
        Assert.That((point.Accuracy, point.FalseRejectRate), Is.EqualTo((0.5, 1.0)));
    }

    [Test]
    public void OperatingPointToString_SaysRatesThresholdDistanceAndCounts()
    {
        Assert.That(Scores().At(4).ToString(), Is.EqualTo("TAR 75.00 % at FAR 25.0000 % (threshold 4; 4 same, 4 different pairs)"));
        using var scope = torch.NewDisposeScope();
        var scores = PairScorer.All(torch.tensor(new double[,] { { 0, 1 }, { 0, 2 }, { 3, 1 } }), torch.tensor(new long[] { 0, 0, 1 }));
        Assert.That(scores.At(0.5).ToString(), Is.EqualTo("TAR 100.00 % at FAR 0.0000 % (threshold 0.5 of the Euclidean distance of normalised rows; 1 same, 2 different pairs)"));
    }

    [Test]
    public void ChooseOn_EachRule_IsThatThreshold()
    {
        var scores = Scores();
        // Up to 2: 2 + 4 right of 8; up to 4: 3 + 3. The middles of the gaps are 2.5 and 4.5, the first wins.
        Assert.That((VerificationThreshold.ChooseOn(scores).Value, VerificationThreshold.ChooseOn(scores).ChosenAccuracy), Is.EqualTo((2.5, 0.75)));
        Assert.That(VerificationThreshold.ChooseOn(scores, ThresholdRule.EqualErrorRate).Value, Is.EqualTo(VerificationMetrics.From(scores).EqualErrorThreshold));
        Assert.That(VerificationThreshold.ChooseOn(scores, ThresholdRule.FalseAcceptRate, 0.5).Value, Is.EqualTo(5));
        Assert.That(() => VerificationThreshold.ChooseOn(scores, (ThresholdRule)7), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Expected BestAccuracy"));
    }

    [TestCase(ScoreKind.Distance, 0.5, true, false)]
    [TestCase(ScoreKind.Similarity, 0.5, false, true)]
    public void AcceptsAndOn_OtherPairs_UseTheThresholdAsItIs(ScoreKind kind, double value, bool below, bool above)
    {
        var threshold = new VerificationThreshold { Value = value, Kind = kind, Rule = ThresholdRule.BestAccuracy, SameCount = 1, DifferentCount = 1, ChosenAccuracy = 1 };
        Assert.That((threshold.Accepts(0.4), threshold.Accepts(0.5), threshold.Accepts(0.6), threshold.Accepts(double.NaN)), Is.EqualTo((below, true, above, false)));
        var test = VerificationScores.From([0.4, 0.6, 0.7], [true, true, false], kind);
        Assert.That(threshold.On(test), Is.EqualTo(new OperatingPoint(0.5, 0.5, kind == ScoreKind.Distance ? 0 : 1, 2, 1)));
        var other = VerificationScores.From([0.4, 0.6], [true, false], kind == ScoreKind.Distance ? ScoreKind.Similarity : ScoreKind.Distance);
        Assert.That(() => threshold.On(other), Throws.ArgumentException.With.Message.StartsWith($"Expected scores that are a {kind}"));
    }

    // A threshold on Manhattan distances says nothing about Euclidean ones.
    [Test]
    public void On_ScoresOfAnotherDistance_IsRefused()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, labels) = (torch.tensor(new float[,] { { 0, 1 }, { 0, 2 }, { 3, 1 } }), torch.tensor(new long[] { 0, 0, 1 }));
        var threshold = VerificationThreshold.FromJson(VerificationThreshold.ChooseOn(PairScorer.All(rows, labels, new LpDistance(p: 1, normalize: false))).ToJson());
        Assert.That(threshold.ToString(), Does.StartWith("Manhattan distance of rows as they are at most "));
        var error = Assert.Throws<ArgumentException>(() => threshold.On(PairScorer.All(rows, labels)));
        Assert.That(error!.Message, Does.StartWith("Expected scores that are the Manhattan distance of rows as they are, as those the threshold was chosen on, got the Euclidean distance of normalised rows."));
        Assert.That(threshold.On(PairScorer.All(rows, labels, new LpDistance(p: 1, normalize: false))).Accuracy, Is.EqualTo(1));
    }

    [TestCase(1.0 / 3)]
    [TestCase(double.NegativeInfinity)]
    public void Json_RoundTrip_IsTheSame(double value)
    {
        var threshold = VerificationThreshold.ChooseOn(Scores()) with { Value = value };
        Assert.That(VerificationThreshold.FromJson(threshold.ToJson()), Is.EqualTo(threshold));
        Assert.That(threshold.ToJson(), Does.Contain("\"Kind\":\"Distance\"").And.Contain("\"Rule\":\"BestAccuracy\""));
    }

    [TestCase("{}")]
    [TestCase("nonsense")]
    [TestCase("null")]
    [TestCase("{\"Value\":\"NaN\",\"Kind\":\"Distance\",\"Rule\":\"BestAccuracy\",\"SameCount\":1,\"DifferentCount\":1,\"ChosenAccuracy\":1}")]
    [TestCase("{\"Value\":1,\"Kind\":9,\"Rule\":\"BestAccuracy\",\"SameCount\":1,\"DifferentCount\":1,\"ChosenAccuracy\":1}")]
    [TestCase("{\"Value\":1,\"Kind\":\"Distance\",\"Rule\":\"BestAccuracy\",\"SameCount\":1,\"DifferentCount\":1,\"ChosenAccuracy\":1,\"More\":1}")]
    public void FromJson_SomethingElse_IsRefused(string json)
        => Assert.That(() => VerificationThreshold.FromJson(json), Throws.TypeOf<InvalidDataException>().With.Message.StartsWith("Needs a threshold as ToJson writes it"));
}
