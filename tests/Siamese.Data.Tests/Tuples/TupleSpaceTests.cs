using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Tuples;

public class TupleSpaceTests
{
    // 5 classes of 10: 5·10·9/2, (50² - 5·10²)/2, 5·10², 5·10·40, 5·10·9·40, half of that,
    // quintuplets 50·9·C(40,3) = 450·9880, and from three of the four other classes 450·4·10³.
    [Test]
    public void Count_FiveClassesOfTenImages_IsTheHandWorkedOne()
    {
        var classes = LabelledSets.InOrder(10, 10, 10, 10, 10);
        Assert.Multiple(() =>
        {
            Assert.That(new PositivePairSpace(classes).Count, Is.EqualTo((UInt128)225));
            Assert.That(new NegativePairSpace(classes).Count, Is.EqualTo((UInt128)1000));
            Assert.That(new OrderedPositivePairSpace(classes).Count, Is.EqualTo((UInt128)500));
            Assert.That(new OrderedNegativePairSpace(classes).Count, Is.EqualTo((UInt128)2000));
            Assert.That(new TripletSpace(classes).Count, Is.EqualTo((UInt128)18_000));
            Assert.That(new TripletSpace(classes, TripletForm.Unordered).Count, Is.EqualTo((UInt128)9_000));
            Assert.That(new TupletSpace(classes, 1, 3).Count, Is.EqualTo((UInt128)4_446_000));
            Assert.That(new TupletSpace(classes, 1, 3, NegativeChoice.DistinctClasses).Count, Is.EqualTo((UInt128)1_800_000));
        });
    }

    // MNIST's training set, whose class sizes are published.
    [Test]
    public void Count_MnistTrainingSet_IsTheClosedForm()
    {
        int[] sizes = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949];
        var classes = LabelledSets.InOrder(sizes);
        var squares = sizes.Sum(c => (long)c * c);
        Assert.That(squares, Is.EqualTo(361_037_374));
        Assert.That(new PositivePairSpace(classes).Count, Is.EqualTo((UInt128)180_488_687));       // (squares - 60,000) / 2
        Assert.That(new NegativePairSpace(classes).Count, Is.EqualTo((UInt128)1_619_481_313));     // (60,000² - squares) / 2
    }

    // Classes {0, 1, 2} and {3, 4}, written out by hand.
    [Test]
    public void Unrank_TwoSmallClasses_IsPinned()
    {
        var classes = LabelledSets.InOrder(3, 2);
        Assert.Multiple(() =>
        {
            Assert.That(All(new PositivePairSpace(classes)), Is.EqualTo("01 02 12 34"));
            Assert.That(All(new NegativePairSpace(classes)), Is.EqualTo("03 04 13 14 23 24"));
            Assert.That(All(new OrderedPositivePairSpace(classes)), Is.EqualTo("00 01 02 10 11 12 20 21 22 33 34 43 44"));
            Assert.That(All(new OrderedNegativePairSpace(classes)), Is.EqualTo("03 04 13 14 23 24 30 31 32 40 41 42"));
            Assert.That(All(new TripletSpace(classes, TripletForm.Unordered)), Is.EqualTo("013 014 023 024 123 124 340 341 342"));
            Assert.That(
                All(new TripletSpace(classes)),
                Is.EqualTo("013 014 023 024 103 104 123 124 203 204 213 214 340 341 342 430 431 432"));
            Assert.That(All(new TupletSpace(classes, 1, 2)), Is.EqualTo("0134 0234 1034 1234 2034 2134 3401 3402 3412 4301 4302 4312"));
        });
    }

    // Classes {0}, {1, 2}, {3}, {4, 5}. Anchors 1 and 2: none of the negatives' classes before theirs, then one.
    // Anchors 4 and 5: both before theirs, ending in class {1, 2} first.
    [Test]
    public void Unrank_NegativesOfDistinctClasses_IsPinned()
    {
        var space = new TupletSpace(LabelledSets.InOrder(1, 2, 1, 2), 1, 2, NegativeChoice.DistinctClasses);
        Assert.That(All(space), Is.EqualTo(
            "1234 1235 1204 1205 1203 2134 2135 2104 2105 2103 4501 4502 4503 4513 4523 5401 5402 5403 5413 5423"));
    }

    [Test]
    public void Unrank_SpanForm_AllocatesNothing()
    {
        var classes = LabelledSets.Scattered(400, 300, 200, 100, 50, 1);
        var groups = ClassIndex.From(Enumerable.Range(0, classes.SampleCount).Select(i => i % 7));
        var relation = new PairListRelation(1051, Enumerable.Range(0, 1000).Select(i => (i, i + 51)), Enumerable.Range(0, 1000).Select(i => (i, i + 50)));
        ITupleSpace[] spaces =
        [
            new PositivePairSpace(classes), new NegativePairSpace(classes), new OrderedPositivePairSpace(classes),
            new OrderedNegativePairSpace(classes), new TripletSpace(classes), new TupletSpace(classes, 2, 3),
            new TupletSpace(classes, 2, 3, NegativeChoice.DistinctClasses),
            new GroupedPositivePairSpace(classes, groups, GroupRule.Same), new GroupedPositivePairSpace(classes, groups, GroupRule.Different),
            new GroupedNegativePairSpace(classes, groups, GroupRule.Same), new GroupedNegativePairSpace(classes, groups, GroupRule.Different),
            new GroupedTripletSpace(classes, groups, GroupRule.Any, GroupRule.Different),
            new GroupedTupletSpace(classes, groups, 2, 3, GroupRule.Different, GroupRule.Same),
            new RelationPositivePairSpace(relation), new RelationNegativePairSpace(relation),
            new ExcludingPairSpace(new NegativePairSpace(classes), Enumerable.Range(0, 500).Select(i => (i, i + 1))),
        ];
        Span<int> samples = stackalloc int[6];
        foreach (var space in spaces)
        {
            space.Unrank(0, samples[..space.Length]);
            space.Rank(samples[..space.Length]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 1u; i < 200; i++)
            {
                space.Unrank(i, samples[..space.Length]);
                space.Rank(samples[..space.Length]);
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, space.GetType().Name);
        }
    }

    [Test]
    public void Unrank_OutsideTheSpace_NamesTheRange()
    {
        var classes = LabelledSets.InOrder(10, 10, 10, 10, 10);
        ITupleSpace[] spaces = [new PositivePairSpace(classes), new TripletSpace(classes), new TupletSpace(classes, 1, 3)];
        foreach (var space in spaces)
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => space.Unrank(space.Count, new int[space.Length]));
            Assert.That(error!.ParamName, Is.EqualTo("index"));
            Assert.That(error.Message, Does.StartWith($"Needs an index from 0 to {space.Count - 1}, got {space.Count}."));
            Assert.That(
                Assert.Throws<ArgumentException>(() => space.Unrank(0, new int[7]))!.Message,
                Does.StartWith($"Needs room for {space.Length} samples, got 7."));
        }
    }

    [Test]
    public void Unrank_EmptySpace_SaysSo()
    {
        var single = LabelledSets.InOrder(1, 1, 1);
        var one = LabelledSets.InOrder(5);
        ITupleSpace[] spaces =
        [
            new PositivePairSpace(single), new NegativePairSpace(one), new OrderedNegativePairSpace(one), new TripletSpace(single),
            new TripletSpace(one), new TupletSpace(single, 1, 1), new TupletSpace(one, 1, 1), new TupletSpace(LabelledSets.InOrder(3, 2), 1, 4),
            new TupletSpace(LabelledSets.InOrder(3, 2), 1, 65_536), new TupletSpace(LabelledSets.InOrder(3, 2), 1, 2, NegativeChoice.DistinctClasses),
        ];
        foreach (var space in spaces)
        {
            Assert.That(space.Count, Is.EqualTo(UInt128.Zero));
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => space.Unrank(0, new int[space.Length]));
            Assert.That(error!.Message, Does.StartWith("Needs a space with at least 1 tuple, got index 0 into an empty one."));
        }
    }

    [TestCase(0, 0, "Needs two different samples of one class, got samples 0 (class '0') and 0 (class '0').")]
    [TestCase(0, 3, "Needs two different samples of one class, got samples 0 (class '0') and 3 (class '1').")]
    [TestCase(0, 5, "Needs samples from 0 to 4, got 5.")]
    [TestCase(-1, 0, "Needs samples from 0 to 4, got -1.")]
    public void Rank_NotAPositivePair_NamesSamplesAndClasses(int anchor, int other, string message)
    {
        var space = new PositivePairSpace(LabelledSets.InOrder(3, 2));
        var error = Assert.Throws<ArgumentException>(() => space.Rank(new SamplePair(anchor, other, Same: true)));
        Assert.That(error!.ParamName, Is.EqualTo("tuple"));
        Assert.That(error.Message, Does.StartWith(message));
    }

    [Test]
    public void Rank_UnorderedRoles_MayComeInAnyOrder()
    {
        var classes = LabelledSets.InOrder(4, 3, 3);
        Assert.Multiple(() =>
        {
            Assert.That(new PositivePairSpace(classes).Rank([2, 1]), Is.EqualTo(new PositivePairSpace(classes).Rank([1, 2])));
            Assert.That(new NegativePairSpace(classes).Rank([8, 1]), Is.EqualTo(new NegativePairSpace(classes).Rank([1, 8])));
            var unordered = new TripletSpace(classes, TripletForm.Unordered);
            Assert.That(unordered.Rank([2, 1, 5]), Is.EqualTo(unordered.Rank([1, 2, 5])));
            var tuplets = new TupletSpace(classes, 2, 3);
            Assert.That(tuplets.Rank([1, 3, 0, 9, 4, 7]), Is.EqualTo(tuplets.Rank([1, 0, 3, 4, 7, 9])));
        });
    }

    [TestCase(new[] { 0, 1, 4, 4 }, Description = "a negative twice")]
    [TestCase(new[] { 0, 0, 4, 5 }, Description = "the anchor as its own positive")]
    [TestCase(new[] { 0, 4, 5, 6 }, Description = "a positive of another class")]
    [TestCase(new[] { 0, 1, 2, 4 }, Description = "a negative of the anchor's class")]
    [TestCase(new[] { 0, 1, 4, 5 }, Description = "two negatives of one class, where they must differ")]
    public void Rank_NotATuplet_IsRefused(int[] samples)
    {
        var space = new TupletSpace(LabelledSets.InOrder(4, 3, 3), 1, 2, NegativeChoice.DistinctClasses);
        var error = Assert.Throws<ArgumentException>(() => space.Rank(samples));
        Assert.That(error!.ParamName, Is.EqualTo("samples"));
        Assert.That(error.Message, Does.StartWith(
            "Needs an anchor, 1 other samples of its class and 2 different samples of as many other classes, got samples 0 (class '0'),"));
    }

    [Test]
    public void Rank_PairWithTheWrongSide_IsRefused()
    {
        var space = new NegativePairSpace(LabelledSets.InOrder(3, 2));
        var error = Assert.Throws<ArgumentException>(() => space.Rank(new SamplePair(0, 3, Same: true)));
        Assert.That(error!.Message, Does.StartWith("Needs a pair with Same = False, got True."));
    }

    [Test]
    public void New_BadArguments_AreNamed()
    {
        var classes = LabelledSets.InOrder(3, 2);
        Assert.Multiple(() =>
        {
            Assert.That(Assert.Throws<ArgumentNullException>(() => _ = new PositivePairSpace(null!))!.ParamName, Is.EqualTo("classes"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TripletSpace(classes, (TripletForm)7))!.ParamName, Is.EqualTo("form"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TupletSpace(classes, 0, 1))!.ParamName, Is.EqualTo("positives"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TupletSpace(classes, 1, 65_537))!.ParamName, Is.EqualTo("negatives"));
            Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TupletSpace(classes, 1, 1, (NegativeChoice)7))!.ParamName, Is.EqualTo("choice"));
        });
    }

    // 2^26 / 70,001 - 1 = 957.
    [Test]
    public void New_TablesBeyondMemory_AreRefusedNotTried()
    {
        var classes = ClassIndex.From(Enumerable.Range(0, 140_000).Select(i => i / 2));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TupletSpace(classes, 1, 65_536, NegativeChoice.DistinctClasses));
        Assert.That(error!.ParamName, Is.EqualTo("negatives"));
        Assert.That(error.Message, Does.StartWith("Needs at most 957 negatives of distinct classes where there are 70000 classes, got 65536."));
    }

    private static string All(ITupleSpace space)
    {
        var samples = new int[space.Length];
        var members = new List<string>();
        for (UInt128 index = 0; index < space.Count; index++)
        {
            space.Unrank(index, samples);
            members.Add(string.Concat(samples));
        }

        return string.Join(' ', members);
    }
}
