using TorchSharp.Siamese.Data.Mining;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Insight;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Insight;

/// <summary>One thing wrong at a time with real digits, whose pixels are the embeddings; the same without it is the control.</summary>
public class EmbeddingDiagnosisTests
{
    private static readonly LpDistance Raw = new(normalize: false);

    private static FindingCause[] Causes(DiagnosisResult result) => [.. result.Findings.Select(finding => finding.Cause)];

    /// <summary>Pixels overlap as distances, but nothing else is wrong with them.</summary>
    private static void NothingElse(DiagnosisResult result) => Assert.That(Causes(result), Is.SubsetOf(new[] { FindingCause.Overlap }), result.ToString());

    [Test]
    public void Run_PixelsOfDigits_OnlyOverlap()
    {
        using var rows = DigitsData.Rows();
        var result = EmbeddingDiagnosis.Run(rows, DigitsData.Labels);
        NothingElse(result);
        Assert.That(result.Confusion.Accuracy, Is.GreaterThan(0.97));
        Assert.That(result.EffectiveRank, Is.InRange(10, 40));
    }

    [TestCase(0.05)]
    [TestCase(0.2)]
    public void Labels_SomeChanged_AreFoundFirst(double share)
    {
        using var rows = DigitsData.Rows();
        var random = new CounterRandom(3);
        var changed = Enumerable.Range(0, DigitsData.Count).Where(i => random.Unit((ulong)i) < share).ToHashSet();
        int[] labels = [.. DigitsData.Labels.Select((label, i) => changed.Contains(i) ? (label + 1 + i % 9) % 10 : label)];
        var result = EmbeddingDiagnosis.Run(rows, labels);
        Assert.That(Causes(result)[0], Is.EqualTo(FindingCause.LabelNoise), result.ToString());
        var first = result.Labels.Ranked.Take(changed.Count).ToList();
        var precision = first.Count(label => changed.Contains(label.Index)) / (double)first.Count;
        TestContext.Out.WriteLine($"{changed.Count} labels changed: precision of as many {precision:0.000}, contradicted {result.Labels.ContradictedCount}, undecided {result.Labels.UndecidedCount}");
        Assert.That(precision, Is.GreaterThan(0.9));
        Assert.That(first.Where(label => changed.Contains(label.Index)).Count(label => label.Suggested == DigitsData.Labels[label.Index]),
            Is.GreaterThan(0.95 * precision * first.Count), "the right class is suggested");
        Assert.That(result.Labels.ContradictedShare, Is.EqualTo((double)changed.Count / DigitsData.Count).Within(0.25 * share + 0.01));
    }

    [Test]
    public void Labels_TwoClassesThrownTogether_AreConfusionNotNoise()
    {
        using var rows = DigitsData.Rows();
        int[] labels = [.. DigitsData.Labels.Select((label, i) => label is 3 or 8 ? i % 2 == 0 ? 3 : 8 : label)];
        var result = EmbeddingDiagnosis.Run(rows, labels, new DiagnosisOptions { ClassName = label => $"digit {label}" });
        Assert.That(Causes(result)[0], Is.EqualTo(FindingCause.ConfusedClasses), result.ToString());
        Assert.That(result.Findings[0].Evidence, Does.Contain("digit 3 for digit 8").And.Contain("digit 8 for digit 3"));
    }

    [Test]
    public void LabelCheck_HandWorked_CountsNeighbours()
    {
        // On a line: class 0 at 0..4, class 1 at 10..14; row 2 is labelled 1, so all its neighbours (of four asked) are of class 0.
        using var rows = tensor([0.0, 1, 2, 3, 4.1, 10, 11, 12, 13, 14.1], [10, 1]);
        var check = LabelCheck.Of(rows, [0, 0, 1, 0, 0, 1, 1, 1, 1, 1], 4, Raw);
        Assert.That(check.Ranked[0], Is.EqualTo(new SuspiciousLabel(2, 1, 0, 1)));
        Assert.That((check.ContradictedCount, check.CheckedCount), Is.EqualTo((1, 10)));
    }

    [Test]
    public void LabelCheck_ClassesOfThree_AreNotJudged()
    {
        using var rows = DigitsData.Rows();
        var check = LabelCheck.Of(rows.narrow(0, 0, 9), [0, 0, 0, 1, 1, 1, 2, 2, 2]);
        Assert.That((check.CheckedCount, check.Ranked.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Duplicates_CopiedAndRetouched_AreFoundAndOthersAreNot()
    {
        var random = new CounterRandom(5);
        int[] train = [.. Enumerable.Range(0, 1200)];
        int[] validation = [.. Enumerable.Range(1200, 597)];
        var images = DigitsData.With(DigitsData.Labels);
        var control = DuplicateSearch.Run(new SampleSubset(images, train), new SampleSubset(images, validation));
        Assert.That((control.Exact.Count, control.Near.Count), Is.EqualTo((0, 0)), control.ToString());

        // The last 20 validation images become copies of training images, the 40 before them copies with other contrast and noise.
        var pixels = DigitsData.Pixels.ToArray();
        for (var i = 0; i < 60; i++)
        {
            for (var p = 0; p < 64; p++)
            {
                var pixel = DigitsData.Pixels[i * 64 + p];
                var noise = random.Fork((ulong)i).Unit((ulong)p) < 0.1 ? 1 : 0;
                pixels[(1796 - i) * 64 + p] = i < 20 ? pixel : (byte)Math.Clamp(Math.Round(0.9 * pixel) + noise, 0, 16);
            }
        }
        images = DigitsData.With(DigitsData.Labels, pixels);
        var progress = new List<int>();
        var found = DuplicateSearch.Run(new SampleSubset(images, train), new SampleSubset(images, validation), new Collector<int>(progress));
        TestContext.Out.WriteLine(found);
        Assert.That(found.Exact, Has.Count.EqualTo(20));
        Assert.That(found.Exact.All(pair => 1200 + pair.Validation == 1796 - pair.Train && pair.Distance == 0));
        Assert.That(found.Near, Has.Count.GreaterThanOrEqualTo(36));
        Assert.That(found.Near.All(pair => 1200 + pair.Validation == 1796 - pair.Train));
        Assert.That(progress[^1], Is.EqualTo(1797));

        using var rows = DigitsData.Rows();
        var result = EmbeddingDiagnosis.Run(rows, DigitsData.Labels, new DiagnosisOptions { Duplicates = found });
        Assert.That(Causes(result)[0], Is.EqualTo(FindingCause.DuplicatesAcrossSplits));
        NothingElse(EmbeddingDiagnosis.Run(rows, DigitsData.Labels, new DiagnosisOptions { Duplicates = control }));
    }

    [Test]
    public void Duplicates_ByEmbeddingAlone_AreFoundAgainstTheirControl()
    {
        using var rows = DigitsData.Rows();
        using var train = rows.narrow(0, 0, 1200);
        using var validation = rows.narrow(0, 1200, 597);
        DiagnosisOptions With(Tensor embeddings) => new() { Distance = Raw, Validation = new LabelledEmbeddings(embeddings, DigitsData.Labels[1200..]) };
        using var leaking = validation.clone();
        leaking.narrow(0, 0, 30).copy_(train.narrow(0, 50, 30));
        Assert.That(Causes(EmbeddingDiagnosis.Run(train, DigitsData.Labels[..1200], With(leaking))), Does.Contain(FindingCause.DuplicatesAcrossSplits));
        NothingElse(EmbeddingDiagnosis.Run(train, DigitsData.Labels[..1200], With(validation)));
    }

    [Test]
    public void Duplicates_ImagesOfOtherSize_AreRefused()
    {
        var images = DigitsData.With(DigitsData.Labels);
        var other = new InMemoryImages(new byte[48], new ImageShape(1, 4, 4), [0, 0, 1], new InMemoryImagesOptions());
        Assert.That(Assert.Throws<ArgumentException>(() => DuplicateSearch.Run(images, other))!.ParamName, Is.EqualTo("validation"));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => DuplicateSearch.Run(images, images, cancellationToken: cancelled.Token));
    }

    [Test]
    public void AugmentedViews_UpsideDown_DestroyTheClass_ALittleNoiseDoesNot()
    {
        using var rows = DigitsData.Rows();
        using var flipped = rows.flip(1);   // the last pixel first: half a turn
        var random = new CounterRandom(9);
        using var noise = tensor(Enumerable.Range(0, DigitsData.Count * 64).Select(i => (float)(0.1 * (random.Unit((ulong)i) - 0.5))).ToArray(), [DigitsData.Count, 64]);
        using var noisy = rows + noise;
        var broken = EmbeddingDiagnosis.Run(rows, DigitsData.Labels, new DiagnosisOptions { AugmentedViews = flipped });
        Assert.That(Causes(broken)[0], Is.EqualTo(FindingCause.DestructiveAugmentation), broken.ToString());
        Assert.That(broken.Findings[0].Evidence, Does.Match("6 becomes 9|9 becomes 6"));
        NothingElse(EmbeddingDiagnosis.Run(rows, DigitsData.Labels, new DiagnosisOptions { AugmentedViews = noisy }));
    }

    [Test]
    public void Run_Collapsed_IsNamed()
    {
        using var rows = DigitsData.Rows();
        using var nearly = 1 + 0.01 * rows;
        Assert.That(Causes(EmbeddingDiagnosis.Run(nearly, DigitsData.Labels))[0], Is.EqualTo(FindingCause.Collapse));
        // As rows as they are they still differ by more than a thousandth of their norm.
        Assert.That(Causes(EmbeddingDiagnosis.Run(nearly, DigitsData.Labels, new DiagnosisOptions { Distance = Raw })), Does.Not.Contain(FindingCause.Collapse));
        using var equal = ones(DigitsData.Count, 64);
        Assert.That(Causes(EmbeddingDiagnosis.Run(equal, DigitsData.Labels, new DiagnosisOptions { Distance = Raw }))[0], Is.EqualTo(FindingCause.Collapse));
    }

    [Test]
    public void Run_MarginOutOfReach_IsNamed()
    {
        using var rows = DigitsData.Rows();
        FindingCause[] With(LossMargin margin) => Causes(EmbeddingDiagnosis.Run(rows, DigitsData.Labels, new DiagnosisOptions { Margin = margin }));
        Assert.That(With(new LossMargin(new LpDistance(), 1.6))[0], Is.EqualTo(FindingCause.MarginTooLarge));   // ten classes: √(20/9) = 1.49
        Assert.That(With(new LossMargin(new LpDistance(), 1.4)), Does.Not.Contain(FindingCause.MarginTooLarge));
        Assert.That(With(new LossMargin(Raw, 50))[0], Is.EqualTo(FindingCause.MarginTooLarge));                  // pixels are some 3 apart
        Assert.That(With(new LossMargin(Raw, 5)), Does.Not.Contain(FindingCause.MarginTooLarge));
    }

    [Test]
    public void Run_OneLargeClass_IsImbalance()
    {
        using var rows = DigitsData.Rows();
        var seen = new int[10];
        int[] kept = [.. Enumerable.Range(0, DigitsData.Count).Where(i => ++seen[DigitsData.Labels[i]] <= (DigitsData.Labels[i] == 0 ? 170 : 5))];
        using var some = rows.index_select(0, tensor(kept.Select(i => (long)i).ToArray()));
        Assert.That(Causes(EmbeddingDiagnosis.Run(some, [.. kept.Select(i => DigitsData.Labels[i])]))[0], Is.EqualTo(FindingCause.ClassImbalance));
    }

    [Test]
    public void Run_OnALine_IsLowRank()
    {
        using var rows = DigitsData.Rows();
        using var direction = arange(1, 9, ScalarType.Float32).reshape(1, 8);
        using var line = rows.mean([1], keepdim: true) * direction;
        Assert.That(Causes(EmbeddingDiagnosis.Run(line, DigitsData.Labels, new DiagnosisOptions { Distance = Raw })), Does.Contain(FindingCause.LowRank));
    }

    [Test]
    public void Run_Guessing_IsOverlapAndAFailure()
    {
        using var rows = DigitsData.Rows();
        int[] shuffled = [.. Enumerable.Range(0, DigitsData.Count).Select(i => i * 7 % 10)];
        var result = EmbeddingDiagnosis.Run(rows, shuffled);
        Assert.That(result.Findings[^1].Cause, Is.EqualTo(FindingCause.Overlap));
        Assert.That(result.Findings[^1].Severity, Is.EqualTo(FindingSeverity.Failure));
    }

    [Test]
    public void Run_FindingsOfTheTraining_StandInTheirPlaceAndOnce()
    {
        using var rows = DigitsData.Rows();
        Finding rate = new(FindingCause.LearningRateTooHigh, FindingSeverity.Failure, "title", "1", "2", "advice");
        var overlap = rate with { Cause = FindingCause.Overlap };
        var result = EmbeddingDiagnosis.Run(rows, [.. DigitsData.Labels.Select((label, i) => i % 5 == 0 ? (label + 1 + i % 9) % 10 : label)], new DiagnosisOptions { DuringTraining = [overlap, rate] });
        Assert.That(Causes(result), Is.EqualTo(new[] { FindingCause.LearningRateTooHigh, FindingCause.LabelNoise, FindingCause.Overlap }));
        Assert.That(result.Findings[^1], Is.SameAs(overlap));
        Assert.That(rate.ToString(), Is.EqualTo("Failure: title\n  measured: 1\n  limit: 2\n  try: advice"));
    }

    // Unit rows, which the distance knows nothing of: ten classes can be √(20/9) = 1.491 apart.
    [TestCase(1.49, false)]
    [TestCase(1.5, true)]
    public void Run_NetworkNormalises_MarginIsHeldAgainstItsSphere(double margin, bool found)
    {
        using var pixels = DigitsData.Rows();
        using var rows = nn.functional.normalize(pixels);
        var result = EmbeddingDiagnosis.Run(rows, DigitsData.Labels, new DiagnosisOptions { Margin = new LossMargin(new LpDistance(normalize: false), margin) });
        Assert.That(Causes(result).Contains(FindingCause.MarginTooLarge), Is.EqualTo(found), result.ToString());
    }

    // Embeddings that are small against the margin either have shrunk or have never come so far: the training knows.
    [Test]
    public void Run_SmallAgainstTheMargin_IsWhatTheTrainingSaw()
    {
        using var pixels = DigitsData.Rows();
        using var rows = pixels * 1e-4;
        DiagnosisOptions options = new() { Margin = new LossMargin(new LpDistance(normalize: false), 1) };
        Assert.That(Causes(EmbeddingDiagnosis.Run(rows, DigitsData.Labels, options)), Does.Contain(FindingCause.MarginTooLarge));
        Finding collapse = new(FindingCause.Collapse, FindingSeverity.Failure, "title", "1", "2", "advice");
        var known = Causes(EmbeddingDiagnosis.Run(rows, DigitsData.Labels, options with { DuringTraining = [collapse] }));
        Assert.That(known, Does.Contain(FindingCause.Collapse).And.Not.Contain(FindingCause.MarginTooLarge));
    }

    // Ten places of three labels only, a quarter of the rows of each place with another: nothing is told apart.
    [Test]
    public void Labels_ContradictedWhereNothingIsTold_AreNotCalledWrong()
    {
        using var places = eye(10).repeat_interleave(40, dim: 0);
        using var rows = places + 0.01 * arange(400 * 10).reshape(400, 10).sin();
        int[] labels = [.. Enumerable.Range(0, 400).Select(i => (i / 40 + (i % 4 == 3 ? 1 : 0)) % 3)];
        var result = EmbeddingDiagnosis.Run(rows, labels);
        Assert.That(result.Labels.ContradictedShare, Is.GreaterThan(0.1));
        Assert.That(Causes(result), Does.Contain(FindingCause.Overlap).And.Not.Contain(FindingCause.LabelNoise));
    }

    // Where training images have copies among themselves, copies in the validation set are no surprise.
    [Test]
    public void Duplicates_ByEmbeddingAlone_WhereTrainingImagesHaveThemToo_AreNone()
    {
        using var pixels = DigitsData.Rows();
        using var own = pixels.narrow(0, 0, 600);
        using var copies = own.narrow(0, 0, 200);
        using var train = cat([own, copies]);
        using var fresh = pixels.narrow(0, 700, 200);
        using var some = own.narrow(0, 300, 60);
        using var validation = cat([fresh, some]);
        int[] Labels(params (int From, int Count)[] parts) => [.. parts.SelectMany(part => DigitsData.Labels.Skip(part.From).Take(part.Count))];
        var result = EmbeddingDiagnosis.Run(train, Labels((0, 600), (0, 200)), new DiagnosisOptions { Validation = new LabelledEmbeddings(validation, Labels((700, 200), (300, 60))) });
        Assert.That(Causes(result), Does.Not.Contain(FindingCause.DuplicatesAcrossSplits));
    }

    [Test]
    public void Run_LeavesNoTensorAlive_AndNamesWrongArguments()
    {
        using var rows = DigitsData.Rows().narrow(0, 0, 300);
        var labels = DigitsData.Labels[..300];
        using var views = rows.clone();
        DiagnosisOptions options = new() { AugmentedViews = views, Validation = new LabelledEmbeddings(views, labels) };
        Assert.That(LeakCheck.LeftAlive(() => EmbeddingDiagnosis.Run(rows, labels, options)), Is.Zero);
        using var narrow = views.narrow(1, 0, 8);
        using var few = views.narrow(0, 0, 7);
        Assert.Throws<ArgumentException>(() => EmbeddingDiagnosis.Run(rows, labels, options with { AugmentedViews = few }));
        Assert.Throws<ArgumentException>(() => EmbeddingDiagnosis.Run(rows, labels, options with { Validation = new LabelledEmbeddings(narrow, labels) }));
        Assert.That(Assert.Throws<ArgumentException>(() => EmbeddingDiagnosis.Run(rows, labels[1..], options))!.ParamName, Is.EqualTo("labels"));
    }
}
