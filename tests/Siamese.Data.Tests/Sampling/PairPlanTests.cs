using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class PairPlanTests
{
    private static ClassIndex Striped(int samples, int classes) => ClassIndex.From(Enumerable.Range(0, samples).Select(i => i % classes));

    private static SamplePair[] Take(PairPlan plan, int count)
        => [.. Enumerable.Range(0, count).Select(i => plan.At(i / (int)plan.EpochLength, i % plan.EpochLength))];

    private static string Text(IEnumerable<SamplePair> pairs) => string.Join(' ', pairs.Select(p => $"{p.Anchor}{(p.Same ? '=' : '/')}{p.Other}"));

    // Sample i in class i mod 3 (mod 20): worked out by an independent implementation in Python. 18 positive pairs, so
    // places 36 and 38 are in the second lap of the positives.
    [Test]
    public void At_Seed42_IsPinned()
    {
        var plan = new PairPlan(Striped(12, 3), new() { Seed = 42, EpochLength = 10 });
        var pairs = Take(plan, 40);
        Assert.That(Text(pairs[..8]), Is.EqualTo("7=4 5/3 11=2 10/3 6=3 9/10 9=0 8/7"));
        Assert.That(Text(pairs[36..]), Is.EqualTo("11=2 5/6 4=1 11/10"));
        plan = new PairPlan(Striped(400, 20), new() { Seed = 42, Positives = 2, Negatives = 6 });
        Assert.That(Text(Take(plan, 8)), Is.EqualTo("387=67 149/260 158/220 211/101 358=218 109/231 127/20 114/27"));
    }

    [Test]
    public void At_UntilASideIsUsedUp_GivesEveryPairOfItOnceAndNoPairTwice([Range(1, 12)] int round)
    {
        int[] sizes = [.. Enumerable.Range(0, 2 + round % 4).Select(c => 1 + (round * 7 + c * 5) % 9), 3];
        var classes = LabelledSets.Scattered(sizes);
        var plan = new PairPlan(classes, new() { Seed = (ulong)round, Positives = 1 + round % 3, Negatives = 1 + round % 2, EpochLength = 7 });

        var pairs = Take(plan, (int)plan.UniqueLength);

        var normal = pairs.Select(p => (Math.Min(p.Anchor, p.Other), Math.Max(p.Anchor, p.Other))).ToList();
        Assert.That(normal, Is.Unique);
        Assert.That(pairs, Has.All.Matches<SamplePair>(p => p.Same == (classes.ClassOf(p.Anchor) == classes.ClassOf(p.Other))));
        var (positives, negatives) = (pairs.Count(p => p.Same), pairs.Count(p => !p.Same));
        var all = new[] { (int)new PositivePairSpace(classes).Count, (int)new NegativePairSpace(classes).Count };
        Assert.That(positives == all[0] || negatives == all[1], "one side is used up");
        // The next pair is the first that came before.
        var next = Take(plan, (int)plan.UniqueLength + 1)[^1];
        Assert.That(next.Same ? positives == all[0] : negatives == all[1]);
    }

    [TestCase(1, 1)]
    [TestCase(1, 3)]
    [TestCase(3, 1)]
    [TestCase(2, 3)]
    [TestCase(7, 5)]
    [TestCase(6, 4, Description = "the same as 3 : 2")]
    public void At_AnyWindow_HoldsTheRatioExactly(int positives, int negatives)
    {
        var plan = new PairPlan(Striped(60, 6), new() { Positives = positives, Negatives = negatives, EpochLength = 11 });
        var period = positives + negatives;
        var pairs = Take(plan, 240 + period);
        for (var start = 0; start < 240; start++)
            Assert.That(pairs[start..(start + period)].Count(p => p.Same), Is.EqualTo(positives));
        for (var length = 1; length < 240; length++)
            Assert.That(pairs[..length].Count(p => p.Same), Is.EqualTo((length * positives + period - 1) / period));
        Assert.That(pairs[0].Same, "the first pair is a positive one");
    }

    [Test]
    public void At_EpochsOfAnyLength_AreSlicesOfOneOrder()
    {
        var classes = LabelledSets.Scattered(9, 8, 7);
        var whole = Take(new PairPlan(classes, new() { Seed = 3, EpochLength = 300 }), 300);
        foreach (var length in new[] { 1, 7, 24, 299 })
            Assert.That(Take(new PairPlan(classes, new() { Seed = 3, EpochLength = length }), 300), Is.EqualTo(whole));
    }

    // 2 classes of 3: 6 positive and 9 negative pairs.
    [Test]
    public void At_AfterASideIsUsedUp_StartsItOverInAnotherOrder()
    {
        var plan = new PairPlan(LabelledSets.InOrder(3, 3), new() { Seed = 5, EpochLength = 6 });
        Assert.That(plan.UniqueLength, Is.EqualTo((UInt128)12));
        var positives = Take(plan, 120).Where(p => p.Same).Select(p => Math.Min(p.Anchor, p.Other) * 10 + Math.Max(p.Anchor, p.Other)).ToList();
        var laps = positives.Chunk(6).Select(lap => string.Join(' ', lap)).ToList();
        Assert.That(positives.Chunk(6).Select(lap => lap.Order()), Has.All.EqualTo(new[] { 1, 2, 12, 34, 35, 45 }));
        Assert.That(laps.Distinct().Count(), Is.GreaterThan(5));
    }

    [Test]
    public void At_LaterLapsInAnyOrder_AreTheSame()
    {
        var plan = new PairPlan(LabelledSets.InOrder(3, 3), new() { Seed = 5, EpochLength = 120 });
        var forward = Take(plan, 120);
        var backward = Enumerable.Range(0, 120).Reverse().Select(i => plan.At(0, i)).Reverse().ToArray();
        Assert.That(backward, Is.EqualTo(forward));
        var parallel = new SamplePair[1200];
        Parallel.For(0, 1200, i => parallel[i] = plan.At(0, i % 120));
        Assert.That(parallel.Chunk(120), Has.All.EqualTo(forward));
    }

    [Test]
    public void At_Exhausted_ThrowsWhereAskedTo()
    {
        var options = new PairPlanOptions { EpochLength = 6, WhenExhausted = ExhaustionPolicy.Throw };
        var plan = new PairPlan(LabelledSets.InOrder(3, 3), options);
        Assert.DoesNotThrow(() => plan.At(1, 5));
        var error = Assert.Throws<InvalidOperationException>(() => plan.At(2, 0));
        Assert.That(error!.Message, Does.StartWith("Needs more positive pairs than there are: all 6 have come."));
        var tooLong = Assert.Throws<ArgumentException>(() => _ = new PairPlan(LabelledSets.InOrder(3, 3), options with { EpochLength = 13 }));
        Assert.That(tooLong!.ParamName, Is.EqualTo("options"));
        Assert.That(tooLong.Message, Does.StartWith("Needs an EpochLength of at most 12 under ExhaustionPolicy.Throw"));
    }

    [Test]
    public void At_UnorderedPairs_HaveARandomAnchor()
    {
        var pairs = Take(new PairPlan(Striped(400, 4), new() { Seed = 8 }), 4000);
        foreach (var same in new[] { true, false })
            Assert.That(pairs.Count(p => p.Same == same && p.Anchor < p.Other), Is.InRange(888, 1112));     // 1000 ± 5·√500
    }

    // The double loop over 5 classes of 10 finds 500 positive and 2,000 negative pairs, each of the 50 self-pairs among them.
    [Test]
    public void At_OrderedWithSelf_GivesWhatADoubleLoopGives()
    {
        var classes = Striped(50, 5);
        var plan = new PairPlan(classes, new() { Form = PairForm.OrderedWithSelf, Negatives = 4, EpochLength = 2500 });
        Assert.That(plan.UniqueLength, Is.EqualTo((UInt128)2500));
        var pairs = Take(plan, 2500).Select(p => (p.Anchor, p.Other, p.Same));
        Assert.That(pairs, Is.EquivalentTo(
            from i in Enumerable.Range(0, 50) from j in Enumerable.Range(0, 50) select (i, j, i % 5 == j % 5)));
    }

    [Test]
    public void Fill_AnyRun_EqualsAt()
    {
        var plan = new PairPlan(Striped(30, 3), new() { Seed = 1, EpochLength = 50 });
        var run = new SamplePair[20];
        plan.Fill(3, 30, run);
        Assert.That(run, Is.EqualTo(Enumerable.Range(30, 20).Select(i => plan.At(3, i))));
        Assert.DoesNotThrow(() => plan.Fill(3, 50, []));
        var many = new PairPlan(Striped(30, 3), new() { Seed = 1, EpochLength = 1000, Negatives = 3 });
        var all = new SamplePair[1000];
        many.Fill(0, 0, all);
        Assert.That(all, Is.EqualTo(Take(many, 1000)));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => plan.Fill(3, 31, run));
        Assert.That(error!.ParamName, Is.EqualTo("first"));
        Assert.That(error.Message, Does.StartWith("Needs a run that ends within the 50 tuples of an epoch, got 20 from 31 on."));
    }

    [Test]
    public void At_SpanForm_SaysTheSameAndAllocatesNothing()
    {
        var plan = new PairPlan(Striped(1000, 10), new() { Seed = 1 });
        Span<int> samples = stackalloc int[2];
        Span<bool> same = stackalloc bool[1];
        plan.At(0, 0, samples, same);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            plan.At(2, i, samples, same);
            if (new SamplePair(samples[0], samples[1], same[0]) != plan.At(2, i))
                Assert.Fail($"The two forms differ at {i}.");
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(Assert.Throws<ArgumentException>(() => plan.At(0, 0, new int[3], new bool[1]))!.ParamName, Is.EqualTo("samples"));
        Assert.That(Assert.Throws<ArgumentException>(() => plan.At(0, 0, new int[2], new bool[2]))!.ParamName, Is.EqualTo("same"));
    }

    [Test]
    public void Fill_AnyRun_AllocatesNothing()
    {
        var classes = Striped(10_000, 100);
        var (pairs, triplets) = (new PairPlan(classes, new() { EpochLength = 100_000 }), new TripletPlan(classes, new() { EpochLength = 100_000 }));
        var (pairRun, tripletRun) = (new SamplePair[1000], new SampleTriplet[1000]);
        pairs.Fill(0, 0, pairRun);
        triplets.Fill(0, 0, tripletRun);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 50; i++)
        {
            pairs.Fill(0, i * 1000, pairRun);
            triplets.Fill(0, i * 1000, tripletRun);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void EpochLength_NotGiven_IsTheNumberOfSamples()
        => Assert.That(new PairPlan(Striped(30, 3), new()).EpochLength, Is.EqualTo(30));

    [TestCase(-1, 0, "epoch")]
    [TestCase(0, -1, "index")]
    [TestCase(0, 30, "index")]
    public void At_OutsideTheEpoch_NamesTheArgument(int epoch, long index, string argument)
    {
        var plan = new PairPlan(Striped(30, 3), new());
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => plan.At(epoch, index))!.ParamName, Is.EqualTo(argument));
    }

    [Test]
    public void At_PositionBeyondSixtyThreeBits_IsAnErrorNotAnotherPair()
    {
        var plan = new PairPlan(Striped(30, 3), new() { EpochLength = long.MaxValue / 2 });
        Assert.DoesNotThrow(() => plan.At(1, long.MaxValue / 2 - 1));
        Assert.DoesNotThrow(() => plan.At(2, 1));
        Assert.That(
            Assert.Throws<OverflowException>(() => plan.At(2, 2))!.Message,
            Is.EqualTo($"Needs a position below 2^63, got tuple 2 of epoch 2 with {long.MaxValue / 2} tuples an epoch."));
        Assert.Throws<OverflowException>(() => plan.At(int.MaxValue, 0));
        Assert.Throws<OverflowException>(() => new PairPlan(Striped(30, 3), new() { EpochLength = 1L << 62 }).At(4, 0));      // 2^64, which wraps to 0
    }

    [TestCase(new[] { 5 }, "Needs at least 2 classes (else there are no negatives), got only class '0' in 5 samples.")]
    [TestCase(new[] { 1, 1, 1 }, "Needs a class with at least 2 samples (else there are no positives), got 1 sample in each of 3 classes.")]
    public void New_NoPairPossible_SaysWhy(int[] sizes, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new PairPlan(LabelledSets.InOrder(sizes), new()));
        Assert.That(error!.ParamName, Is.EqualTo("classes"));
        Assert.That(error.Message, Does.StartWith(message));
    }

    [Test]
    public void New_BadOptions_SayWhatIsNeeded()
    {
        Check(new() { Positives = 0 }, "Needs a ratio of at least 1 positive to 1 negative, got 0 to 1.");
        Check(new() { Negatives = -2 }, "Needs a ratio of at least 1 positive to 1 negative, got 1 to -2.");
        Check(new() { EpochLength = 0 }, "Needs EpochLength of at least 1, got 0.");
        Check(new() { Form = (PairForm)5 }, "Needs Form to be Unordered or OrderedWithSelf, got 5.");
        Check(new() { WhenExhausted = (ExhaustionPolicy)5 }, "Needs WhenExhausted to be Reshuffle or Throw, got 5.");

        static void Check(PairPlanOptions options, string message)
        {
            var error = Assert.Throws<ArgumentException>(() => _ = new PairPlan(LabelledSets.InOrder(2, 2), options));
            Assert.That(error!.ParamName, Is.EqualTo("options"));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }
}
