using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class AnchorBalanceTests
{
    private static readonly ClassIndex Lopsided = LabelledSets.Scattered(40, 8, 4, 1, 3);      // one class cannot be an anchor's

    private static List<SampleTriplet> Triplets(TripletPlan plan, int count)
        => [.. Enumerable.Range(0, count).Select(i => plan.At(i / (int)plan.EpochLength, i % plan.EpochLength))];

    private static int[] PerClass(IEnumerable<int> anchors)
        => [.. Enumerable.Range(0, Lopsided.ClassCount).Select(c => anchors.Count(a => Lopsided.ClassOf(a) == c))];

    // Worked out by an independent implementation in Python.
    [TestCase(AnchorBalance.Class, null, "3,6,4 4,7,5 2,5,3 4,1,9 2,5,9 6,0,4 5,2,0 3,0,2 7,4,6 0,8,9")]
    [TestCase(AnchorBalance.Instance, null, "4,7,5 8,0,9 6,0,2 1,4,0 2,5,7 3,6,4 0,3,9 5,2,6 7,1,3 4,1,8")]
    [TestCase(AnchorBalance.Class, new[] { 1.0, 2, 0, 0 }, "3,6,4 4,7,5 4,1,9 7,4,6 4,1,8 6,0,4 4,7,6 3,0,2 7,4,3 0,8,9")]
    public void Triplets_Seed42_ArePinned(AnchorBalance anchors, double[]? weights, string expected)
    {
        var classes = ClassIndex.From([0, 1, 2, 0, 1, 2, 0, 1, 0, 3]);
        var plan = new TripletPlan(classes, new() { Seed = 42, Anchors = anchors, ClassWeights = weights });
        Assert.That(string.Join(' ', Triplets(plan, 10).Select(t => $"{t.Anchor},{t.Positive},{t.Negative}")), Is.EqualTo(expected));
    }

    [Test]
    public void Triplets_ByClass_GiveEachClassATurnInEveryCycle()
    {
        var plan = new TripletPlan(Lopsided, new() { Anchors = AnchorBalance.Class, Seed = 4, EpochLength = 7 });
        var triplets = Triplets(plan, 400);
        foreach (var cycle in triplets.Chunk(4))
            Assert.That(PerClass(cycle.Select(t => t.Anchor)), Is.EqualTo(new[] { 1, 1, 1, 0, 1 }));
        Assert.That(triplets.Chunk(4).Select(c => string.Concat(c.Select(t => Lopsided.ClassOf(t.Anchor)))).Distinct().Count(), Is.EqualTo(24));
    }

    // The smallest class that can be an anchor's has 3 samples: 3·2·53 triplets, one in a cycle of 4.
    [Test]
    public void Triplets_ByClass_DoNotComeTwiceBeforeAClassIsUsedUp()
    {
        var plan = new TripletPlan(Lopsided, new() { Anchors = AnchorBalance.Class, EpochLength = 100 });
        Assert.That(plan.UniqueLength, Is.EqualTo((UInt128)(3 * 2 * 53 * 4)));
        var triplets = Triplets(plan, (int)plan.UniqueLength);
        Assert.That(triplets, Is.Unique);
        Assert.That(triplets.Count(t => Lopsided.ClassOf(t.Anchor) == 4), Is.EqualTo(318), "all of the small class");
        Assert.That(Triplets(plan, (int)plan.UniqueLength + 4), Is.Not.Unique);
    }

    // 55 samples in classes of 2 or more; each anchor of the class of 3 has 2·53 triplets.
    [Test]
    public void Triplets_ByInstance_GiveEachSampleATurnInEveryCycle()
    {
        var plan = new TripletPlan(Lopsided, new() { Anchors = AnchorBalance.Instance, Seed = 9, EpochLength = 10 });
        Assert.That(plan.UniqueLength, Is.EqualTo((UInt128)(2 * 53 * 55)));
        var triplets = Triplets(plan, (int)plan.UniqueLength);
        Assert.That(triplets, Is.Unique);
        foreach (var cycle in triplets.Chunk(55))
            Assert.That(cycle.Select(t => t.Anchor), Is.Unique);
    }

    [Test]
    public void Triplets_AnyBalance_AreValid([Values] AnchorBalance anchors)
    {
        foreach (var t in Triplets(new TripletPlan(Lopsided, new() { Anchors = anchors }), 500))
        {
            Assert.That(t.Anchor, Is.Not.EqualTo(t.Positive));
            Assert.That(Lopsided.ClassOf(t.Anchor), Is.EqualTo(Lopsided.ClassOf(t.Positive)).And.Not.EqualTo(Lopsided.ClassOf(t.Negative)));
        }
    }

    // Weights 3 : 0 : 1 : 0 : 2 are whole, so every cycle of 6 holds exactly that.
    [TestCase(new[] { 3.0, 0, 1, 0, 2 }, 6, new[] { 3, 0, 1, 0, 2 })]
    [TestCase(new[] { 300.0, 0, 100, 0, 200 }, 6, new[] { 3, 0, 1, 0, 2 })]
    [TestCase(new[] { 0.25, 0.25, 0.25, 0, 0.25 }, 256, new[] { 64, 64, 64, 0, 64 })]
    [TestCase(new[] { 0.5, 0.001, 0.25, 0, 0.25 }, 257, new[] { 128, 1, 64, 0, 64 })]      // the least weight still comes
    [TestCase(new[] { 1.5e308, 1.5e308, 0.75e308, 0, 0 }, 192, new[] { 77, 77, 38, 0, 0 })]      // 64 turns a class times 2/5, 2/5, 1/5: the sum of the weights is no double
    public void Triplets_WeightedClasses_HoldTheSharesInEveryCycle(double[] weights, int cycle, int[] expected)
    {
        var plan = new TripletPlan(Lopsided, new() { Anchors = AnchorBalance.Class, ClassWeights = weights, EpochLength = 50 });
        foreach (var turns in Triplets(plan, 3 * cycle).Chunk(cycle))
            Assert.That(PerClass(turns.Select(t => t.Anchor)), Is.EqualTo(expected));
    }

    [Test]
    public void Triplets_WeightedClasses_StayUniqueInsideAClass()
    {
        var plan = new TripletPlan(Lopsided, new() { Anchors = AnchorBalance.Class, ClassWeights = [0, 0, 1, 0, 2], EpochLength = 50 });
        Assert.That(plan.UniqueLength, Is.EqualTo((UInt128)(3 * 2 * 53 / 2 * 3)));       // two of 318 a cycle of 3
        Assert.That(Triplets(plan, (int)plan.UniqueLength), Is.Unique);
    }

    [Test]
    public void Pairs_ByClass_BalanceBothSides()
    {
        var plan = new PairPlan(Lopsided, new() { Anchors = AnchorBalance.Class, EpochLength = 50 });
        var pairs = Enumerable.Range(0, 400).Select(i => plan.At(i / 50, i % 50)).ToList();
        var positives = pairs.Where(p => p.Same).Chunk(4).Select(c => PerClass(c.Select(p => p.Anchor)));
        var negatives = pairs.Where(p => !p.Same).Chunk(5).Select(c => PerClass(c.Select(p => p.Anchor)));
        Assert.That(positives, Has.All.EqualTo(new[] { 1, 1, 1, 0, 1 }));
        Assert.That(negatives, Has.All.EqualTo(new[] { 1, 1, 1, 1, 1 }));
        Assert.That(pairs, Has.All.Matches<SamplePair>(p => p.Anchor != p.Other && p.Same == (Lopsided.ClassOf(p.Anchor) == Lopsided.ClassOf(p.Other))));
    }

    // 6 samples in two classes of 3: every sample has 2 ordered positive and 3 ordered negative pairs.
    [Test]
    public void Pairs_ByInstance_GiveEverySampleEachPartnerOnce()
    {
        var plan = new PairPlan(LabelledSets.InOrder(3, 3), new() { Anchors = AnchorBalance.Instance, Positives = 2, Negatives = 3, EpochLength = 30 });
        var pairs = Enumerable.Range(0, 30).Select(i => plan.At(0, i)).ToList();
        Assert.That(plan.UniqueLength, Is.EqualTo((UInt128)30));
        Assert.That(pairs.Select(p => (p.Anchor, p.Other)), Is.EquivalentTo(
            from i in Enumerable.Range(0, 6) from j in Enumerable.Range(0, 6) where i != j select (i, j)));
    }

    [Test]
    public void Triplets_OfAlphabets_BalanceClassesAndAnchorsToo([Values(AnchorBalance.Class, AnchorBalance.Instance)] AnchorBalance anchors)
    {
        var classes = ClassIndex.From([0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3]);
        var groups = ClassIndex.From([0, 0, 1, 1, 0, 1, 1, 1, 0, 2, 2]);          // class 3 is alone in its group
        var space = new GroupedTripletSpace(classes, groups, GroupRule.Any, GroupRule.Same);
        var plan = new TripletPlan(space, new() { Anchors = anchors, EpochLength = 9 });
        var cycle = anchors == AnchorBalance.Class ? 3 : 9;
        foreach (var turns in Triplets(plan, 9 * 20).Chunk(cycle))
            Assert.That(turns.Select(t => anchors == AnchorBalance.Class ? classes.ClassOf(t.Anchor) : t.Anchor), Is.EquivalentTo(Enumerable.Range(0, cycle)));
    }

    [Test]
    public void At_ShareUsedUp_FollowsThePolicy()
    {
        var options = new TripletPlanOptions { Anchors = AnchorBalance.Class, EpochLength = 16, WhenExhausted = ExhaustionPolicy.Throw };
        var classes = ClassIndex.From(new[] { "a", "a", "b", "b" });               // 4 triplets of each class
        var plan = new TripletPlan(classes, options with { EpochLength = 8 });
        Assert.That(Triplets(plan, 8), Is.Unique);
        Assert.That(Assert.Throws<InvalidOperationException>(() => plan.At(1, 0))!.Message, Does.Match("Needs more triplets than there are: all 4 of class '[ab]' have come."));
        Assert.That(
            Assert.Throws<ArgumentException>(() => _ = new TripletPlan(classes, options))!.Message,
            Does.StartWith("Needs an EpochLength of at most 8 under ExhaustionPolicy.Throw"));
        var again = Triplets(new TripletPlan(classes, options with { WhenExhausted = ExhaustionPolicy.Reshuffle }), 80).Chunk(8).ToList();
        Assert.That(again, Has.All.EquivalentTo(again[0]));
        Assert.That(again.Select(lap => string.Join(' ', lap)).Distinct().Count(), Is.GreaterThan(5));
    }

    // One class only: the order of its 4 triplets, without that of the turns.
    [Test]
    public void At_LaterLapsOfAClass_HaveOrdersOfTheirOwn()
    {
        var plan = new TripletPlan(LabelledSets.InOrder(2, 2), new() { Anchors = AnchorBalance.Class, ClassWeights = [1, 0], EpochLength = 4 });
        var laps = Triplets(plan, 200).Chunk(4).ToList();
        Assert.That(laps, Has.All.EquivalentTo(laps[0]));
        Assert.That(laps.Select(lap => string.Join(' ', lap)).Distinct().Count(), Is.GreaterThan(12));
    }

    [Test]
    public void At_Balanced_AllocatesNothing()
    {
        var plan = new TripletPlan(Lopsided, new() { Anchors = AnchorBalance.Instance, EpochLength = 10_000 });
        plan.At(0, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            plan.At(0, i);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void New_WeightsThatDoNotFit_SayWhy()
    {
        Check(new() { ClassWeights = [1, 1, 1, 0, 1] }, "Needs AnchorBalance.Class for ClassWeights, got AnchorBalance.Tuple.");
        Check(new() { Anchors = AnchorBalance.Class, ClassWeights = [1, 1] }, "Needs ClassWeights for 5 classes, got 2.");
        Check(new() { Anchors = AnchorBalance.Class, ClassWeights = [1, -1, 1, 0, 1] }, "Needs ClassWeights of 0 or more, got -1 for class '1'.");
        Check(new() { Anchors = AnchorBalance.Class, ClassWeights = [1, double.NaN, 1, 0, 1] }, "Needs ClassWeights of 0 or more, got NaN for class '1'.");
        Check(new() { Anchors = AnchorBalance.Class, ClassWeights = [1, 1, 1, 1, 1] }, "Needs ClassWeights of 0 for classes without tuples, got 1 for class '3'");
        Check(new() { Anchors = AnchorBalance.Class, ClassWeights = [0, 0, 0, 0, 0] }, "Needs ClassWeights above 0 for at least 1 class, got 0 for all.");
        Check(new() { Anchors = AnchorBalance.Instance, Form = TripletForm.Unordered }, "Needs triplets that lie anchor after anchor for AnchorBalance.Instance");
        Check(new() { Anchors = (AnchorBalance)8 }, "Needs Anchors to be Tuple or Class or Instance, got 8.");

        static void Check(TripletPlanOptions options, string message)
        {
            var error = Assert.Throws<ArgumentException>(() => _ = new TripletPlan(Lopsided, options));
            Assert.That(error!.ParamName, Is.EqualTo("options"));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }
}
