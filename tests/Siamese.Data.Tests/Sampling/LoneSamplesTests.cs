using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

/// <summary>Plans in which the sample of a class of one is its own positive.</summary>
public class LoneSamplesTests
{
    private static readonly ClassIndex OneEach = ClassIndex.From([0, 1, 2, 3]);
    private static readonly ClassIndex Mixed = ClassIndex.From([0, 0, 0, 1, 2]);      // 3 + 1 + 1 positive pairs with own positives

    [Test]
    public void Pairs_ClassesOfOne_AreTheirOwnPositives()
    {
        var plan = new PairPlan(OneEach, new PairPlanOptions { Lone = LoneSamples.OwnPositive, EpochLength = 8 });

        var pairs = All(plan, 8);

        Assert.That(pairs.Where(p => p.Same).Select(p => (p.Anchor, p.Other)), Is.EquivalentTo(new[] { (0, 0), (1, 1), (2, 2), (3, 3) }));
        Assert.That(pairs.Where(p => !p.Same), Has.All.Matches<SamplePair>(p => p.Anchor != p.Other));
    }

    [TestCase(AnchorBalance.Tuple, 5)]      // {0,1} {0,2} {1,2} {3,3} {4,4}
    [TestCase(AnchorBalance.Class, 9)]      // 3 classes in turn, each 3 times: the lone ones start over
    public void Pairs_SomeClassesOfOne_ComeAmongTheOthers(AnchorBalance anchors, int positives)
    {
        var plan = new PairPlan(Mixed, new PairPlanOptions { Lone = LoneSamples.OwnPositive, Anchors = anchors, EpochLength = 2 * positives });

        var same = All(plan, 2 * positives).Where(p => p.Same).ToList();

        Assert.That(same, Has.Count.EqualTo(positives));
        Assert.That(same.Count(p => p.Anchor == p.Other), Is.EqualTo(anchors == AnchorBalance.Class ? 6 : 2));
        Assert.That(same, Has.All.Matches<SamplePair>(p => p.Anchor != p.Other || p.Anchor >= 3));
    }

    [Test]
    public void Triplets_ClassesOfOne_HaveEveryOtherSampleAsANegativeOnce()
    {
        var plan = new TripletPlan(OneEach, new TripletPlanOptions { Lone = LoneSamples.OwnPositive, EpochLength = 12 });
        var triplets = new SampleTriplet[12];

        plan.Fill(0, 0, triplets);

        Assert.That(triplets, Is.EquivalentTo(
            from a in Enumerable.Range(0, 4) from n in Enumerable.Range(0, 4) where a != n select new SampleTriplet(a, a, n)));
    }

    [Test]
    public void Tuplets_ClassesOfOne_RepeatTheAnchorInEveryPositivePlace()
    {
        var options = new TupletPlanOptions { Positives = 2, Negatives = 3, Lone = LoneSamples.OwnPositive, EpochLength = 4 };
        var plan = new TupletPlan(OneEach, options);
        var (samples, same) = (new int[6], new bool[5]);

        for (var i = 0; i < 4; i++)
        {
            plan.At(0, i, samples, same);
            Assert.That(samples[1..3], Is.All.EqualTo(samples[0]));
            Assert.That(samples[2..].Order(), Is.EqualTo(new[] { 0, 1, 2, 3 }));
            Assert.That(same, Is.EqualTo(new[] { true, true, false, false, false }));
        }
    }

    [Test]
    public void Feedback_ClassesOfOne_MayComeMoreOften()
    {
        var options = new PairPlanOptions { Lone = LoneSamples.OwnPositive, Anchors = AnchorBalance.Class, EpochLength = 20 };
        var plan = FeedbackPlan.Pairs(Mixed, options).WithFeedback(fromEpoch: 1, new Dictionary<int, int> { [2] = 3 });
        var pairs = new SamplePair[20];

        plan.Fill(1, 0, pairs);

        // Shares 1 : 1 : 3 among 10 positive pairs.
        Assert.That(pairs.Where(p => p.Same).CountBy(p => Mixed.ClassOf(p.Anchor)).ToDictionary(), Is.EqualTo(new Dictionary<int, int> { [0] = 2, [1] = 2, [2] = 6 }));
    }

    [Test]
    public void Fingerprint_OwnPositives_TellsPlansApart()
    {
        var plans = new[] { LoneSamples.NegativesOnly, LoneSamples.OwnPositive }.SelectMany(lone => new[]
        {
            new PairPlan(Mixed, new PairPlanOptions { Lone = lone }).Fingerprint,
            new TripletPlan(Mixed, new TripletPlanOptions { Lone = lone }).Fingerprint,
            new TupletPlan(Mixed, new TupletPlanOptions { Negatives = 1, Lone = lone }).Fingerprint,
        });

        Assert.That(plans, Is.Unique);
    }

    [Test]
    public void New_NoSampleMayBeItsOwnPositive_SaysWhatIsNeeded()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new TripletPlan(OneEach, new TripletPlanOptions()));
        Assert.That(error!.Message, Does.StartWith("Needs a class with at least 2 samples (else there are no positives), got 1 sample in each of 4 classes."));
    }

    [Test]
    public void New_UnknownValue_IsRefused()
    {
        const LoneSamples unknown = (LoneSamples)7;

        Assert.Multiple(() =>
        {
            Assert.That(() => new PositivePairSpace(Mixed, unknown), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("lone"));
            Assert.That(() => new OrderedPositivePairSpace(Mixed, true, unknown), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new TripletSpace(Mixed, TripletForm.Ordered, unknown), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new TupletSpace(Mixed, 1, 1, NegativeChoice.AnyClass, unknown), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => new PairPlan(Mixed, new PairPlanOptions { Lone = unknown }), Throws.ArgumentException.With.Message.Contains("Lone"));
        });
    }

    private static SamplePair[] All(PairPlan plan, int count)
    {
        var pairs = new SamplePair[count];
        plan.Fill(0, 0, pairs);
        return pairs;
    }
}
