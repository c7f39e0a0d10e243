using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Losses;
using TorchSharp.Siamese.Models.Training;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>Trainings that are broken on purpose are named by their cause; sound ones are left alone.</summary>
public class BrokenTrainingTests
{
    private static readonly LpDistance Raw = new(normalize: false);
    private static readonly LpDistance Unit = new();

    private static TripletMarginLoss Triplets(double margin, TripletSelection selection = TripletSelection.All, IDistance? distance = null)
        => new(new TripletMarginLossOptions { Margin = margin, Selection = selection, Distance = distance });

    private static IEnumerable<TestCaseData> Broken()
    {
        (FindingCause Cause, DigitsTraining Training)[] trainings =
        [
            (FindingCause.Collapse, new("pairs of one class only", () => new ContrastiveLoss(1)) { Normalize = false, SamePairsOnly = true }),
            (FindingCause.Collapse, new("pairs of one class only, on the sphere", () => new ContrastiveLoss(new ContrastiveLossOptions { Distance = Unit })) { SamePairsOnly = true }),
            (FindingCause.MarginTooLarge, new("contrastive margin 1000", () => new ContrastiveLoss(1000)) { Normalize = false }),
            (FindingCause.MarginTooLarge, new("triplet margin 10000", () => Triplets(10_000, distance: Raw)) { Normalize = false }),
            (FindingCause.MarginTooLarge, new("triplet margin 2.5 on the sphere", () => Triplets(2.5))),
            (FindingCause.LabelNoise, new("40 % of the labels wrong, triplets", () => Triplets(0.2, TripletSelection.SemiHard)) { WrongLabels = 0.4, Borderline = true }),
            (FindingCause.LabelNoise, new("20 % of the labels wrong, contrastive", () => new ContrastiveLoss(1)) { Normalize = false, WrongLabels = 0.2 }),
            (FindingCause.ClassImbalance, new("one class 60 times as large as the nine others, triplets", () => Triplets(0.2)) { Imbalance = 60 }),
            (FindingCause.ClassImbalance, new("one class 60 times as large as the nine others, contrastive", () => new ContrastiveLoss(1)) { Normalize = false, Imbalance = 60 }),
            (FindingCause.LearningRateTooHigh, new("Adam at 0.1 without batch normalisation", () => new ContrastiveLoss(1)) { Normalize = false, BatchNorm = false, LearningRate = 0.1 }),
            (FindingCause.LearningRateTooHigh, new("Adam at 1", () => Triplets(0.2, TripletSelection.SemiHard)) { LearningRate = 1 }),
            (FindingCause.LearningRateTooHigh, new("SGD at 30", () => Triplets(0.2)) { Momentum = true, LearningRate = 30 }),
        ];
        return trainings.SelectMany(t => new[] { 1, 2 }.Select(seed => new TestCaseData(t.Cause, t.Training, seed)));
    }

    private static IEnumerable<TestCaseData> BrokenWithOtherLosses()
    {
        (FindingCause Cause, DigitsTraining Training)[] trainings =
        [
            (FindingCause.Collapse, new("weight decay 1, triplets", () => Triplets(1, distance: Raw)) { Normalize = false, BatchNorm = false, WeightDecay = 1, Steps = 250 }),
            (FindingCause.MarginTooLarge, new("contrastive margin 50", () => new ContrastiveLoss(50)) { Normalize = false }),
            (FindingCause.MarginTooLarge, new("contrastive margin 500 without batch normalisation", () => new ContrastiveLoss(500)) { Normalize = false, BatchNorm = false }),
            (FindingCause.MarginTooLarge, new("margin 5 of distances that are not normalised, by a network that is", () => Triplets(5, distance: Raw))),
            (FindingCause.MarginTooLarge, new("contrastive margin 5 on the sphere", () => new ContrastiveLoss(new ContrastiveLossOptions { Distance = Unit, NegativeMargin = 5 }))),
            (FindingCause.LabelNoise, new("20 % of the labels wrong, supervised contrastive", () => new SupConLoss(0.1)) { WrongLabels = 0.2 }),
            (FindingCause.LabelNoise, new("10 % of the labels wrong, contrastive", () => new ContrastiveLoss(1)) { Normalize = false, WrongLabels = 0.1 }),
            (FindingCause.LabelNoise, new("40 % of the labels wrong, proxy anchor", () => new ProxyAnchorLoss(10, 32)) { WrongLabels = 0.4, Borderline = true }),
            (FindingCause.LabelNoise, new("20 % of the labels wrong, multi-similarity, batches of 20", () => new MultiSimilarityLoss()) { Classes = 5, PerClass = 4, WrongLabels = 0.2, Steps = 400, Borderline = true }),
            (FindingCause.ClassImbalance, new("one class 20 times as large, supervised contrastive", () => new SupConLoss(0.1)) { Imbalance = 20 }),
            (FindingCause.ClassImbalance, new("one class 20 times as large, proxy anchor", () => new ProxyAnchorLoss(10, 32)) { Imbalance = 20 }),
            (FindingCause.LearningRateTooHigh, new("Adam at 10, proxy anchor", () => new ProxyAnchorLoss(10, 32)) { LearningRate = 10 }),
            (FindingCause.LearningRateTooHigh, new("SGD at 10, supervised contrastive", () => new SupConLoss(0.1)) { Momentum = true, LearningRate = 10 }),
            (FindingCause.LearningRateTooHigh, new("Adam at 1000, supervised contrastive", () => new SupConLoss(0.1)) { LearningRate = 1_000 }),
        ];
        return trainings.Select((t, i) => new TestCaseData(t.Cause, t.Training, 11 + i % 3));
    }

    private static IEnumerable<TestCaseData> OfMnist()
    {
        (FindingCause? Cause, DigitsTraining Training)[] trainings =
        [
            (null, new("semi-hard triplets", () => Triplets(0.2, TripletSelection.SemiHard))),
            (null, new("proxy anchor", () => new ProxyAnchorLoss(10, 32))),
            (FindingCause.Collapse, new("pairs of one class only", () => new ContrastiveLoss(new ContrastiveLossOptions { Distance = Unit })) { SamePairsOnly = true }),
            (FindingCause.MarginTooLarge, new("triplet margin 50", () => Triplets(50, distance: Raw)) { Normalize = false, BatchNorm = false }),
            (FindingCause.LabelNoise, new("20 % of the labels wrong", () => new SupConLoss(0.1)) { WrongLabels = 0.2 }),
            (FindingCause.ClassImbalance, new("one class 20 times as large", () => new SupConLoss(0.1)) { Imbalance = 20 }),
            (FindingCause.LearningRateTooHigh, new("Adam at 10", () => new SupConLoss(0.1)) { LearningRate = 10 }),
        ];
        return trainings.Select(t => new TestCaseData(t.Cause, t.Training));
    }

    private static IEnumerable<TestCaseData> Sound()
    {
        DigitsTraining[] trainings =
        [
            new("semi-hard triplets", () => Triplets(0.2, TripletSelection.SemiHard)),
            new("all triplets, margin 0.5, SGD", () => Triplets(0.5)) { Momentum = true, LearningRate = 0.1 },
            new("all triplets, margin 1, not normalised", () => Triplets(1, distance: Raw)) { Normalize = false },
            new("hardest triplets, margin 0.3", () => Triplets(0.3, TripletSelection.Hardest)) { LearningRate = 3e-4 },
            new("contrastive", () => new ContrastiveLoss(1)) { Normalize = false },
            new("contrastive without batch normalisation", () => new ContrastiveLoss(1)) { Normalize = false, BatchNorm = false },
            new("NT-Xent", () => new NTXentLoss(0.1)),
            new("multi-similarity, 5 x 4", () => new MultiSimilarityLoss()) { Classes = 5, PerClass = 4 },
            new("CosFace", () => new CosFaceLoss(10, 32)),
            new("proxy anchor", () => new ProxyAnchorLoss(10, 32)),
            new("supervised contrastive, batches of 20", () => new SupConLoss(0.1)) { Classes = 5, PerClass = 4 },
            new("circle", () => new CircleLoss()),
            new("contrastive, margin 5, not normalised", () => new ContrastiveLoss(5)) { Normalize = false },
            new("a loss that falls below 0", () => new DynamicSoftMarginLoss()),
            new("semi-hard triplets, Adam at 0.01", () => Triplets(0.2, TripletSelection.SemiHard)) { LearningRate = 1e-2 },
        ];
        return trainings.Select((training, i) => new TestCaseData(training, 1 + i % 3));
    }

    [TestCaseSource(nameof(Broken))]
    [TestCaseSource(nameof(BrokenWithOtherLosses))]
    public void Train_Broken_ItsCauseIsTheFirstFinding(FindingCause cause, object training, int seed)
    {
        var outcome = ((DigitsTraining)training).Run(seed);
        Assert.That(outcome.Diagnosis!.Findings, Is.Not.Empty);
        var first = outcome.Diagnosis.Findings[0];
        Assert.That(first.Cause, Is.EqualTo(cause), outcome.Diagnosis.ToString());
        // The monitor says it while there is still time to stop, unless it is not sure; it never says anything else first.
        if (outcome.During.Count > 0 || !((DigitsTraining)training).Borderline)
            Assert.That(outcome.During.Select(finding => (FindingCause?)finding.Cause).FirstOrDefault(), Is.EqualTo(cause), string.Join("\n", outcome.During));
        Assert.That(first.Evidence, Does.Match("[0-9]"));
        Assert.That(first.Threshold, Does.Match("[0-9]"));
    }

    // Its numbers overflow before the first look is due, and the trainer stops before anybody is told of the step.
    [TestCase(1, 30)]
    [TestCase(2, 30)]
    [TestCase(3, 1000)]
    public void Train_Diverges_TheRateIsNamedAllTheSame(int seed, double rate)
    {
        var outcome = new DigitsTraining("SGD without batch normalisation", () => new ContrastiveLoss(1)) { Normalize = false, BatchNorm = false, Momentum = true, LearningRate = rate }.Run(seed);
        Assert.That(outcome.Stopped!.Reason, Is.EqualTo(TrainingStopReason.NotFinite));
        Assert.That(outcome.During.Select(finding => finding.Cause), Is.EqualTo(new[] { FindingCause.LearningRateTooHigh }));
        Assert.That(outcome.During[0].Evidence, Does.Contain($"learning rate {rate}"));
    }

    [TestCaseSource(nameof(OfMnist))]
    public void Train_Mnist_IsNamedByItsCauseOrLeftAlone(FindingCause? cause, object training)
    {
        var outcome = ((DigitsTraining)training with { Images = DigitImages.OfMnist() }).Run(5);
        Assert.That(outcome.During.Select(finding => (FindingCause?)finding.Cause).FirstOrDefault(), Is.EqualTo(cause), string.Join("\n", outcome.During));
        Assert.That(outcome.Diagnosis!.Findings.Select(finding => (FindingCause?)finding.Cause).FirstOrDefault(), Is.EqualTo(cause), outcome.Diagnosis.ToString());
    }

    // Steps 23 and 58 lie between two looks of the monitor and between two checkpoints.
    [Test]
    public void Train_InThreeRuns_TheMonitorEndsAsIfItHadNeverStopped()
    {
        using var folder = new TemporaryFolder();
        var training = new DigitsTraining("20 % of the labels wrong", () => new ContrastiveLoss(1)) { Normalize = false, WrongLabels = 0.2 };
        var whole = training.InRuns(4, folder.File("whole.ckpt"), 140);
        var parts = training.InRuns(4, folder.File("parts.ckpt"), 23, 58, 140);
        Assert.That(whole.Findings.Select(finding => finding.Cause), Does.Contain(FindingCause.LabelNoise));
        Assert.That(parts.Findings, Is.EqualTo(whole.Findings));
        Assert.That(parts.State, Is.EqualTo(whole.State));
    }

    [TestCaseSource(nameof(Sound))]
    public void Train_Sound_NothingIsFound(object training, int seed)
    {
        var outcome = ((DigitsTraining)training).Run(seed);
        Assert.That(outcome.Precision, Is.GreaterThan(0.97), "the control has learnt its digits");
        Assert.That(outcome.During, Is.Empty, string.Join("\n", outcome.During));
        Assert.That(outcome.Diagnosis!.Findings, Is.Empty, outcome.Diagnosis.ToString());
    }

    [Test]
    public void Train_FiveImagesOfEachClass_IsOverfit()
    {
        var outcome = new DigitsTraining("few images", () => Triplets(0.2)) { TrainPerClass = 5, PerClass = 5, Steps = 100 }.Run(1);
        Assert.That(outcome.Diagnosis!.Findings.Select(finding => finding.Cause), Does.Contain(FindingCause.Overfit), outcome.Diagnosis.ToString());
        Assert.That(outcome.Diagnosis.Findings[0].Cause, Is.EqualTo(FindingCause.Overfit).Or.EqualTo(FindingCause.NoActiveTuples));
    }
}
