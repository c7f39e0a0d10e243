using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class MPerClassSamplerTests
{
    private static ClassIndex Sizes(params int[] sizes)
        => ClassIndex.From(sizes.SelectMany((size, label) => Enumerable.Repeat(label, size)));

    private static MPerClassOptions Options(int p, int k, ulong seed = 1) => new() { ClassesPerBatch = p, SamplesPerClass = k, Seed = seed };

    // 4 classes of 4 samples (sample i in class i mod 4), 2 x 2: worked out by an independent implementation in Python.
    [Test]
    public void Batches_Balanced_ArePinned()
    {
        var sampler = new MPerClassSampler(ClassIndex.From(Enumerable.Range(0, 16).Select(i => i % 4)), Options(2, 2, 42));
        Assert.That(sampler.Batches(0), Is.EqualTo(new int[][] { [6, 14, 4, 0], [9, 1, 10, 2], [5, 13, 7, 11], [3, 15, 8, 12] }));
        Assert.That(sampler.Batches(1), Is.EqualTo(new int[][] { [10, 2, 0, 12], [6, 14, 9, 1], [13, 5, 7, 11], [15, 3, 4, 8] }));
    }

    // 12 + 3 + 4 + 5 samples, 3 x 2, likewise: class 0 has 6 groups of 2, so there are 6 batches.
    [Test]
    public void Batches_OneClassHasHalfOfAll_ArePinned()
    {
        var classes = Sizes(12, 3, 4, 5);
        Assert.That(new MPerClassSampler(classes, Options(3, 2, 7)).Batches(0), Is.EqualTo(new int[][]
        {
            [0, 7, 23, 20, 16, 17], [5, 6, 13, 14, 19, 21], [3, 4, 12, 13, 22, 23],
            [10, 8, 19, 21, 18, 15], [13, 12, 2, 1, 20, 23], [22, 19, 16, 15, 9, 11],
        }));
        var shorter = Options(3, 2, 7) with { Imbalance = ImbalancePolicy.ShortBatches };
        Assert.That(new MPerClassSampler(classes, shorter).Batches(0), Is.EqualTo(new int[][]
        {
            [0, 7, 23, 20], [5, 6, 13, 14], [16, 17, 3, 4], [10, 8, 19, 21], [2, 1, 12, 13], [22, 23, 18, 15, 9, 11],
        }));
    }

    // The number of groups in brackets; batches = max(largest, ceil(sum / P)).
    [TestCase(new[] { 8, 8, 8, 8 }, 4, 4, 2)]           // 2+2+2+2 = 8
    [TestCase(new[] { 8, 8, 8, 8 }, 3, 4, 3)]           // 8 / 3
    [TestCase(new[] { 9, 8, 8, 8 }, 4, 4, 3)]           // 3+2+2+2 = 9
    [TestCase(new[] { 40, 8, 8, 8 }, 4, 4, 10)]         // 10+2+2+2 = 16, but class 0 in 10 batches
    [TestCase(new[] { 2, 2, 2 }, 3, 4, 1)]
    public void BatchesPerEpoch_HandWorkedSizes_IsTheSmallestNumberThatCovers(int[] sizes, int p, int k, int expected)
    {
        var sampler = new MPerClassSampler(Sizes(sizes), Options(p, k));
        Assert.That(sampler.BatchesPerEpoch, Is.EqualTo(expected));
        Assert.That(sampler.Batches(0).Count(), Is.EqualTo(expected));
    }

    [Test]
    public void Batches_SizesThatDivide_ShowEverySampleExactlyOnce()
    {
        var sampler = new MPerClassSampler(Sizes(8, 12, 4, 8, 4, 12), Options(4, 4));       // 2+3+1+2+1+3 = 12 groups = 3 batches of 4
        foreach (var epoch in Enumerable.Range(0, 30))
            Assert.That(sampler.Batches(epoch).SelectMany(b => b), Is.EquivalentTo(Enumerable.Range(0, 48)));
    }

    [Test]
    public void Batches_RandomSizesFromBalancedToLopsided_KeepEveryPromise([Range(0, 99)] int round, [Values] ImbalancePolicy imbalance)
    {
        var random = CounterRandom.For(23, round);
        var (p, k) = (2 + random.Below(4, 0), 2 + random.Below(4, 1));
        int[] sizes = [.. Enumerable.Range(0, p + random.Below(6, 2)).Select(c => 2 + random.Below(12, (ulong)c + 4))];
        sizes[0] = round % 3 == 0 ? sizes.Sum() : sizes[0];                                 // half of all samples
        var classes = Sizes(sizes);
        var sampler = new MPerClassSampler(classes, Options(p, k) with { Imbalance = imbalance });

        var batches = sampler.Batches(round).ToList();

        Assert.That(batches, Has.Count.EqualTo(sampler.BatchesPerEpoch));
        Assert.That(batches.SelectMany(b => b).Distinct().Count(), Is.EqualTo(classes.SampleCount), "every sample is seen");
        foreach (var batch in batches)
        {
            var groups = batch.Chunk(k).ToList();
            var ids = groups.Select(g => classes.ClassOf(g[0])).ToList();
            Assert.That(ids, Is.Unique);
            Assert.That(ids, Has.Count.InRange(imbalance == ImbalancePolicy.Repeat ? p : 2, p));
            foreach (var group in groups)
            {
                Assert.That(group.Select(classes.ClassOf), Is.All.EqualTo(classes.ClassOf(group[0])));
                Assert.That(group.Distinct().Count(), Is.EqualTo(Math.Min(k, classes.SizeOf(classes.ClassOf(group[0])))));
            }
        }
    }

    // Class 0: 100 samples = 50 groups; the others 10 samples = 5 groups each. 50 batches of 4 need 200 groups, 100 are there.
    [Test]
    public void Batches_LopsidedSizes_SpreadTheRepeatsEvenly()
    {
        var classes = Sizes([100, .. Enumerable.Repeat(10, 10)]);
        var times = Times(new MPerClassSampler(classes, Options(4, 2)), 0, 200);
        Assert.That(times[..100], Is.All.EqualTo(1));                    // no room for more
        Assert.That(times[100..], Is.All.EqualTo(3));                    // 300 / 100
        var shorter = Options(4, 2) with { Imbalance = ImbalancePolicy.ShortBatches };
        Assert.That(Times(new MPerClassSampler(classes, shorter), 0, 200), Is.All.EqualTo(1));
    }

    [Test]
    public void Batches_ClassSmallerThanK_RepeatsItsSamplesEvenly()
    {
        var sampler = new MPerClassSampler(Sizes(3, 8), Options(2, 8));
        Assert.That(Times(sampler, 5, 11), Is.EquivalentTo(new[] { 3, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1 }));
    }

    [Test]
    public void Batches_SkipPolicy_LeavesOutSmallClassesOnly()
    {
        var options = Options(2, 4) with { SmallClasses = SmallClassPolicy.Skip };
        var times = Times(new MPerClassSampler(Sizes(4, 3, 1, 4), options), 0, 12);
        Assert.That(times, Is.EqualTo(new[] { 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1 }));
    }

    [Test]
    public void Batches_AugmentPolicy_RepeatsEvenASingleSample()
    {
        var options = Options(2, 4) with { SmallClasses = SmallClassPolicy.Augment };
        Assert.That(Times(new MPerClassSampler(Sizes(1, 2), options), 3, 3), Is.EqualTo(new[] { 4, 2, 2 }));
    }

    // Sizes 3, 3, 2, 2, 1, 1 below K = 4 pack into 3+1, 3+1, 2+2; with 8 and 4 that is 3 + 2 + 1 = 6 portions, 3 batches of 2.
    [Test]
    public void Batches_MergePolicy_ShowsEverySampleOnceAndNoClassTwiceInABatch()
    {
        var classes = Sizes(8, 3, 2, 1, 4, 2, 3, 1);
        var sampler = new MPerClassSampler(classes, Options(2, 4) with { SmallClasses = SmallClassPolicy.Merge });
        Assert.That(sampler.BatchesPerEpoch, Is.EqualTo(3));
        var partners = new HashSet<int>();
        foreach (var epoch in Enumerable.Range(0, 20))
        {
            var batches = sampler.Batches(epoch).ToList();
            Assert.That(batches.SelectMany(b => b), Is.EquivalentTo(Enumerable.Range(0, 24)));
            foreach (var portion in batches.SelectMany(b => b.Chunk(4)))
            {
                var together = portion.Select(classes.ClassOf).Distinct().ToList();
                if (together.Contains(1))
                    partners.Add(together.Single(c => c != 1));
                Assert.That(together.Sum(classes.SizeOf), Is.EqualTo(4).Or.EqualTo(8));
            }
        }

        Assert.That(partners, Is.EquivalentTo(new[] { 3, 7 }), "classes of one size change places");
    }

    [Test]
    public void Batches_MergePolicy_RandomSizes_KeepEveryPromise([Range(0, 29)] int round)
    {
        var random = CounterRandom.For(29, round);
        var k = 2 + random.Below(5, 0);
        var classes = Sizes([.. Enumerable.Range(0, 20).Select(c => 1 + random.Below(9, (ulong)c + 1))]);
        var sampler = new MPerClassSampler(classes, Options(3, k) with { SmallClasses = SmallClassPolicy.Merge });
        var batches = sampler.Batches(round).ToList();
        Assert.That(batches.SelectMany(b => b).Distinct().Count(), Is.EqualTo(classes.SampleCount));
        foreach (var batch in batches)
        {
            var portions = batch.Chunk(k).Select(p => p.Select(classes.ClassOf).Distinct().ToList()).ToList();
            Assert.That(portions, Has.Count.EqualTo(3));
            Assert.That(portions.SelectMany(p => p), Is.Unique);
            Assert.That(portions.Where(p => p.Count > 1).SelectMany(p => p), Has.All.Matches<int>(c => classes.SizeOf(c) < k));
        }
    }

    // Class 2 in all batches; the other 3 classes have 4 + 4 + 4 portions for one place a batch: 12 batches.
    [Test]
    public void Batches_AlwaysInBatch_PutsThoseClassesIntoEveryBatch()
    {
        var classes = Sizes(8, 8, 8, 8);
        var sampler = new MPerClassSampler(classes, Options(2, 2) with { AlwaysInBatch = [2] });
        Assert.That(sampler.BatchesPerEpoch, Is.EqualTo(12));
        foreach (var batch in sampler.Batches(1))
            Assert.That(batch.Select(classes.ClassOf).Distinct().Count(c => c == 2), Is.EqualTo(1));
        Assert.That(Times(sampler, 1, 32), Is.EqualTo(Enumerable.Range(0, 32).Select(i => i / 8 == 2 ? 3 : 1)));      // 24 places for 8 samples
    }

    [Test]
    public void Batches_AlwaysInBatch_WithLopsidedSizes_KeepEveryPromise([Values] ImbalancePolicy imbalance)
    {
        var classes = Sizes(60, 4, 6, 8, 10, 3);
        var sampler = new MPerClassSampler(classes, Options(4, 2) with { AlwaysInBatch = [1, 5], Imbalance = imbalance });
        var batches = sampler.Batches(0).ToList();
        Assert.That(batches.SelectMany(b => b).Distinct().Count(), Is.EqualTo(91));
        foreach (var batch in batches)
        {
            var ids = batch.Chunk(2).Select(p => classes.ClassOf(p[0])).ToList();
            Assert.That(ids, Is.Unique.And.Contains(1).And.Contains(5));
            Assert.That(ids, Has.Count.InRange(imbalance == ImbalancePolicy.Repeat ? 4 : 2, 4));
        }
    }

    [TestCase(new[] { 4 }, SmallClassPolicy.Repeat, "Needs AlwaysInBatch with classes from 0 to 3, got 4.")]
    [TestCase(new[] { 1 }, SmallClassPolicy.Skip, "Needs AlwaysInBatch with classes that have places of their own, got class '1', which is skipped or merged.")]
    [TestCase(new[] { 1 }, SmallClassPolicy.Merge, "Needs AlwaysInBatch with classes that have places of their own, got class '1', which is skipped or merged.")]
    [TestCase(new[] { 0, 0 }, SmallClassPolicy.Repeat, "Needs AlwaysInBatch with each class once, got class '0' again.")]
    [TestCase(new[] { 0, 2, 3 }, SmallClassPolicy.Repeat, "Needs fewer AlwaysInBatch than ClassesPerBatch = 3 (else the other classes never come), got 3.")]
    public void New_AlwaysInBatchThatCannotBe_SaysWhy(int[] always, SmallClassPolicy policy, string message)
    {
        var options = Options(3, 4) with { AlwaysInBatch = always, SmallClasses = policy };
        var error = Assert.Throws<ArgumentException>(() => _ = new MPerClassSampler(Sizes(4, 3, 4, 4), options));
        Assert.That(error!.ParamName, Is.EqualTo("options"));
        Assert.That(error.Message, Does.StartWith(message));
    }

    [Test]
    public void New_MergingLeavesTooFewPlaces_SaysSo()
    {
        var options = Options(3, 4) with { SmallClasses = SmallClassPolicy.Merge };
        var error = Assert.Throws<ArgumentException>(() => _ = new MPerClassSampler(Sizes(4, 1, 1, 2), options));
        Assert.That(error!.Message, Does.StartWith(
            "Needs at least ClassesPerBatch = 3 classes, got 2 in 8 samples (after merging those with fewer than SamplesPerClass = 4 samples)."));
    }

    [TestCase(SmallClassPolicy.Repeat)]
    [TestCase(SmallClassPolicy.Merge)]
    public void Batches_FromAnyBatchOn_EqualTheTailOfTheEpoch(SmallClassPolicy policy)
    {
        var sampler = new MPerClassSampler(Sizes(30, 7, 9, 4, 5), Options(3, 2) with { SmallClasses = policy });
        var all = sampler.Batches(4).ToList();
        for (var first = 0; first <= all.Count; first++)
            Assert.That(sampler.Batches(4, first), Is.EqualTo(all.Skip(first)));
    }

    [Test]
    public void Batches_EpochAndSeed_ChangeTheOrderAndNothingElseDoes()
    {
        var classes = Sizes(8, 8, 8, 8);
        var sampler = new MPerClassSampler(classes, Options(2, 4));
        Assert.That(sampler.Batches(3), Is.EqualTo(new MPerClassSampler(classes, Options(2, 4)).Batches(3)));
        Assert.That(sampler.Batches(3), Is.Not.EqualTo(sampler.Batches(4)));
        Assert.That(sampler.Batches(3), Is.Not.EqualTo(new MPerClassSampler(classes, Options(2, 4, seed: 2)).Batches(3)));
    }

    // Each of the 3 ways to split 4 samples into two pairs is as likely as the others.
    [Test]
    public void Batches_ManyEpochs_GroupTheSamplesOfAClassAtRandom()
    {
        var sampler = new MPerClassSampler(Sizes(4, 4), Options(2, 2));
        var partners = new int[4];
        for (var epoch = 0; epoch < 3000; epoch++)
        {
            var group = sampler.Batches(epoch).SelectMany(b => b.Chunk(2)).Single(g => g.Contains(0));
            partners[group.Sum()]++;
        }

        Assert.That(partners[1..], Is.All.InRange(870, 1130));
    }

    [Test]
    public void Batches_BadPosition_NamesTheArgumentBeforeAnyEnumeration()
    {
        var sampler = new MPerClassSampler(Sizes(4, 4), Options(2, 2));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Batches(-1))!.ParamName, Is.EqualTo("epoch"));
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => sampler.Batches(0, 3));
        Assert.That(error!.ParamName, Is.EqualTo("firstBatch"));
        Assert.That(error.Message, Does.StartWith("Needs a batch from 0 to 2 (the number of batches), got 3."));
    }

    [TestCase(new[] { 4, 4 }, 1, 2, "options", "Needs ClassesPerBatch of at least 2 (else there are no negatives), got 1.")]
    [TestCase(new[] { 4, 4 }, 2, 1, "options", "Needs SamplesPerClass of at least 2 (else there are no positives), got 1.")]
    [TestCase(new[] { 4, 4 }, 0, 2, "options", "Needs ClassesPerBatch of at least 2")]
    [TestCase(new[] { 4, 4 }, 2, -3, "options", "Needs SamplesPerClass of at least 2 (else there are no positives), got -3.")]
    [TestCase(new[] { 9 }, 2, 2, "classes", "Needs at least 2 classes (else there are no negatives), got only class '0' in 9 samples.")]
    [TestCase(new[] { 4, 5, 6 }, 5, 2, "classes", "Needs at least ClassesPerBatch = 5 classes, got 3 in 15 samples.")]
    [TestCase(new[] { 4, 1, 6 }, 2, 2, "classes", "Needs at least 2 samples in every class, since no sample is its own positive; class '1' has 1 ")]
    public void New_ImpossibleLayout_NamesWhatIsNeededAndWhatCame(int[] sizes, int p, int k, string argument, string message)
    {
        var error = Assert.Throws<ArgumentException>(() => _ = new MPerClassSampler(Sizes(sizes), Options(p, k)));
        Assert.That(error!.ParamName, Is.EqualTo(argument));
        Assert.That(error.Message, Does.StartWith(message));
    }

    [Test]
    public void New_SkipLeavesTooFewClasses_SaysHowManyWereSkipped()
    {
        var options = Options(3, 4) with { SmallClasses = SmallClassPolicy.Skip };
        var error = Assert.Throws<ArgumentException>(() => _ = new MPerClassSampler(Sizes(4, 3, 1, 4), options));
        Assert.That(error!.Message, Does.StartWith(
            "Needs at least ClassesPerBatch = 3 classes, got 2 in 12 samples (2 with fewer than SamplesPerClass = 4 samples skipped)."));
    }

    [Test]
    public void New_UnknownPolicy_IsRefused()
    {
        var small = Options(2, 2) with { SmallClasses = (SmallClassPolicy)9 };
        var imbalance = Options(2, 2) with { Imbalance = (ImbalancePolicy)9 };
        var error = Assert.Throws<ArgumentException>(() => _ = new MPerClassSampler(Sizes(4, 4), small));
        Assert.That(error!.Message, Does.StartWith("Needs SmallClasses to be Repeat or Skip or Augment or Merge, got 9."));
        error = Assert.Throws<ArgumentException>(() => _ = new MPerClassSampler(Sizes(4, 4), imbalance));
        Assert.That(error!.Message, Does.StartWith("Needs Imbalance to be Repeat or ShortBatches, got 9."));
    }

    [Test]
    public void New_EpochBeyondTheIndexRange_IsRefused()
    {
        // Class 0 has 1,000,000 groups of 2, so 1,000,000 batches of 1,100 x 2 = 2.2·10^9 places.
        var classes = Sizes([2_000_000, .. Enumerable.Repeat(2, 1099)]);
        var error = Assert.Throws<ArgumentException>(() => _ = new MPerClassSampler(classes, Options(1100, 2)));
        Assert.That(error!.Message, Does.StartWith("Needs an epoch of at most 2147483647 samples, got 1000000 batches of 1100 x 2;"));
        var shorter = Options(1100, 2) with { Imbalance = ImbalancePolicy.ShortBatches };
        Assert.That(new MPerClassSampler(classes, shorter).BatchesPerEpoch, Is.EqualTo(1_000_000));
    }

    [Test]
    public void New_SamplesPerClassBeyondAllMemory_IsRefusedNotTried([Values] SmallClassPolicy policy)
    {
        var options = Options(2, int.MaxValue) with { SmallClasses = policy };
        var error = Assert.Throws<ArgumentException>(() => _ = new MPerClassSampler(Sizes(4, 4), options));
        Assert.That(error!.Message, Does.StartWith(policy is SmallClassPolicy.Skip or SmallClassPolicy.Merge
            ? "Needs at least ClassesPerBatch = 2 classes, got "
            : "Needs an epoch of at most 2147483647 samples, got 1 batches of 2 x 2147483647"));
    }

    private static int[] Times(MPerClassSampler sampler, int epoch, int samples)
    {
        var times = new int[samples];
        foreach (var sample in sampler.Batches(epoch).SelectMany(b => b))
            times[sample]++;
        return times;
    }
}
