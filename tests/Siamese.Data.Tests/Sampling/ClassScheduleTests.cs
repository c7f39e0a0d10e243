using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class ClassScheduleTests
{
    // From "every class in every batch" to "one class in all, the others once" and random dues in between.
    [Test]
    public void Draw_AnyFeasibleDues_GivesEachClassItsDueAndNoClassTwiceInABatch([Range(0, 199)] int round)
    {
        var random = CounterRandom.For(17, round);
        var (batches, classCount) = (1 + random.Below(12, 0), 1 + random.Below(15, 1));
        int[] due = [.. Enumerable.Range(0, classCount).Select(c => random.Below(batches + 1, (ulong)c + 2))];
        due[0] = batches;
        int[] starts = [.. Enumerable.Range(0, batches + 1).Select(b => b * due.Sum() / batches)];

        var places = ClassSchedule.Draw(due, starts, random);

        Assert.That(Enumerable.Range(0, classCount).Select(c => places.Count(p => p == c)), Is.EqualTo(due));
        for (var batch = 0; batch < batches; batch++)
            Assert.That(places[starts[batch]..starts[batch + 1]], Is.Unique);
    }

    // 4 classes, each in 1 of 2 batches of 2: class 0 shares its batch with each other class in a third of the epochs.
    [Test]
    public void Draw_ManyEpochs_MixesAllPairsOfClasses()
    {
        var partners = new int[4];
        for (var epoch = 0; epoch < 3000; epoch++)
        {
            var places = ClassSchedule.Draw([1, 1, 1, 1], [0, 2, 4], CounterRandom.For(4, epoch));
            partners[places[Array.IndexOf(places, 0) ^ 1]]++;
        }

        Assert.That(partners[0], Is.Zero);
        Assert.That(partners[1..], Is.All.InRange(870, 1130));       // 1000 ± 5 standard deviations of 26
    }

    [Test]
    public void WeightTree_Find_ReturnsTheOwnerOfEveryUnit([Values(1, 2, 3, 7, 8, 9)] int count)
    {
        var tree = new WeightTree(count);
        for (var item = 0; item < count; item++)
            tree.Set(item, 5);
        for (var item = 0; item < count; item++)
            tree.Set(item, (item * 3 + 1) % 4);                       // some are 0
        int[] owners = [.. Enumerable.Range(0, count).SelectMany(item => Enumerable.Repeat(item, (item * 3 + 1) % 4))];
        Assert.That(tree.Total, Is.EqualTo(owners.Length));
        Assert.That(Enumerable.Range(0, owners.Length).Select(unit => tree.Find(unit)), Is.EqualTo(owners));
    }
}
