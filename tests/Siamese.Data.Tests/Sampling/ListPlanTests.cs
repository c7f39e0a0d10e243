using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class ListPlanTests
{
    private static readonly SamplePair[] Pairs = [new(0, 1, true), new(1, 2, false), new(3, 0, false), new(2, 2, true)];
    private static readonly SampleTriplet[] Triplets = [new(0, 1, 2), new(3, 2, 1), new(1, 0, 3)];

    private string _file = "";

    [SetUp]
    public void NameAFile() => _file = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid() + ".csv");

    [TearDown]
    public void DeleteTheFile() => File.Delete(_file);

    [Test]
    public void At_InOrder_GoesThroughTheListAgainAndAgain()
    {
        var plan = new PairListPlan(Pairs, 4, new() { Shuffle = false, EpochLength = 3 });
        Assert.That(Enumerable.Range(0, 9).Select(i => plan.At(i / 3, i % 3)), Is.EqualTo(Enumerable.Range(0, 9).Select(i => Pairs[i % 4])));
    }

    [Test]
    public void At_Shuffled_GivesEveryRowOnceALap()
    {
        var plan = new TripletListPlan(Triplets, 4, new() { Seed = 2 });
        Assert.That(plan.EpochLength, Is.EqualTo(3));
        var epochs = Enumerable.Range(0, 30).Select(e => string.Join(' ', Enumerable.Range(0, 3).Select(i => plan.At(e, i)))).ToList();
        Assert.That(Enumerable.Range(0, 30).Select(e => Enumerable.Range(0, 3).Select(i => plan.At(e, i))), Has.All.EquivalentTo(Triplets));
        Assert.That(epochs.Distinct().Count(), Is.EqualTo(6));
    }

    [Test]
    public void At_AllForms_SayTheSame()
    {
        var (pairs, triplets) = (new PairListPlan(Pairs, 4), new TripletListPlan(Triplets, 4));
        var (two, one, three, both) = (new int[2], new bool[1], new int[3], new bool[2]);
        pairs.At(5, 1, two, one);
        triplets.At(5, 1, three, both);
        Assert.That(pairs.At(5, 1), Is.EqualTo(new SamplePair(two[0], two[1], one[0])));
        Assert.That(triplets.At(5, 1), Is.EqualTo(new SampleTriplet(three[0], three[1], three[2])));
        Assert.That(both, Is.EqualTo(new[] { true, false }));
        var (runOfPairs, runOfTriplets) = (new SamplePair[4], new SampleTriplet[3]);
        pairs.Fill(2, 0, runOfPairs);
        triplets.Fill(2, 0, runOfTriplets);
        Assert.That(runOfPairs, Is.EqualTo(Enumerable.Range(0, 4).Select(i => pairs.At(2, i))));
        Assert.That(runOfTriplets, Is.EqualTo(Enumerable.Range(0, 3).Select(i => triplets.At(2, i))));
    }

    [Test]
    public void Fingerprint_TellsListsAndOptionsApart()
    {
        PlanFingerprint[] all =
        [
            new PairListPlan(Pairs, 4).Fingerprint, new PairListPlan([.. Pairs.Reverse()], 4).Fingerprint, new PairListPlan(Pairs, 5).Fingerprint,
            new PairListPlan(Pairs, 4, new() { Seed = 1 }).Fingerprint, new PairListPlan(Pairs, 4, new() { Shuffle = false }).Fingerprint,
            new PairListPlan([.. Pairs.Select(p => p with { Same = true })], 4).Fingerprint, new TripletListPlan(Triplets, 4).Fingerprint,
        ];
        Assert.That(all, Is.Unique);
        Assert.That(new PairListPlan([.. Pairs], 4).Fingerprint, Is.EqualTo(all[0]));
    }

    [Test]
    public void New_BadList_SaysWhy()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new PairListPlan(Pairs, 3));
        Assert.That(error!.ParamName, Is.EqualTo("tuples"));
        Assert.That(error.Message, Does.StartWith("Needs samples from 0 to 2, got 3 in row 2."));
        error = Assert.Throws<ArgumentException>(() => _ = new TripletListPlan([], 3));
        Assert.That(error!.Message, Does.StartWith("Needs at least 1 of the triplets, got an empty list."));
        error = Assert.Throws<ArgumentException>(() => _ = new TripletListPlan(Triplets, 4, new() { EpochLength = 0 }));
        Assert.That(error!.Message, Does.StartWith("Needs EpochLength of at least 1, got 0."));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new PairListPlan(Pairs, 0))!.ParamName, Is.EqualTo("sampleCount"));
    }

    [Test]
    public async Task ReadPairs_AnyOrderOfColumnsAndQuotes_FindsTheIds()
    {
        await File.WriteAllTextAsync(_file, "note,same,other,anchor\nx,1,b.png,\"a, the \"\"first\"\".png\"\n\n\"1,2\",FALSE,c.png,b.png\n");
        var ids = new Dictionary<string, int> { ["a, the \"first\".png"] = 0, ["b.png"] = 1, ["c.png"] = 2 };
        Assert.That(await TupleCsv.ReadPairsAsync(_file, ids), Is.EqualTo(new SamplePair[] { new(0, 1, true), new(1, 2, false) }));
    }

    [Test]
    public async Task ReadTriplets_PlainFile_FindsTheIds()
    {
        await File.WriteAllTextAsync(_file, "\uFEFFanchor,positive,negative\r\na,b,c\r\nc,b,a");
        var ids = new Dictionary<string, int> { ["a"] = 0, ["b"] = 1, ["c"] = 2 };
        Assert.That(await TupleCsv.ReadTripletsAsync(_file, ids), Is.EqualTo(new SampleTriplet[] { new(0, 1, 2), new(2, 1, 0) }));
    }

    [TestCase("", "line 1: needs the columns anchor, other, same, got an empty file.")]
    [TestCase("anchor,label", "line 1: needs the columns anchor, other, same, got no other and no same in 'anchor,label'.")]
    [TestCase("anchor,other,same\na,b,1\na,z,1", "line 3: needs a known id in column 'other', got 'z'.")]
    [TestCase("anchor,other,same\na,b,maybe", "line 2: needs 1, true, 0 or false in column 'same', got 'maybe'.")]
    [TestCase("anchor,other,same\n\na,b", "line 3: needs 3 fields, as in the first line, got 2.")]
    [TestCase("anchor,other,same\n\"a,b,1", "line 2: needs a closing quote, got a line that ends inside a quoted field.")]
    public void ReadPairs_BadFile_NamesFileAndLine(string text, string message)
    {
        File.WriteAllText(_file, text);
        var ids = new Dictionary<string, int> { ["a"] = 0, ["b"] = 1 };
        var error = Assert.ThrowsAsync<InvalidDataException>(() => TupleCsv.ReadPairsAsync(_file, ids));
        Assert.That(error!.Message, Is.EqualTo($"{_file}, {message}"));
    }

    [Test]
    public void ReadPairs_NoFile_NamesIt()
        => Assert.That(
            Assert.ThrowsAsync<FileNotFoundException>(() => TupleCsv.ReadPairsAsync(_file, new Dictionary<string, int>()))!.Message, Does.Contain(_file));

    [Test]
    public void ReadPairs_Cancelled_Stops()
    {
        File.WriteAllText(_file, "anchor,other,same\na,b,1\n");
        Assert.That(
            async () => await TupleCsv.ReadPairsAsync(_file, new Dictionary<string, int> { ["a"] = 0, ["b"] = 1 }, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }
}
