using TorchSharp.Siamese.Data.Labels;
using static TorchSharp.Siamese.Data.Labels.PairRelation;

namespace TorchSharp.Siamese.Data.Tests.Labels;

public class LabelRelationTests
{
    // Samples 0 and 1 are character A of alphabet X, 2 is B of X, 3 and 4 are C of Y.
    private static readonly ClassIndex Characters = ClassIndex.From(new[] { "A", "A", "B", "C", "C" });
    private static readonly ClassIndex Alphabets = ClassIndex.From(new[] { "X", "X", "X", "Y", "Y" });

    private static IEnumerable<ILabelRelation> All()
    {
        yield return new ClassRelation(Characters);
        yield return new HierarchyRelation(Characters, Alphabets);
        yield return OverlapRelation.From<string>([["a", "b"], ["b"], ["b", "c", "a"], [], ["c"], ["a", "b"]], 0.6, 0.3);
        yield return new PairListRelation(6, [(0, 3), (3, 1), (5, 4)], [(1, 0), (2, 5)]);
    }

    [TestCaseSource(nameof(All))]
    public void Between_AnyRelation_IsSymmetricAndNothingToItself(ILabelRelation relation)
    {
        for (var i = 0; i < relation.SampleCount; i++)
        {
            Assert.That(relation.Between(i, i), Is.EqualTo(Ignored));
            for (var j = 0; j < relation.SampleCount; j++)
                Assert.That(relation.Between(i, j), Is.EqualTo(relation.Between(j, i)), $"{i}, {j}");
        }
    }

    [TestCaseSource(nameof(All))]
    public void Related_AnyRelation_IsAllThatAreNotNegative(ILabelRelation relation)
    {
        for (var i = 0; i < relation.SampleCount; i++)
        {
            var expected = Enumerable.Range(0, relation.SampleCount).Where(j => j != i && relation.Between(i, j) is (Positive or Ignored));
            Assert.That(relation.Related(i), Is.EqualTo(expected), $"sample {i}");
        }
    }

    [TestCaseSource(nameof(All))]
    public void AnyRelation_OutsideTheRange_NamesTheArgument(ILabelRelation relation)
    {
        var n = relation.SampleCount;
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => relation.Between(n, 0))!.ParamName, Is.EqualTo("first"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => relation.Between(0, -1));
        Assert.That(error!.ParamName, Is.EqualTo("second"));
        Assert.That(error.Message, Does.StartWith($"Needs a sample from 0 to {n - 1}, got -1."));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => relation.Related(n))!.ParamName, Is.EqualTo("sample"));
    }

    [TestCase(0, 1, Positive)]
    [TestCase(0, 2, Negative)]
    [TestCase(0, 3, Negative)]
    public void Between_Classes_GoesByTheClass(int first, int second, PairRelation expected)
        => Assert.That(new ClassRelation(Characters).Between(first, second), Is.EqualTo(expected));

    [TestCase(0, 1, Positive)]
    [TestCase(0, 2, HardNegative)]
    [TestCase(0, 3, Negative)]
    [TestCase(4, 3, Positive)]
    public void Between_Hierarchy_TellsOtherCharactersOfTheAlphabetFromOtherAlphabets(int first, int second, PairRelation expected)
        => Assert.That(new HierarchyRelation(Characters, Alphabets).Between(first, second), Is.EqualTo(expected));

    [Test]
    public void GroupOf_Hierarchy_IsTheAlphabetOfACharacter()
    {
        var relation = new HierarchyRelation(Characters, Alphabets);
        Assert.That(Enumerable.Range(0, 3).Select(relation.GroupOf), Is.EqualTo(new[] { 0, 0, 1 }));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => relation.GroupOf(3))!.ParamName, Is.EqualTo("class"));
    }

    [Test]
    public void New_ClassInTwoGroups_NamesBoth()
    {
        var groups = ClassIndex.From(new[] { "X", "Y", "X", "Y", "Y" });
        var error = Assert.Throws<ArgumentException>(() => _ = new HierarchyRelation(Characters, groups));
        Assert.That(error!.ParamName, Is.EqualTo("groups"));
        Assert.That(error.Message, Does.StartWith("Needs every class inside one group, got class 'A' in 'X' (sample 0) and 'Y' (sample 1)."));
        error = Assert.Throws<ArgumentException>(() => _ = new HierarchyRelation(Characters, ClassIndex.From([1, 2])));
        Assert.That(error!.Message, Does.StartWith("Needs as many samples as there are class labels, 5, got 2."));
    }

    // {a, b} with {b}: 1 of 2; with {a, b, c}: 2 of 3; with {}: 0; with {c}: 0; with {a, b}: 1. {b} with {a, b, c}: 1 of 3.
    [Test]
    public void Overlap_HandWorkedSets_IsSharedOverAll()
    {
        var relation = OverlapRelation.From<string>([["a", "b", "a"], ["b"], ["b", "c", "a"], [], ["c"], ["b", "a"]], 2.0 / 3, 1.0 / 3);
        Assert.Multiple(() =>
        {
            Assert.That(Enumerable.Range(1, 5).Select(j => relation.Overlap(0, j)), Is.EqualTo(new[] { 0.5, 2.0 / 3, 0, 0, 1 }));
            Assert.That(relation.Overlap(3, 3), Is.Zero);
            Assert.That(Enumerable.Range(1, 5).Select(j => relation.Between(0, j)), Is.EqualTo(new[] { Ignored, Positive, Negative, Negative, Positive }));
            Assert.That(relation.Between(1, 2), Is.EqualTo(Negative));
        });
    }

    [TestCase(0.0, 0.0)]
    [TestCase(0.5, 0.5)]
    [TestCase(1.1, 0.0)]
    [TestCase(0.5, -0.1)]
    [TestCase(double.NaN, 0.0)]
    public void From_ThresholdsThatCannotBe_AreRefused(double positiveFrom, double negativeUpTo)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => OverlapRelation.From<int>([[1]], positiveFrom, negativeUpTo));
        Assert.That(error!.ParamName, Is.EqualTo("positiveFrom"));
        Assert.That(error.Message, Does.StartWith($"Needs 0 <= negativeUpTo < positiveFrom <= 1, got {negativeUpTo} and {positiveFrom}."));
    }

    [Test]
    public void From_NoSamplesOrNullLabels_AreRefused()
    {
        Assert.That(Assert.Throws<ArgumentException>(() => OverlapRelation.From<int>([]))!.Message, Does.StartWith("Needs at least 1 sample, got 0."));
        var error = Assert.Throws<ArgumentException>(() => OverlapRelation.From<int>([[1], null!]));
        Assert.That(error!.Message, Does.StartWith("Needs labels for every sample (they may be none), got null for sample 1."));
    }

    [TestCase(0, 3, Positive)]
    [TestCase(1, 3, Positive)]
    [TestCase(0, 1, Ignored)]
    [TestCase(5, 2, Ignored)]
    [TestCase(0, 2, Negative)]
    [TestCase(0, 5, Negative)]
    public void Between_PairList_GoesByTheLists(int first, int second, PairRelation expected)
        => Assert.That(new PairListRelation(6, [(0, 3), (3, 1), (5, 4)], [(1, 0), (2, 5)]).Between(first, second), Is.EqualTo(expected));

    [Test]
    public void New_BadPairs_AreNamed()
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new PairListRelation(3, [(0, 3)]));
        Assert.That(error!.ParamName, Is.EqualTo("positives"));
        Assert.That(error.Message, Does.StartWith("Needs pairs of two different samples from 0 to 2, got 0 and 3."));
        error = Assert.Throws<ArgumentException>(() => _ = new PairListRelation(3, [], [(1, 1)]));
        Assert.That(error!.ParamName, Is.EqualTo("forbidden"));
        error = Assert.Throws<ArgumentException>(() => _ = new PairListRelation(3, [(0, 1)], [(1, 0)]));
        Assert.That(error!.Message, Does.StartWith("Needs pairs that are not positives, got 0 and 1 in both lists."));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new PairListRelation(0, []))!.ParamName, Is.EqualTo("sampleCount"));
    }
}
