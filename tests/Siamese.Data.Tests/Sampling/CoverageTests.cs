using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class CoverageTests
{
    // Samples 0 to 5 in classes 0, 0, 1, 1, 2, 2. Places 0 0 2 4 | 0 2 | 5 4 1: 9, of which 5 different samples; sample 0 comes 3 times.
    [Test]
    public void Of_HandWorkedBatches_CountsEverything()
    {
        var report = CoverageReport.Of(new Fixed([0, 0, 2, 4], [0, 2], [5, 4, 1]), LabelledSets.InOrder(2, 2, 2), 0);
        Assert.That(report, Is.EqualTo(new CoverageReport(
            Batches: 3, Places: 9, Samples: 6, SamplesSeen: 5, MostOften: 3, Classes: 3, ClassesSeen: 3, FewestClasses: 2, MostClasses: 3,
            BatchesShortOfClasses: 2)));
        Assert.That((report.SamplesSkipped, report.Repeats), Is.EqualTo((1, 4L)));
        Assert.That(report.ToString(), Is.EqualTo(
            "3 batches show 5 of 6 samples (83.3 %) and 3 of 3 classes; 4 of 9 places are repeats, one sample comes up to 3 times. "
            + "2 to 3 classes a batch, 2 batches have fewer than the most."));
    }

    // Drawn as pytorch-metric-learning draws (P classes anew for each batch, K of each), an epoch of as many places as there are
    // samples misses a sample with a chance of about 1/e; ours misses none. 100 classes of 20, 8 x 4.
    [Test]
    public void Of_OursAndIndependentDraws_ShowsTheDifference()
    {
        var classes = LabelledSets.InOrder([.. Enumerable.Repeat(20, 100)]);
        var ours = CoverageReport.Of(new MPerClassSampler(classes, new() { ClassesPerBatch = 8, SamplesPerClass = 4 }), classes, 0);
        var theirs = CoverageReport.Of(new IndependentDraws(classes, 8, 4, ours.Batches), classes, 0);
        Assert.That((ours.SamplesSeen, ours.ClassesSeen), Is.EqualTo((2000, 100)));
        Assert.That(ours.Places, Is.EqualTo(theirs.Places));
        Assert.That(theirs.SamplesSeen / 2000.0, Is.EqualTo(1 - Math.Exp(-1)).Within(0.05));
        // With 63 batches of 8 of 100 classes, a class is missed with a chance of 0.92^63 = 0.5 %; in a tenth of the epoch, of 61 %.
        var early = CoverageReport.Of(new IndependentDraws(classes, 8, 4, 6), classes, 0);
        Assert.That(early.ClassesSeen, Is.InRange(30, 48));
    }

    [Test]
    public void Require_BatchWithoutSignal_NamesTheFirstAndWhatItLacks()
    {
        var relation = new ClassRelation(LabelledSets.InOrder(2, 2, 2));
        Check([[0, 1, 2], [0, 1], [2, 4]], "batch 1 of epoch 3 has no negative pair among its 2 samples (0, 1).");
        Check([[0, 2, 4]], "batch 0 of epoch 3 has no positive pair among its 3 samples (0, 2, 4).");
        Check([[0, 0, 0, 2, 2, 4, 0, 4, 4]], "batch 0 of epoch 3 has no positive pair among its 9 samples (0, 0, 0, 2, 2, 4, 0, 4, ...).");
        Check([[5]], "batch 0 of epoch 3 has no positive and no negative pair among its 1 samples (5).");
        Assert.DoesNotThrow(() => BatchProof.Require(new Fixed([0, 1, 2], [5, 0, 4]), relation, 3));
        Assert.That(BatchProof.FirstWithoutSignal(new Fixed([0, 1, 2]), relation, 0), Is.Null);

        void Check(int[][] batches, string message)
        {
            var error = Assert.Throws<InvalidOperationException>(() => BatchProof.Require(new Fixed(batches), relation, 3));
            Assert.That(error!.Message, Is.EqualTo("Needs a positive and a negative pair in every batch: " + message));
        }
    }

    // Characters A, B of alphabet X and C of Y: the two levels make A and B negatives, an explicit list may not.
    [Test]
    public void FirstWithoutSignal_OtherRelations_Decide()
    {
        var sampler = new Fixed([0, 1, 2]);
        var hierarchy = new HierarchyRelation(ClassIndex.From([0, 0, 1, 2]), ClassIndex.From([0, 0, 0, 1]));
        Assert.That(BatchProof.FirstWithoutSignal(sampler, hierarchy, 0), Is.Null);
        var list = new PairListRelation(4, [(0, 1)], [(0, 2), (1, 2)]);
        Assert.That(BatchProof.FirstWithoutSignal(sampler, list, 0)!.HasNegative, Is.False);
    }

    [Test]
    public void Require_EverySamplerOfOurs_Passes()
    {
        var classes = LabelledSets.Scattered(30, 3, 2, 9, 5, 4);
        foreach (var imbalance in Enum.GetValues<ImbalancePolicy>())
            BatchProof.Require(new MPerClassSampler(classes, new() { ClassesPerBatch = 3, SamplesPerClass = 4, Imbalance = imbalance }), new ClassRelation(classes), 0);
        Assert.Pass();
    }

    private sealed class Fixed(params int[][] batches) : IBatchSampler
    {
        public int BatchesPerEpoch => batches.Length;

        public IEnumerable<int[]> Batches(int epoch) => batches;
    }

    /// <summary>P classes drawn anew for every batch, K samples of each without replacement: pytorch-metric-learning's rule.</summary>
    private sealed class IndependentDraws(ClassIndex classes, int p, int k, int batches) : IBatchSampler
    {
        public int BatchesPerEpoch => batches;

        public IEnumerable<int[]> Batches(int epoch)
        {
            for (var batch = 0; batch < batches; batch++)
            {
                var random = CounterRandom.For(77, epoch, batch);
                yield return
                [
                    .. random.Permutation(classes.ClassCount).Take(p).SelectMany(c =>
                        random.Fork((ulong)c).Permutation(classes.SizeOf(c)).Take(k).Select(i => classes.SamplesOf(c)[i])),
                ];
            }
        }
    }
}
