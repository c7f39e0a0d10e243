using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.Models.Losses;

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
            (FindingCause.LabelNoise, new("40 % of the labels wrong, triplets", () => Triplets(0.2, TripletSelection.SemiHard)) { WrongLabels = 0.4 }),
            (FindingCause.LabelNoise, new("20 % of the labels wrong, contrastive", () => new ContrastiveLoss(1)) { Normalize = false, WrongLabels = 0.2 }),
            (FindingCause.ClassImbalance, new("one class of 130, nine of 3, triplets", () => Triplets(0.2)) { Imbalanced = true }),
            (FindingCause.ClassImbalance, new("one class of 130, nine of 3, contrastive", () => new ContrastiveLoss(1)) { Normalize = false, Imbalanced = true }),
            (FindingCause.LearningRateTooHigh, new("Adam at 0.1 without batch normalisation", () => new ContrastiveLoss(1)) { Normalize = false, BatchNorm = false, LearningRate = 0.1 }),
            (FindingCause.LearningRateTooHigh, new("Adam at 1", () => Triplets(0.2, TripletSelection.SemiHard)) { LearningRate = 1 }),
            (FindingCause.LearningRateTooHigh, new("SGD at 30", () => Triplets(0.2)) { Momentum = true, LearningRate = 30 }),
        ];
        return trainings.SelectMany(t => new[] { 1, 2 }.Select(seed => new TestCaseData(t.Cause, t.Training, seed)));
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
            new("semi-hard triplets, Adam at 0.01", () => Triplets(0.2, TripletSelection.SemiHard)) { LearningRate = 1e-2 },
        ];
        return trainings.Select((training, i) => new TestCaseData(training, 1 + i % 3));
    }

    [TestCaseSource(nameof(Broken))]
    public void Train_Broken_ItsCauseIsTheFirstFinding(FindingCause cause, object training, int seed)
    {
        var outcome = ((DigitsTraining)training).Run(seed);
        Assert.That(outcome.Diagnosis!.Findings, Is.Not.Empty);
        var first = outcome.Diagnosis.Findings[0];
        Assert.That(first.Cause, Is.EqualTo(cause), outcome.Diagnosis.ToString());
        // The monitor says it while there is still time to stop.
        Assert.That(outcome.During, Is.Not.Empty);
        Assert.That(outcome.During[0].Cause, Is.EqualTo(cause), string.Join("\n", outcome.During));
        Assert.That(first.Evidence, Does.Match("[0-9]"));
        Assert.That(first.Threshold, Does.Match("[0-9]"));
    }

    // Its numbers overflow before the first look is due.
    [TestCase(1)]
    [TestCase(2)]
    public void Train_Diverges_TheRateIsNamedAllTheSame(int seed)
    {
        var outcome = new DigitsTraining("SGD at 3 without batch normalisation", () => new ContrastiveLoss(1)) { Normalize = false, BatchNorm = false, Momentum = true, LearningRate = 3 }.Run(seed);
        Assert.That(outcome.During, Is.Not.Empty);
        Assert.That(outcome.During[0].Cause, Is.EqualTo(FindingCause.LearningRateTooHigh));
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
