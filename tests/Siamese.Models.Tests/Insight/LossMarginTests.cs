using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Losses;

namespace TorchSharp.Siamese.Models.Tests.Insight;

public class LossMarginTests
{
    private static IEnumerable<TestCaseData> Margins()
    {
        yield return new TestCaseData(new TripletMarginLoss(0.2), 0.2);
        yield return new TestCaseData(new BatchHardLoss(TripletPenalty.Hinge, 0.3), 0.3);
        yield return new TestCaseData(new ContrastiveLoss(1.5), 1.5);
        // Cosines of different classes are to stay below 0.25, of the same ones 1: 0.75 apart.
        yield return new TestCaseData(new CosineEmbeddingLoss(0.25), 0.75);
        yield return new TestCaseData(new ContrastiveLoss(new ContrastiveLossOptions { Distance = new CosineSimilarity(), NegativeMargin = 0.4 }), 0.6);
        yield return new TestCaseData(new MarginLoss(), 0.4);
        yield return new TestCaseData(new SnrContrastiveLoss(0, 0.7), 0.7);
        yield return new TestCaseData(new RankedListLoss(), 1.2);
    }

    [TestCaseSource(nameof(Margins))]
    public void Of_LossWithAMargin_ReadsIt(MetricLoss loss, double gap)
    {
        using (loss)
        {
            var margin = LossMargin.Of(loss);
            Assert.That(margin!.Gap, Is.EqualTo(gap).Within(1e-12));
            Assert.That(margin.Distance, Is.SameAs(loss.distance));
        }
    }

    [Test]
    public void Of_LossWithoutAMargin_IsNull()
    {
        using var soft = new TripletMarginLoss(new TripletMarginLossOptions { Penalty = TripletPenalty.SoftMargin });
        using var none = new NTXentLoss(0.1);
        using var product = new ContrastiveLoss(new ContrastiveLossOptions { Distance = new DotProductSimilarity(normalize: false) });
        Assert.That(new MetricLoss[] { soft, none, product }.Select(LossMargin.Of), Is.All.Null);
    }

    // On the unit sphere 1 − cos = d²/2.
    [Test]
    public void EuclideanGap_OfEveryKind_IsTheDistanceBetweenRows()
    {
        Assert.That(new LossMargin(new LpDistance(power: 2), 0.25).EuclideanGap, Is.EqualTo(0.5));
        Assert.That(new LossMargin(new CosineSimilarity(), 0.5).EuclideanGap, Is.EqualTo(1));
        Assert.That(new LossMargin(new SnrDistance(), 0.5).EuclideanGap, Is.NaN);
    }

    // Two classes lie opposite, three at the corners of a triangle (√3), many at right angles (√2).
    [TestCase(2, 2)]
    [TestCase(3, 1.7320508)]
    [TestCase(100_000, 1.41422)]
    public void LargestOnSphere_OfSomeClasses_IsTheSideOfTheSimplex(int classes, double side)
        => Assert.That(LossMargin.LargestOnSphere(classes), Is.EqualTo(side).Within(1e-5));

    [Test]
    public void Constructor_GapOfZero_IsNamed()
        => Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new LossMargin(new LpDistance(), 0))!.ParamName, Is.EqualTo("gap"));
}
