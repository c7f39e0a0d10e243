using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class PlanStateTests
{
    private static readonly ClassIndex Classes = LabelledSets.InOrder(6, 5, 4);

    private static PairPlan Pairs(ulong seed = 1) => new(Classes, new() { Seed = seed, EpochLength = 20 });

    [Test]
    public void ToJson_IsPinned()
    {
        var state = new PlanState { Fingerprint = new PlanFingerprint("15 samples, 0123456789abcdef", "pairs 1 to 1, seed 1"), Epoch = 3, Index = 128 };
        Assert.That(state.ToJson(), Is.EqualTo(
            """{"version":1,"fingerprint":{"data":"15 samples, 0123456789abcdef","options":"pairs 1 to 1, seed 1"},"epoch":3,"index":128}"""));
    }

    [Test]
    public void FromJson_UndoesToJson()
    {
        var state = PlanState.Of(Pairs(), 7, 19);
        Assert.That(PlanState.FromJson(state.ToJson()), Is.EqualTo(state));
    }

    [Test]
    public void ToJson_AnyPlanOrSampler_IsUnderOneKilobyte()
    {
        var many = ClassIndex.From(Enumerable.Range(0, 100_000).Select(i => $"a class with a long name, number {i % 20_000}"));
        var weights = Enumerable.Range(0, 20_000).Select(i => i + 0.123456789).ToArray();
        IFingerprinted[] all =
        [
            new PairPlan(many, new() { Seed = ulong.MaxValue, EpochLength = long.MaxValue, Anchors = AnchorBalance.Class, ClassWeights = weights }),
            new TripletPlan(many, new() { Anchors = AnchorBalance.Instance }), new TupletPlan(many, new()),
            new ShardedBatchSampler(new MPerClassSampler(many, new() { ClassesPerBatch = 30, SamplesPerClass = 5 }), 12, 345),
            new ShuffledBatchSampler(many.SampleCount, 7, 1), new SequentialBatchSampler(many.SampleCount, 7),
        ];
        foreach (var source in all)
            Assert.That(PlanState.Of(source, int.MaxValue, long.MaxValue).ToJson(), Has.Length.LessThan(1024));
    }

    // Stopped and gone on ten times at other places each time, in another object each time.
    [Test]
    public void Resume_AnyNumberOfTimes_GivesWhatAnUninterruptedRunGives()
    {
        var whole = Enumerable.Range(0, 60).Select(i => Pairs().At(i / 20, i % 20)).ToList();
        var pieces = new List<SamplePair>();
        var json = PlanState.Of(Pairs(), 0, 0).ToJson();
        foreach (var length in new[] { 1, 9, 10, 3, 17, 2, 8, 4, 5, 1 })
        {
            var (plan, state) = (Pairs(), PlanState.FromJson(json));
            state.CheckBelongsTo(plan);
            var (epoch, index) = (state.Epoch, state.Index);
            for (var i = 0; i < length; i++)
            {
                pieces.Add(plan.At(epoch, index));
                (epoch, index) = index + 1 == plan.EpochLength ? (epoch + 1, 0) : (epoch, index + 1);
            }

            json = PlanState.Of(plan, epoch, index).ToJson();
        }

        Assert.That(pieces, Is.EqualTo(whole));
    }

    [Test]
    public void CheckBelongsTo_OtherOptions_NamesBothSides()
    {
        var state = PlanState.Of(Pairs(1), 0, 0);
        Assert.DoesNotThrow(() => state.CheckBelongsTo(Pairs(1)));
        var error = Assert.Throws<InvalidOperationException>(() => state.CheckBelongsTo(Pairs(2)));
        Assert.That(error!.Message, Is.EqualTo(
            "Needs a state of the same options: these are [pairs 1 to 1, seed 2, 20 an epoch, balanced by Tuple, when exhausted Reshuffle], "
            + "the state's are [pairs 1 to 1, seed 1, 20 an epoch, balanced by Tuple, when exhausted Reshuffle]."));
    }

    [Test]
    public void CheckBelongsTo_OtherData_NamesBothSides()
    {
        var state = PlanState.Of(Pairs(), 0, 0);
        var other = new PairPlan(LabelledSets.InOrder(6, 4, 5), new() { Seed = 1, EpochLength = 20 });
        var error = Assert.Throws<InvalidOperationException>(() => state.CheckBelongsTo(other));
        Assert.That(error!.Message, Is.EqualTo(
            $"Needs a state of the same data: this is [{other.Fingerprint.Data}], the state is of [{state.Fingerprint.Data}]."));
        Assert.That(other.Fingerprint.Data, Does.StartWith("15 samples, ").And.Not.EqualTo(state.Fingerprint.Data));
    }

    private static IEnumerable<IFingerprinted> Variants()
    {
        var pairs = new PairPlanOptions();
        yield return new PairPlan(Classes, pairs);
        yield return new PairPlan(LabelledSets.InOrder(6, 4, 5), pairs);
        yield return new PairPlan(ClassIndex.From(Enumerable.Range(0, 15).Select(i => "class " + i % 3)), pairs);
        yield return new PairPlan(Classes, pairs with { Seed = 1 });
        yield return new PairPlan(Classes, pairs with { Positives = 2 });
        yield return new PairPlan(Classes, pairs with { EpochLength = 16 });
        yield return new PairPlan(Classes, pairs with { Form = PairForm.OrderedWithSelf });
        yield return new PairPlan(Classes, pairs with { Anchors = AnchorBalance.Class });
        yield return new PairPlan(Classes, pairs with { Anchors = AnchorBalance.Class, ClassWeights = [1, 1, 2] });
        yield return new PairPlan(Classes, pairs with { Anchors = AnchorBalance.Class, ClassWeights = [1, 2, 1] });
        yield return new PairPlan(Classes, pairs with { WhenExhausted = ExhaustionPolicy.Throw });
        var (positives, negatives) = (new PositivePairSpace(Classes), new NegativePairSpace(Classes));
        yield return new PairPlan(new ExcludingPairSpace(positives, [(0, 1)]), negatives, pairs);
        yield return new PairPlan(new ExcludingPairSpace(positives, [(0, 2)]), negatives, pairs);
        var groups = ClassIndex.From(Enumerable.Range(0, 15).Select(i => i % 2));
        yield return new PairPlan(new GroupedPositivePairSpace(Classes, groups, GroupRule.Same), negatives, pairs);
        yield return new PairPlan(new GroupedPositivePairSpace(Classes, groups, GroupRule.Different), negatives, pairs);
        yield return new PairPlan(positives, new GroupedNegativePairSpace(Classes, groups, GroupRule.Different), pairs);
        foreach (var relation in new[] { new PairListRelation(15, [(0, 1)]), new PairListRelation(15, [(0, 2)]), new PairListRelation(15, [(0, 1)], [(3, 4)]) })
            yield return new PairPlan(new RelationPositivePairSpace(relation), new RelationNegativePairSpace(relation), pairs);
        yield return new TripletPlan(Classes, new());
        yield return new TripletPlan(Classes, new() { Form = TripletForm.Unordered });
        yield return new TripletPlan(new GroupedTripletSpace(Classes, groups, GroupRule.Any, GroupRule.Same), new());
        yield return new TripletPlan(new GroupedTripletSpace(Classes, groups, GroupRule.Same, GroupRule.Same), new());
        yield return new TupletPlan(Classes, new());
        yield return new TupletPlan(Classes, new() { Negatives = 2 });
        yield return new TupletPlan(Classes, new() { Negatives = 2, Choice = NegativeChoice.DistinctClasses });
        yield return new ShardedPlan(new TupletPlan(Classes, new()), 0, 2);
        yield return new ShardedPlan(new TupletPlan(Classes, new()), 1, 2);
        yield return new ShardedPlan<SamplePair>(new PairPlan(Classes, pairs), 0, 2);
        yield return new MPerClassSampler(Classes, new() { ClassesPerBatch = 2, SamplesPerClass = 2 });
        yield return new MPerClassSampler(Classes, new() { ClassesPerBatch = 2, SamplesPerClass = 2, Imbalance = ImbalancePolicy.ShortBatches });
        yield return new ShuffledBatchSampler(15, 4, 0);
        yield return new ShuffledBatchSampler(15, 4, 0, dropLast: true);
        yield return new SequentialBatchSampler(15, 4);
        yield return new ShardedBatchSampler(new SequentialBatchSampler(15, 4), 0, 2);
    }

    [Test]
    public void Fingerprint_AnyDifference_ShowsAndNothingElseDoes()
    {
        var first = Variants().Select(v => v.Fingerprint).ToList();
        Assert.That(first, Is.Unique);
        Assert.That(Variants().Select(v => v.Fingerprint), Is.EqualTo(first));
    }

    [Test]
    public void Of_SamplerWithoutAFingerprint_SaysWhatIsMissing()
        => Assert.That(
            Assert.Throws<NotSupportedException>(() => PlanState.Of(new Nameless(), 0, 0))!.Message,
            Is.EqualTo("Needs a sampler that implements Fingerprint to save or check its state, got Nameless."));

    [TestCase("", "Needs the JSON of a plan state: ")]
    [TestCase("null", "Needs the JSON of a plan state, got one without a version.")]
    [TestCase("""{"version":2}""", "Needs a plan state of version 1, got version 2.")]
    [TestCase("""{"version":"x"}""", "Needs a plan state of version 1, got version \"x\".")]
    [TestCase("""{"version":1}""", "Needs the JSON of a plan state: ")]
    [TestCase("""{"version":1,"fingerprint":{"data":"d"},"epoch":0,"index":0}""", "Needs the JSON of a plan state: ")]
    [TestCase("""{"version":1,"fingerprint":{"data":"d","options":"o"},"epoch":0,"index":0,"more":1}""", "Needs the JSON of a plan state: ")]
    [TestCase("""{"version":1,"fingerprint":{"data":"d","options":"o"},"epoch":-1,"index":0}""", "Needs an epoch and an index of 0 or more, got -1 and 0.")]
    public void FromJson_SomethingElse_IsRefused(string json, string message)
        => Assert.That(Assert.Throws<InvalidDataException>(() => PlanState.FromJson(json))!.Message, Does.StartWith(message));

    [Test]
    public void Of_NegativePosition_NamesTheArgument()
    {
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => PlanState.Of(Pairs(), -1, 0))!.ParamName, Is.EqualTo("epoch"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => PlanState.Of(Pairs(), 0, -1))!.ParamName, Is.EqualTo("index"));
    }

    private sealed class Nameless : IBatchSampler
    {
        public int BatchesPerEpoch => 1;

        public IEnumerable<int[]> Batches(int epoch) => [[0]];
    }
}
