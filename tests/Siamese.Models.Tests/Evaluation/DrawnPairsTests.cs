using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sources;
using TorchSharp.Siamese.Models.Evaluation;
using TorchSharp.Siamese.TestSupport;

namespace TorchSharp.Siamese.Models.Tests.Evaluation;

public class DrawnPairsTests
{
    // 8 classes of 5 samples, two classes to a group.
    private static readonly HierarchyRelation Relation = new(ClassIndex.From(Enumerable.Range(0, 40).Select(i => i / 5)), ClassIndex.From(Enumerable.Range(0, 40).Select(i => i / 10)));

    [Test]
    public void Of_SomeSamples_AreHalfSameAndOfThoseOnly([Values] bool withinGroup)
    {
        int[] samples = [.. Enumerable.Range(0, 40).Where(i => i % 5 != 4)];
        var drawn = DrawnPairs.Of(Relation, samples, new() { Count = 4000, Seed = 3, DifferentWithinGroup = withinGroup });
        Assert.That(drawn.Pairs.Count(pair => pair.Same), Is.EqualTo(2000));
        var groups = new int[4];
        foreach (var pair in drawn.Pairs)
        {
            Assert.That(pair.Anchor, Is.Not.EqualTo(pair.Other));
            Assert.That(samples, Does.Contain(pair.Anchor).And.Contain(pair.Other));
            Assert.That(pair.Same, Is.EqualTo(pair.Anchor / 5 == pair.Other / 5));
            if (withinGroup)
                Assert.That(pair.Anchor / 10, Is.EqualTo(pair.Other / 10));
            if (pair.Same)
                groups[pair.Anchor / 10]++;
        }
        Assert.That(groups, Has.All.InRange(500 - 90, 500 + 90));     // a deviation is 19
        Assert.That(drawn.Protocol, Does.StartWith("4000 random pairs, half of one class, of 32 images, 8 classes, 4 groups; every group equally often; different pairs "));
        Assert.That(DrawnPairs.Of(Relation, samples, new() { Count = 4000, Seed = 3, DifferentWithinGroup = withinGroup }).Pairs, Is.EqualTo(drawn.Pairs));
        Assert.That(DrawnPairs.Of(Relation, samples, new() { Count = 4000, Seed = 4, DifferentWithinGroup = withinGroup }).Pairs, Is.Not.EqualTo(drawn.Pairs));
    }

    [Test]
    public async Task Of_Omniglot_IsKochsProtocol()
    {
        using var images = await Omniglot.OpenAsync(Path.Combine(SharedData.Folder("omniglot"), "images_evaluation.zip"));
        var drawn = DrawnPairs.Of(images, [.. Enumerable.Range(10, 10)], [17, 18, 19, 20]);
        Assert.That(drawn.Pairs, Has.Count.EqualTo(10_000));
        Assert.That(drawn.Pairs.Select(pair => images.Drawers[pair.Anchor]).Distinct().Order(), Is.EqualTo(new[] { 17, 18, 19, 20 }));
        Assert.That(drawn.Pairs.Select(pair => images.Alphabets[pair.Other]).Distinct().Order(), Is.EqualTo(Enumerable.Range(10, 10)));
        Assert.That(drawn.Pairs, Has.All.Matches<Data.Tuples.SamplePair>(pair => pair.Same == (images.Labels[pair.Anchor] == images.Labels[pair.Other])));
        Assert.That(drawn.Protocol, Does.StartWith("Koch's verification on Omniglot Evaluation, alphabets ").And.Contains("drawers 17, 18, 19, 20: 10000 random pairs"));
    }

    [Test]
    public void Of_BadInput_IsNamed()
    {
        Assert.That(() => DrawnPairs.Of(Relation, [0, 1, 5], new() { Count = 3 }), Throws.ArgumentException.With.Message.StartsWith("Expected an even Count"));
        Assert.That(() => DrawnPairs.Of(Relation, [0, 1, 40]), Throws.ArgumentException.With.Message.StartsWith("Expected different samples of 0 to 39, got 40."));
        Assert.That(() => DrawnPairs.Of(Relation, [0, 1, 1]), Throws.ArgumentException.With.Message.StartsWith("Expected different samples of 0 to 39, got 1 twice."));
        Assert.That(() => DrawnPairs.Of(Relation, [0, 5, 10]), Throws.ArgumentException.With.Message.StartsWith("Needs a class with two samples and two classes, got 3 samples of 3 classes in 2 groups."));
        Assert.That(() => DrawnPairs.Of(Relation, [0, 1, 10], new() { DifferentWithinGroup = true }), Throws.ArgumentException.With.Message.Contains("two classes in one group"));
        Assert.That(() => DrawnPairs.Of(Relation, [0, 1]), Throws.ArgumentException.With.Message.Contains("got 2 samples of 1 classes"));
    }
}
