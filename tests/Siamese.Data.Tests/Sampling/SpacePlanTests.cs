using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

/// <summary>Plans over chosen spaces, and plans of tuplets.</summary>
public class SpacePlanTests
{
    private static readonly ClassIndex Classes = LabelledSets.Scattered(4, 3, 5, 2);

    [Test]
    public void Pairs_OfTwoSpaces_AreTheirMembersUniquely()
    {
        var groups = ClassIndex.From(Enumerable.Range(0, 14).Select(i => i % 3));
        var positives = new GroupedPositivePairSpace(Classes, groups, GroupRule.Different);
        var negatives = new ExcludingPairSpace(new GroupedNegativePairSpace(Classes, groups, GroupRule.Same), [(0, 3), (0, 6)]);
        var plan = new PairPlan(positives, negatives, new() { Seed = 3, EpochLength = 5 });
        var pairs = Enumerable.Range(0, (int)plan.UniqueLength).Select(i => plan.At(i / 5, i % 5)).ToList();
        Assert.That(pairs.Select(p => (p.Same ? positives.Rank(p) : negatives.Rank(p), p.Same)), Is.Unique);
        Assert.That(plan.SampleCount, Is.EqualTo(14));
    }

    [Test]
    public void Pairs_OfARelation_AreWhatItSays()
    {
        var relation = new PairListRelation(9, [(0, 1), (2, 3), (3, 4), (7, 8)], [(1, 2)]);
        var plan = new PairPlan(new RelationPositivePairSpace(relation), new RelationNegativePairSpace(relation), new() { EpochLength = 8 });
        var pairs = Enumerable.Range(0, 8).Select(i => plan.At(0, i)).ToList();
        Assert.That(pairs.Where(p => p.Same).Select(p => (Math.Min(p.Anchor, p.Other), Math.Max(p.Anchor, p.Other))),
            Is.EquivalentTo(new[] { (0, 1), (2, 3), (3, 4), (7, 8) }));
        Assert.That(pairs.Where(p => !p.Same).All(p => relation.Between(p.Anchor, p.Other) == PairRelation.Negative));
    }

    [Test]
    public void Triplets_OfASpace_AreItsMembersUniquely()
    {
        var groups = ClassIndex.From(Enumerable.Range(0, 14).Select(i => i % 2));
        var space = new GroupedTripletSpace(Classes, groups, GroupRule.Any, GroupRule.Same);
        var plan = new TripletPlan(space, new() { EpochLength = (long)space.Count });
        var ranks = Enumerable.Range(0, (int)space.Count).Select(i => space.Rank(plan.At(0, i)));
        Assert.That(ranks.Order(), Is.EqualTo(Enumerable.Range(0, (int)space.Count).Select(i => (UInt128)i)));
    }

    [Test]
    public void Tuplets_OneLap_GiveEachOnceWithItsLabels([Values] NegativeChoice choice)
    {
        var plan = new TupletPlan(Classes, new() { Positives = 2, Negatives = 3, Choice = choice, EpochLength = 100, Seed = 6 });
        var (samples, same) = (new int[6], new bool[5]);
        var seen = new List<UInt128>();
        for (var i = 0; i < (int)plan.UniqueLength; i++)
        {
            plan.At(i / 100, i % 100, samples, same);
            seen.Add(plan.Space.Rank(samples));
            Assert.That(same, Is.EqualTo(new[] { true, true, false, false, false }));
            Assert.That(samples[1..].Select(s => Classes.ClassOf(s) == Classes.ClassOf(samples[0])), Is.EqualTo(same));
        }

        Assert.That(plan.LearningSize, Is.EqualTo(6));
        Assert.That(seen.Order(), Is.EqualTo(Enumerable.Range(0, (int)plan.UniqueLength).Select(i => (UInt128)i)));
        Assert.That(seen, Is.Not.Ordered);
    }

    // Worked out by an independent implementation in Python.
    [Test]
    public void Tuplets_Seed42_ArePinned()
    {
        var plan = new TupletPlan(ClassIndex.From([0, 1, 2, 0, 1, 2, 0, 1, 0, 3]), new() { Seed = 42, Negatives = 2 });
        var (samples, same) = (new int[4], new bool[3]);
        var tuplets = Enumerable.Range(0, 5).Select(i =>
        {
            plan.At(0, i, samples, same);
            return string.Join(',', samples);
        });
        Assert.That(plan.UniqueLength, Is.EqualTo((UInt128)362));
        Assert.That(tuplets, Is.EqualTo(new[] { "1,7,0,9", "6,8,1,4", "3,6,2,9", "1,4,2,9", "8,6,1,7" }));
    }

    [Test]
    public void Tuplets_OfGroups_FollowTheRulesAndTheBalance()
    {
        var groups = ClassIndex.From(Enumerable.Range(0, 14).Select(i => i % 2));
        var plan = new TupletPlan(
            new GroupedTupletSpace(Classes, groups, 1, 2, GroupRule.Any, GroupRule.Same), new() { Anchors = AnchorBalance.Class, EpochLength = 40 });
        var (samples, same) = (new int[4], new bool[3]);
        var anchors = new int[4];
        for (var i = 0; i < 40; i++)
        {
            plan.At(0, i, samples, same);
            Assert.That(samples[2..].Select(groups.ClassOf), Is.All.EqualTo(groups.ClassOf(samples[0])));
            anchors[Classes.ClassOf(samples[0])]++;
        }

        Assert.That(anchors, Is.All.EqualTo(10));
    }

    [Test]
    public void Fill_LongRunsOfAnyPlan_EqualAt()
    {
        var groups = ClassIndex.From(Enumerable.Range(0, 14).Select(i => i % 3));
        var pairs = new PairPlanOptions { EpochLength = 700, Negatives = 2 };
        PairPlan[] pairPlans =
        [
            new(Classes, pairs), new(Classes, pairs with { Form = PairForm.OrderedWithSelf }), new(Classes, pairs with { Anchors = AnchorBalance.Class }),
            new(new GroupedPositivePairSpace(Classes, groups, GroupRule.Different), new ExcludingPairSpace(new NegativePairSpace(Classes), [(0, 1)]), pairs),
        ];
        foreach (var plan in pairPlans)
        {
            var run = new SamplePair[699];
            plan.Fill(2, 1, run);
            Assert.That(run, Is.EqualTo(Enumerable.Range(1, 699).Select(i => plan.At(2, i))));
        }

        var triplets = new TripletPlanOptions { EpochLength = 700 };
        TripletPlan[] tripletPlans =
        [
            new(Classes, triplets), new(Classes, triplets with { Form = TripletForm.Unordered }),
            new(Classes, triplets with { Anchors = AnchorBalance.Instance }), new(LabelledSets.InOrder(2_000_000, 2_000_000, 2_000_000), triplets),
            new(new GroupedTripletSpace(Classes, groups, GroupRule.Any, GroupRule.Same), triplets),
        ];
        foreach (var plan in tripletPlans)
        {
            var run = new SampleTriplet[699];
            plan.Fill(2, 1, run);
            Assert.That(run, Is.EqualTo(Enumerable.Range(1, 699).Select(i => plan.At(2, i))));
        }
    }

    [Test]
    public void New_SpacesThatDoNotFit_AreRefused()
    {
        var (positives, negatives) = (new PositivePairSpace(Classes), new NegativePairSpace(Classes));
        Check(() => new PairPlan(new OrderedNegativePairSpace(Classes), negatives, new()), "positives", "Needs a space of positive pairs, got one of negative pairs.");
        Check(() => new PairPlan(positives, new OrderedPositivePairSpace(Classes), new()), "negatives", "Needs a space of negative pairs, got one of positive pairs.");
        Check(
            () => new PairPlan(positives, new NegativePairSpace(LabelledSets.InOrder(2, 2)), new()), "negatives",
            "Needs spaces of one set, got 14 samples with positives and 4 with negatives.");
        Check(() => new PairPlan(positives, new ExcludingPairSpace(new NegativePairSpace(LabelledSets.InOrder(14)), []), new()), "negatives", "Needs a space with at least 1 tuple");
        Check(() => new PairPlan(positives, negatives, new() { Anchors = AnchorBalance.Instance }), "options", "Needs positive pairs that lie anchor after anchor");
        var lonely = new GroupedTripletSpace(Classes, ClassIndex.From(Enumerable.Range(0, 14)), GroupRule.Any, GroupRule.Same);
        Check(() => new TripletPlan(lonely, new()), "space", "Needs a space with at least 1 tuple, got an empty one.");
    }

    [Test]
    public void New_TupletsThatCannotBe_SayWhatIsNeeded()
    {
        Check(
            () => new TupletPlan(Classes, new() { Positives = 5 }), "classes",
            "Needs a class of at least 6 samples and 3 samples of other classes, got 4 classes of at most 5 in 14 samples.");
        Check(
            () => new TupletPlan(Classes, new() { Negatives = 4, Choice = NegativeChoice.DistinctClasses }), "classes",
            "Needs a class of at least 2 samples and 4 samples of as many other classes, got 4 classes of at most 5 in 14 samples.");
        Check(() => new TupletPlan(Classes, new() { Negatives = 0 }), "options", "Needs 1 to 65536 positives and negatives, got 1 and 0.");
        Check(() => new TupletPlan(Classes, new() { EpochLength = 0 }), "options", "Needs EpochLength of at least 1, got 0.");
        Check(() => new TupletPlan(LabelledSets.InOrder(1000, 1000), new() { Negatives = 20 }), "classes", "Needs a space of at most 2^127 tuples, got 678");
    }

    private static void Check(Func<object> create, string argument, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => create());
        Assert.That(error!.ParamName, Is.EqualTo(argument));
        Assert.That(error.Message, Does.StartWith(message));
    }
}
