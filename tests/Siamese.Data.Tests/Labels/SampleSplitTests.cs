using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tests.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Labels;

public class SampleSplitTests
{
    private static readonly ClassIndex TenClasses = LabelledSets.Scattered(20, 30, 10, 40, 20, 20, 25, 35, 5, 45);      // 250 samples

    private static ClassIndex Drawers(int samples, int drawers) => ClassIndex.From(Enumerable.Range(0, samples).Select(i => i % drawers));

    private static IEnumerable<SplitOptions> Ways()
    {
        yield return new() { By = SplitBy.Sample };
        yield return new() { By = SplitBy.StratifiedSample };
        yield return new() { By = SplitBy.Class };
        yield return new() { By = SplitBy.Group, Groups = Drawers(250, 10) };
    }

    [TestCaseSource(nameof(Ways))]
    public void Create_AnyWay_PutsEverySampleOnOneSide(SplitOptions options)
    {
        var split = SampleSplit.Create(TenClasses, options);
        Assert.That(split.Training.Concat(split.HeldOut), Is.EquivalentTo(Enumerable.Range(0, 250)));
        Assert.That(split.Training, Is.Ordered);
        Assert.That(split.HeldOut, Is.Ordered);
        Assert.That(split.Report.TrainingSamples, Is.EqualTo(split.Training.Count));
        Assert.That(split.Report.HeldOutSamples, Is.EqualTo(split.HeldOut.Count));
    }

    [TestCaseSource(nameof(Ways))]
    public void Create_AnyWay_DependsOnTheSeedAlone(SplitOptions options)
    {
        Assert.That(SampleSplit.Create(TenClasses, options).HeldOut, Is.EqualTo(SampleSplit.Create(TenClasses, options with { }).HeldOut));
        Assert.That(
            SampleSplit.Create(TenClasses, options with { Seed = 1 }).HeldOut, Is.Not.EqualTo(SampleSplit.Create(TenClasses, options).HeldOut));
    }

    [TestCaseSource(nameof(Ways))]
    public void Folds_AnyWay_HoldOutEverySampleOnce(SplitOptions options)
    {
        var folds = SampleSplit.Folds(TenClasses, 5, options with { KeepClasses = false });
        Assert.That(folds.SelectMany(f => f.HeldOut), Is.EquivalentTo(Enumerable.Range(0, 250)));
        foreach (var fold in folds)
            Assert.That(fold.Training.Concat(fold.HeldOut), Is.EquivalentTo(Enumerable.Range(0, 250)));
    }

    // Sizes 10, 5, 3, 2 at 0.3: 3, 1.5, 0.9, 0.6, in sum 6: floors 3, 1, 0, 0 and one more for 0.9 and for 0.6.
    // Which samples: worked out by an independent implementation in Python.
    [Test]
    public void Create_Stratified_IsPinnedAndRoundsToTheRightSum()
    {
        var classes = LabelledSets.InOrder(10, 5, 3, 2);
        var split = SampleSplit.Create(classes, new() { HeldOut = 0.3, Seed = 42 });
        Assert.That(split.HeldOut, Is.EqualTo(new[] { 0, 1, 4, 13, 17, 19 }));
        Assert.That(Enumerable.Range(0, 4).Select(c => split.HeldOut.Count(s => classes.ClassOf(s) == c)), Is.EqualTo(new[] { 3, 1, 1, 1 }));
    }

    [Test]
    public void Create_SamplesAndClasses_ArePinned()
    {
        var classes = LabelledSets.InOrder(10, 5, 3, 2);
        var options = new SplitOptions { By = SplitBy.Sample, HeldOut = 0.3, Seed = 42, KeepClasses = false };
        Assert.That(SampleSplit.Create(classes, options).HeldOut, Is.EqualTo(new[] { 0, 3, 4, 5, 12, 13 }));
        var byClass = SampleSplit.Create(classes, new() { By = SplitBy.Class, HeldOut = 0.5, Seed = 42 });
        Assert.That(byClass.HeldOut, Is.EqualTo(new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 19 }));       // classes 0 and 3
    }

    [Test]
    public void Create_ByClass_PartsTheClasses()
    {
        var report = SampleSplit.Create(TenClasses, new() { By = SplitBy.Class, HeldOut = 0.3 }).Report;
        Assert.That((report.TrainingClasses, report.HeldOutClasses, report.SharedClasses), Is.EqualTo((7, 3, 0)));
    }

    [Test]
    public void Create_ByGroup_KeepsGroupsWhole()
    {
        var groups = Drawers(250, 10);
        var split = SampleSplit.Create(TenClasses, new() { By = SplitBy.Group, Groups = groups, HeldOut = 0.3 });
        var (first, second) = (split.Training.Select(groups.ClassOf).Distinct().ToList(), split.HeldOut.Select(groups.ClassOf).Distinct().ToList());
        Assert.That((first.Count, second.Count), Is.EqualTo((7, 3)));
        Assert.That(first.Intersect(second), Is.Empty);
    }

    [Test]
    public void Folds_Stratified_ShareOutEveryClassEvenly()
    {
        var folds = SampleSplit.Folds(TenClasses, 5, new());
        foreach (var fold in folds)
        {
            Assert.That(fold.HeldOut, Has.Count.EqualTo(50));
            for (var c = 0; c < 10; c++)
                Assert.That(fold.HeldOut.Count(s => TenClasses.ClassOf(s) == c), Is.EqualTo(TenClasses.SizeOf(c) / 5));
        }
    }

    // The last int(0.2·20) = 4 of RandomState(123)'s order, by an independent implementation in Python.
    [Test]
    public void Keras_WithASeed_GivesItsOrder()
    {
        var split = SampleSplit.Keras(Drawers(20, 4), 0.2, 123);
        Assert.That(split.Training, Is.EqualTo(new[] { 14, 5, 4, 17, 8, 7, 19, 12, 0, 15, 16, 9, 11, 10, 3, 1 }));
        Assert.That(split.HeldOut, Is.EqualTo(new[] { 6, 18, 2, 13 }));
    }

    [Test]
    public void Keras_WithoutASeed_HoldsOutTheLastClasses()
    {
        var split = SampleSplit.Keras(LabelledSets.InOrder(6, 5, 3), 0.25, null);      // int(3.5) = 3
        Assert.That(split.HeldOut, Is.EqualTo(new[] { 11, 12, 13 }));
        Assert.That(split.Report.ToString(), Is.EqualTo(
            "As Keras: 11 samples for training, 3 held out (21.4 %); 2 and 1 classes, 0 on both sides."));
    }

    [TestCase(0.0, "Needs a share above 0 and below 1, got 0.")]
    [TestCase(1.0, "Needs a share above 0 and below 1, got 1.")]
    [TestCase(double.NaN, "Needs a share above 0 and below 1, got NaN.")]
    [TestCase(0.04, "Needs a share that holds out at least 1 of 20 samples, got 0.04.")]
    public void Keras_ShareThatCannotBe_IsRefused(double share, string message)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => SampleSplit.Keras(Drawers(20, 4), share, 1));
        Assert.That(error!.ParamName, Is.EqualTo("validationSplit"));
        Assert.That(error.Message, Does.StartWith(message));
    }

    [Test]
    public void Create_ClassWouldVanish_NamesItAndTheWayOut()
    {
        var classes = LabelledSets.InOrder(50, 1);
        var error = Assert.Throws<ArgumentException>(() => SampleSplit.Create(classes, new()));
        Assert.That(error!.ParamName, Is.EqualTo("classes"));
        Assert.That(error.Message, Does.StartWith(
            "Needs every class on both sides, but class '1' of 1 would vanish from the held-out side; it needs more samples."));
        error = Assert.Throws<ArgumentException>(() => SampleSplit.Create(classes, new() { By = SplitBy.Sample }));
        Assert.That(error!.Message, Does.Contain("side; SplitBy.StratifiedSample avoids that."));
        Assert.That(SampleSplit.Create(classes, new() { KeepClasses = false }).Training, Does.Contain(50));
        var drawers = new SplitOptions { By = SplitBy.Group, Groups = ClassIndex.From(Enumerable.Range(0, 51)), KeepClasses = true };
        error = Assert.Throws<ArgumentException>(() => SampleSplit.Create(classes, drawers));
        Assert.That(error!.Message, Does.Contain("class '1' of 1 would vanish").And.Contain("KeepClasses = false avoids that."));
    }

    [Test]
    public void Folds_ClassSmallerThanTheNumberOfFolds_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => SampleSplit.Folds(LabelledSets.InOrder(10, 4), 5, new()));
        Assert.That(error!.Message, Does.StartWith("Needs every class on both sides, but class '1' of 4 would vanish from the held-out side"));
    }

    [Test]
    public void Create_BadOptions_SayWhatIsNeeded()
    {
        Check(new() { HeldOut = 0 }, "Needs HeldOut above 0 and below 1, got 0.");
        Check(new() { HeldOut = 1 }, "Needs HeldOut above 0 and below 1, got 1.");
        Check(new() { By = SplitBy.Class, HeldOut = 0.01 }, "Needs at least 1 class on each side, got 0 of 10 held out at HeldOut = 0.01.");
        Check(new() { By = SplitBy.Class, HeldOut = 0.99 }, "Needs at least 1 class on each side, got 10 of 10 held out at HeldOut = 0.99.");
        Check(new() { By = SplitBy.Group }, "Needs Groups for SplitBy.Group, and only there, got none for SplitBy.Group.");
        Check(new() { Groups = TenClasses }, "Needs Groups for SplitBy.Group, and only there, got some for SplitBy.StratifiedSample.");
        Check(new() { By = SplitBy.Group, Groups = Drawers(9, 3) }, "Needs Groups for 250 samples (as many as have classes), got 9.");
        Check(new() { By = SplitBy.Class, KeepClasses = true }, "Needs KeepClasses to be off for SplitBy.Class, which parts the classes, got on.");
        Check(new() { By = (SplitBy)9 }, "Needs By to be Sample or StratifiedSample or Class or Group, got 9.");

        static void Check(SplitOptions options, string message)
        {
            var error = Assert.Throws<ArgumentException>(() => SampleSplit.Create(TenClasses, options));
            Assert.That(error!.ParamName, Is.EqualTo("options"));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }

    [TestCase(1)]
    [TestCase(11)]
    public void Folds_NumberThatCannotBe_IsRefused(int folds)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => SampleSplit.Folds(TenClasses, folds, new() { By = SplitBy.Class }));
        Assert.That(error!.ParamName, Is.EqualTo("folds"));
        Assert.That(error.Message, Does.StartWith($"Needs 2 to 10 folds (the number of classes), got {folds}."));
    }
}
