using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class TripletPlanTests
{
    private static ClassIndex Striped(int samples, int classes) => ClassIndex.From(Enumerable.Range(0, samples).Select(i => i % classes));

    private static SampleTriplet[] Take(TripletPlan plan, int count)
        => [.. Enumerable.Range(0, count).Select(i => plan.At(i / (int)plan.EpochLength, i % plan.EpochLength))];

    private static string Text(IEnumerable<SampleTriplet> triplets)
        => string.Join(' ', triplets.Select(t => $"{t.Anchor},{t.Positive},{t.Negative}"));

    // Sample i in class i mod 3 (mod 20): worked out by an independent implementation in Python. 3·4·3·8 = 288 triplets.
    [Test]
    public void At_Seed42_IsPinned()
    {
        var plan = new TripletPlan(Striped(12, 3), new() { Seed = 42 });
        Assert.That(Text(Take(plan, 6)), Is.EqualTo("9,3,5 3,0,7 0,3,2 5,2,7 2,8,9 9,0,4"));
        Assert.That(Text(Take(plan, 290)[288..]), Is.EqualTo("4,1,9 10,7,5"));
        plan = new TripletPlan(Striped(200, 20), new() { Seed = 42, Form = TripletForm.Unordered });
        Assert.That(Text(Take(plan, 6)), Is.EqualTo("54,134,53 168,88,193 58,78,7 23,143,133 143,83,57 33,153,123"));
    }

    [TestCase(TripletForm.Ordered)]
    [TestCase(TripletForm.Unordered)]
    public void At_OneLap_GivesEveryTripletOnce(TripletForm form)
    {
        var classes = LabelledSets.Scattered(4, 1, 3, 5);
        var plan = new TripletPlan(classes, new() { Seed = 2, Form = form, EpochLength = 17 });
        var space = new TripletSpace(classes, form);
        var ranks = Take(plan, (int)plan.UniqueLength).Select(t => space.Rank(t)).ToList();
        Assert.That(plan.UniqueLength, Is.EqualTo(space.Count));
        Assert.That(ranks.Order(), Is.EqualTo(Enumerable.Range(0, (int)space.Count).Select(i => (UInt128)i)));
        Assert.That(ranks, Is.Not.Ordered);
    }

    [Test]
    public void At_EpochsOfAnyLength_AreSlicesOfOneOrder()
    {
        var classes = LabelledSets.Scattered(4, 4, 4);
        var whole = Take(new TripletPlan(classes, new() { Seed = 3, EpochLength = 400 }), 400);
        foreach (var length in new[] { 1, 7, 24, 399 })
            Assert.That(Take(new TripletPlan(classes, new() { Seed = 3, EpochLength = length }), 400), Is.EqualTo(whole));
    }

    // 12 of 2·10^6 samples a class: 4.8·10^19 triplets, more than 64 bits.
    [Test]
    public void At_SpaceBeyondSixtyFourBits_GivesValidTriplets()
    {
        var classes = LabelledSets.InOrder(2_000_000, 2_000_000, 2_000_000);
        var plan = new TripletPlan(classes, new() { Seed = 1, EpochLength = 2000 });
        var triplets = Take(plan, 2000);
        Assert.That(triplets, Is.Unique);
        Assert.That(triplets, Has.All.Matches<SampleTriplet>(t => t.Anchor != t.Positive
            && classes.ClassOf(t.Anchor) == classes.ClassOf(t.Positive) && classes.ClassOf(t.Anchor) != classes.ClassOf(t.Negative)));
        Assert.That(triplets.Count(t => classes.ClassOf(t.Anchor) == 0), Is.InRange(561, 772));      // 2000/3 ± 5 standard deviations of 21
    }

    [Test]
    public void At_Unordered_HasARandomAnchor()
    {
        var triplets = Take(new TripletPlan(Striped(400, 4), new() { Form = TripletForm.Unordered }), 2000);
        Assert.That(triplets.Count(t => t.Anchor < t.Positive), Is.InRange(888, 1112));              // 1000 ± 5·√500
    }

    [Test]
    public void At_AllForms_SayTheSame()
    {
        var plan = new TripletPlan(Striped(30, 3), new() { Seed = 1, EpochLength = 50 });
        var run = new SampleTriplet[20];
        plan.Fill(3, 30, run);
        var (samples, same) = (new int[3], new bool[2]);
        for (var i = 0; i < 20; i++)
        {
            plan.At(3, 30 + i, samples, same);
            Assert.That(run[i], Is.EqualTo(plan.At(3, 30 + i)));
            Assert.That(run[i], Is.EqualTo(new SampleTriplet(samples[0], samples[1], samples[2])));
            Assert.That(same, Is.EqualTo(new[] { true, false }));
        }
    }

    // 2 classes of 2: 2·2·1·2 = 8 triplets.
    [Test]
    public void At_Exhausted_FollowsThePolicy()
    {
        var classes = LabelledSets.InOrder(2, 2);
        var laps = Take(new TripletPlan(classes, new() { EpochLength = 3 }), 80).Chunk(8).ToList();
        Assert.That(laps, Has.All.EquivalentTo(laps[0]));
        var run = new SampleTriplet[800];
        new TripletPlan(classes, new() { EpochLength = 800 }).Fill(0, 0, run);
        Assert.That(run[..80], Is.EqualTo(laps.SelectMany(lap => lap)));
        Assert.That(run.Chunk(8), Has.All.EquivalentTo(laps[0]));
        Assert.That(laps.Select(Text).Distinct().Count(), Is.GreaterThan(5));
        var strict = new TripletPlan(classes, new() { EpochLength = 3, WhenExhausted = ExhaustionPolicy.Throw });
        Assert.DoesNotThrow(() => strict.At(2, 1));
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => strict.At(2, 2))!.Message,
            Does.StartWith("Needs more triplets than there are: all 8 have come."));
    }

    [TestCase(new[] { 5 }, "Needs at least 2 classes (else there are no negatives), got only class '0' in 5 samples.")]
    [TestCase(new[] { 1, 1 }, "Needs a class with at least 2 samples (else there are no positives), got 1 sample in each of 2 classes.")]
    public void New_NoTripletPossible_SaysWhy(int[] sizes, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new TripletPlan(LabelledSets.InOrder(sizes), new()));
        Assert.That(error!.ParamName, Is.EqualTo("classes"));
        Assert.That(error.Message, Does.StartWith(message));
    }

    [Test]
    public void New_BadOptions_SayWhatIsNeeded()
    {
        Check(new() { EpochLength = -1 }, "Needs EpochLength of at least 1, got -1.");
        Check(new() { Form = (TripletForm)5 }, "Needs Form to be Ordered or Unordered, got 5.");
        Check(new() { EpochLength = 9, WhenExhausted = ExhaustionPolicy.Throw }, "Needs an EpochLength of at most 8 under");

        static void Check(TripletPlanOptions options, string message)
        {
            var error = Assert.Throws<ArgumentException>(() => _ = new TripletPlan(LabelledSets.InOrder(2, 2), options));
            Assert.That(error!.ParamName, Is.EqualTo("options"));
            Assert.That(error.Message, Does.StartWith(message));
        }
    }
}
