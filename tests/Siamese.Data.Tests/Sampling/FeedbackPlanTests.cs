using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class FeedbackPlanTests
{
    private static readonly ClassIndex Classes = LabelledSets.Scattered(8, 9, 10, 1, 12);
    private static readonly TripletPlanOptions Options = new() { Anchors = AnchorBalance.Class, EpochLength = 24, Seed = 5 };

    private static List<SampleTriplet> Epoch(FeedbackPlan<SampleTriplet> plan, int epoch)
        => [.. Enumerable.Range(0, (int)plan.EpochLength).Select(i => plan.At(epoch, i))];

    private static int[] PerClass(IEnumerable<SampleTriplet> triplets)
        => [.. Enumerable.Range(0, 5).Select(c => triplets.Count(t => Classes.ClassOf(t.Anchor) == c))];

    [Test]
    public void At_WithoutFeedback_IsThePlainPlan()
    {
        var plan = FeedbackPlan.Triplets(Classes, Options);
        var plain = new TripletPlan(Classes, Options);
        Assert.That(Epoch(plan, 3), Is.EqualTo(Enumerable.Range(0, 24).Select(i => plain.At(3, i))));
    }

    // Four classes can be an anchor's. Class 2 three times as often, from epoch 4 on: 4, 4, 12, 0, 4 of 24.
    [Test]
    public void WithFeedback_ChangesTheSharesFromItsEpochOn()
    {
        var before = FeedbackPlan.Triplets(Classes, Options);
        var plan = before.WithFeedback(4, new Dictionary<int, int> { [2] = 3 });
        foreach (var epoch in new[] { 0, 3 })
            Assert.That(Epoch(plan, epoch), Is.EqualTo(Epoch(before, epoch)));
        foreach (var epoch in new[] { 4, 5, 9 })
            Assert.That(PerClass(Epoch(plan, epoch)), Is.EqualTo(new[] { 4, 4, 12, 0, 4 }));
        Assert.That(Enumerable.Range(4, 10).SelectMany(e => Epoch(plan, e)), Is.Unique);
    }

    [Test]
    public void WithFeedback_Again_ReplacesTheSharesAndKeepsTheEpochsBefore()
    {
        var first = FeedbackPlan.Triplets(Classes, Options).WithFeedback(2, new Dictionary<int, int> { [2] = 3 });
        var plan = first.WithFeedback(5, new Dictionary<int, int> { [0] = 2, [4] = 3 });
        Assert.That(Epoch(plan, 4), Is.EqualTo(Epoch(first, 4)));
        Assert.That(PerClass(Enumerable.Range(5, 7).SelectMany(e => Epoch(plan, e))), Is.EqualTo(new[] { 48, 24, 24, 0, 72 }));       // 2 : 1 : 1 : 0 : 3
    }

    [Test]
    public void WithFeedback_WeightsOfItsOwn_AreMultiplied()
    {
        var plan = FeedbackPlan.Triplets(Classes, Options with { ClassWeights = [1, 2, 3, 0, 0] }).WithFeedback(1, new Dictionary<int, int> { [1] = 4 });
        Assert.That(PerClass(Epoch(plan, 1)), Is.EqualTo(new[] { 2, 16, 6, 0, 0 }));          // 1 : 8 : 3 of 24
    }

    [Test]
    public void Resume_FromAState_GoesOnWithItsFeedback()
    {
        var start = FeedbackPlan.Triplets(Classes, Options);
        var plan = start.WithFeedback(2, new Dictionary<int, int> { [2] = 3 }).WithFeedback(5, new Dictionary<int, int> { [0] = 2, [4] = 7 });
        var json = PlanState.Of(plan, 6, 10).ToJson();
        var state = PlanState.FromJson(json);
        var resumed = FeedbackPlan.Triplets(Classes, Options).Resume(state);
        Assert.That(state.Feedback, Is.EqualTo(new ClassFeedback(5, [0, 4], [2, 7])));
        foreach (var epoch in new[] { 5, 6, 20 })
            Assert.That(Epoch(resumed, epoch), Is.EqualTo(Epoch(plan, epoch)));
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => resumed.At(4, 0))!.Message,
            Is.EqualTo("Needs epoch 5 or later, since the state that this plan went on from holds no earlier feedback, got epoch 4."));
        Assert.That(Epoch(start.Resume(PlanState.Of(start, 1, 0)), 1), Is.EqualTo(Epoch(start, 1)));
        Assert.That(Epoch(resumed.WithFeedback(7, new Dictionary<int, int> { [1] = 2 }), 6), Is.EqualTo(Epoch(plan, 6)));
    }

    [Test]
    public void State_WithTheMostFeedback_IsUnderOneKilobyte()
    {
        var many = ClassIndex.From(Enumerable.Range(0, 400_000).Select(i => i / 2));
        var plan = FeedbackPlan.Pairs(many, new() { Anchors = AnchorBalance.Class, Seed = ulong.MaxValue })
            .WithFeedback(int.MaxValue - 1, Enumerable.Range(0, 50).ToDictionary(i => 199_999 - i, _ => 100));
        Assert.That(PlanState.Of(plan, int.MaxValue, long.MaxValue).ToJson(), Has.Length.LessThan(1024));
    }

    [Test]
    public void Resume_ForeignOrDamagedState_IsRefused()
    {
        var plan = FeedbackPlan.Triplets(Classes, Options);
        var other = FeedbackPlan.Triplets(Classes, Options with { Seed = 6 });
        Assert.That(Assert.Throws<InvalidOperationException>(() => plan.Resume(PlanState.Of(other, 0, 0)))!.Message, Does.StartWith("Needs a state of the same options"));
        Assert.That(
            Assert.Throws<InvalidOperationException>(() => plan.Resume(PlanState.Of(new TripletPlan(Classes, Options), 0, 0)))!.Message,
            Does.StartWith("Needs a state of the same options"));
        var state = PlanState.Of(plan, 3, 0);
        var late = Assert.Throws<ArgumentException>(() => plan.Resume(state with { Feedback = new ClassFeedback(4, [0], [2]) }));
        Assert.That(late!.Message, Does.StartWith("Needs feedback from an epoch from 1 to the state's 3, got 4."));
        var uneven = Assert.Throws<ArgumentException>(() => plan.Resume(state with { Feedback = new ClassFeedback(2, [0, 1], [2]) }));
        Assert.That(uneven!.Message, Does.StartWith("Needs 1 to 50 hard classes with a factor each, got 2 and 1."));
    }

    [Test]
    public void WithFeedback_ThatCannotBe_SaysWhy()
    {
        var plan = FeedbackPlan.Triplets(Classes, Options).WithFeedback(2, new Dictionary<int, int> { [2] = 3 });
        Check(new() { [5] = 2 }, "Needs classes from 0 to 4, got 5.");
        Check(new() { [0] = 1 }, "Needs factors from 2 to 100, got 1 for class '0'.");
        Check(new() { [0] = 101 }, "Needs factors from 2 to 100, got 101 for class '0'.");
        Check(new() { [3] = 2 }, "Needs classes that come at all, got class '3', which has no tuples or weight 0.");
        Check([], "Needs 1 to 50 hard classes with a factor each, got 0 and 0.");
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => plan.WithFeedback(2, new Dictionary<int, int> { [0] = 2 }));
        Assert.That(error!.ParamName, Is.EqualTo("fromEpoch"));
        Assert.That(error.Message, Does.StartWith("Needs an epoch after 2, where the last shares began, got 2."));
        Assert.That(
            Assert.Throws<ArgumentException>(() => FeedbackPlan.Pairs(Classes, new()))!.Message,
            Does.StartWith("Needs AnchorBalance.Class for feedback about classes, got AnchorBalance.Tuple."));

        void Check(Dictionary<int, int> factors, string message)
        {
            var refused = Assert.Throws<ArgumentException>(() => plan.WithFeedback(3, factors));
            Assert.That(refused!.ParamName, Is.EqualTo("factors"));
            Assert.That(refused.Message, Does.StartWith(message));
        }
    }
}
