using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Loading;

public class LoaderStateTests
{
    private const int Samples = 40;

    private static readonly RandomAffine Affine = new(new RandomAffineOptions { Rotation = ValueRange.PlusMinus(30) });

    private static readonly ClassIndex Classes = ClassIndex.From([.. Enumerable.Range(0, Samples).Select(i => i % 7)]);

    // 3 epochs of 5 batches: a run is stopped after each number of batches, and gone on with by a new loader.
    [Test]
    public void Run_FromEveryPosition_GivesTheRestOfTheBits([Values(0, 2)] int workers)
    {
        var whole = BatchBits.Of(Triplets().Run(3));
        Assert.That(whole, Has.Count.EqualTo(15));
        for (var stop = 0; stop <= 15; stop++)
        {
            var first = Triplets(workers);
            var before = BatchBits.Of(first.Run(3).Take(stop));
            var second = Triplets(2 - workers);
            second.load_state_dict(LoaderState.FromJson(first.state_dict().ToJson()));
            Assert.That((second.NextEpoch, second.NextBatch), Is.EqualTo((stop / 5, stop % 5)));
            Assert.That(before.Concat(BatchBits.Of(second.Run(3))), Is.EqualTo(whole), $"stopped after {stop}");
        }
    }

    [Test]
    public void Run_ResumedAgainAndAgain_GivesTheSameBits()
    {
        var whole = BatchBits.Of(PerClass().Run(2));
        var (bits, json) = (new List<string>(), PerClass().state_dict().ToJson());
        while (bits.Count < whole.Count)
        {
            var loader = PerClass();
            loader.load_state_dict(LoaderState.FromJson(json));
            bits.AddRange(BatchBits.Of(loader.Run(2).Take(2)));
            json = loader.state_dict().ToJson();
        }
        Assert.That(bits, Is.EqualTo(whole));
        Assert.That(json, Has.Length.LessThan(1000));
    }

    [Test]
    public void Position_IsThatOfTheCaller_NotOfThePrefetch()
    {
        var loader = Triplets(2);
        using var batches = loader.Epoch(1).GetEnumerator();
        Assert.That((loader.NextEpoch, loader.NextBatch), Is.EqualTo((0, 0)));
        Assert.That(batches.MoveNext(), Is.True);
        Thread.Sleep(20);
        Assert.That((loader.NextEpoch, loader.NextBatch), Is.EqualTo((1, 1)));
        batches.Current.Dispose();
    }

    [Test]
    public void Load_AStateOfOtherDataOrOptions_NamesBothSides()
    {
        var state = Triplets().state_dict();
        var otherData = ClassIndex.From([.. Enumerable.Range(0, Samples).Select(i => i % 6)]);
        Refused(new TupletLoader(Source(), new TripletPlan(otherData, new TripletPlanOptions { Seed = 3 }), 8, options: Options(0)), "same data");
        Refused(new TupletLoader(Source(), new TripletPlan(Classes, new TripletPlanOptions { Seed = 4 }), 8, options: Options(0)), "seed 4", "seed 3");
        Refused(new TupletLoader(Source(), Plan(), 9, options: Options(0)), "batches of 9 tuples", "batches of 8 tuples");
        Refused(new TupletLoader(Source(), Plan(), 8, dropLast: true, options: Options(0)), "batches of 8 tuples, all whole");
        Refused(new TupletLoader(Source(), Plan(), 8, options: Options(0) with { Seed = 9 }), "seed 9", "seed 5");
        Refused(new TupletLoader(Source(), Plan(), 8, options: Options(0) with { Augmentation = null }), "augmentation none");
        Refused(new TupletLoader(Source(), Plan(), 8, options: Options(0) with { OnReadFailure = ReadFailurePolicy.Skip }), "failures Skip", "failures Throw");

        void Refused(TupletLoader other, params string[] words)
        {
            var error = Assert.Throws<InvalidOperationException>(() => other.load_state_dict(state));
            foreach (var word in words)
                Assert.That(error!.Message, Does.Contain(word));
        }
    }

    [Test]
    public void Load_AStateOfAPlanWithOtherFeedback_IsRefused()
    {
        var plan = FeedbackPlan.Triplets(Classes, new TripletPlanOptions { Seed = 3, Anchors = AnchorBalance.Class });
        var hard = plan.WithFeedback(1, new Dictionary<int, int> { [2] = 5 });
        var loader = new TupletLoader(Source(), hard, 8, options: Options(0));
        var rest = BatchBits.Of(loader.Run(2)).Skip(7);
        BatchBits.Of(loader.Epoch(1).Take(2));
        var state = LoaderState.FromJson(loader.state_dict().ToJson());
        var error = Assert.Throws<InvalidOperationException>(() => new TupletLoader(Source(), plan, 8, options: Options(0)).load_state_dict(state));
        Assert.That(error!.Message, Does.Contain("the plan's Resume(state.Plan)"));
        var resumed = new TupletLoader(Source(), plan.Resume(state.Plan), 8, options: Options(0));
        resumed.load_state_dict(state);
        Assert.That(BatchBits.Of(resumed.Run(2)), Is.EqualTo(rest));
    }

    [TestCase(4)]
    [TestCase(40)]
    public void Load_APositionThatThereIsNot_IsRefused(long index)
    {
        var state = Triplets().state_dict();
        var error = Assert.Throws<InvalidDataException>(() => Triplets().load_state_dict(state with { Plan = state.Plan with { Index = index } }));
        Assert.That(error!.Message, Is.EqualTo($"Needs the first of one of 5 batches of 8, got index {index}."));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("""{"version":2,"loader":"x","plan":{}}""")]
    [TestCase("""{"version":1,"loader":3,"plan":{}}""")]
    [TestCase("""{"version":1,"loader":"x"}""")]
    [TestCase("""{"version":1,"loader":"x","plan":{},"more":1}""")]
    [TestCase("""{"version":1,"loader":"x","plan":{"version":1}}""")]
    public void FromJson_SomethingElse_IsRefused(string json) => Assert.Throws<InvalidDataException>(() => LoaderState.FromJson(json));

    [Test]
    public void State_OfASamplerWithoutFingerprint_IsRefused()
        => Assert.Throws<NotSupportedException>(() => new BatchLoader(new FakeSource(8), new FakeSampler([0])).state_dict());

    private static TupletLoader Triplets(int workers = 1) => new(Source(), Plan(), 8, options: Options(workers));

    private static BatchLoader PerClass() => new(
        Source(), new MPerClassSampler(Classes, new MPerClassOptions { ClassesPerBatch = 3, SamplesPerClass = 2, Seed = 2 }), null, Options(1));

    private static FakeSource Source() => new(Samples);

    private static TripletPlan Plan() => new(Classes, new TripletPlanOptions { Seed = 3 });

    private static LoaderOptions Options(int workers) => new() { Workers = workers, Augmentation = Affine, Seed = 5 };
}
