using TorchSharp.Siamese.Data.Imaging;
using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.Data.Sampling;

namespace TorchSharp.Siamese.Data.Tests.Loading;

public class TupletLoaderTests
{
    private const int Samples = 60;

    private static readonly RandomAffine Affine = new(new RandomAffineOptions { Rotation = ValueRange.PlusMinus(30), TranslationX = ValueRange.PlusMinus(0.2) });

    public static IEnumerable<TestCaseData> Plans()
    {
        var classes = ClassIndex.From([.. Enumerable.Range(0, Samples).Select(i => i % 7)]);
        yield return new TestCaseData(new PairPlan(classes, new PairPlanOptions { Seed = 3 })).SetArgDisplayNames("pairs");
        yield return new TestCaseData(new TripletPlan(classes, new TripletPlanOptions { Seed = 3 })).SetArgDisplayNames("triplets");
        yield return new TestCaseData(new TupletPlan(classes, new TupletPlanOptions { Seed = 3, Positives = 2, Negatives = 3 })).SetArgDisplayNames("tuplets");
    }

    [TestCaseSource(nameof(Plans))]
    public void Epoch_EveryBatch_HoldsThePlansTuplesAndEachImageOnce(ITuplePlan plan)
    {
        var source = new FakeSource(Samples);
        var loader = new TupletLoader(source, plan, 8);
        var number = 0;
        foreach (var batch in loader.Epoch(2))
        {
            using (batch)
            {
                Assert.That((batch.Epoch, batch.Number), Is.EqualTo((2, number)));
                var ids = batch.Ids.data<long>().ToArray();
                Assert.That(ids, Is.Unique);
                Assert.That(batch.Labels.data<long>().ToArray(), Is.EqualTo(ids.Select(id => id % 7)));
                Assert.That(batch.Images.data<float>().ToArray(), Is.EqualTo(ids.SelectMany(id => FakeSource.Values((int)id))));
                var (samples, same) = Expected(plan, 2, number++ * 8, 8);
                Assert.That(batch.Tuples.shape, Is.EqualTo(new long[] { batch.TupleCount, plan.LearningSize }));
                Assert.That(batch.Tuples.data<long>().ToArray().Select(place => (int)ids[place]), Is.EqualTo(samples));
                Assert.That(batch.Same.data<bool>().ToArray(), Is.EqualTo(same));
            }
        }
        Assert.That(number, Is.EqualTo(loader.BatchesPerEpoch).And.EqualTo(8));
        source.AssertNothingLeft();
    }

    [TestCaseSource(nameof(Plans))]
    public void Epoch_AnyWorkersAndPrefetch_GivesTheSameBits(ITuplePlan plan)
    {
        var expected = Bits(new TupletLoader(new FakeSource(Samples), plan, 8, options: Options(0, 1)).Epoch(1));
        foreach (var (workers, prefetch) in new[] { (0, 4), (1, 1), (1, 16), (2, 3), (8, 1), (8, 16) })
        {
            var source = new FakeSource(Samples) { BeforeRead = i => Thread.Sleep(i % 11 == 0 ? 1 : 0) };
            Assert.That(Bits(new TupletLoader(source, plan, 8, options: Options(workers, prefetch)).Epoch(1)), Is.EqualTo(expected));
            source.AssertNothingLeft();
        }
    }

    private static LoaderOptions Options(int workers, int prefetch) => new() { Workers = workers, Prefetch = prefetch, Augmentation = Affine };

    private static (int[] Samples, bool[] Same) Expected(ITuplePlan plan, int epoch, long first, int count)
    {
        var (samples, same) = (new List<int>(), new List<bool>());
        for (var i = first; i < Math.Min(first + count, plan.EpochLength); i++)
        {
            var (tuple, labels) = (new int[plan.LearningSize], new bool[plan.LearningSize - 1]);
            plan.At(epoch, i, tuple, labels);
            samples.AddRange(tuple);
            same.AddRange(labels);
        }
        return ([.. samples], [.. same]);
    }

    private static List<string> Bits(IEnumerable<TupletBatch> batches)
    {
        var bits = new List<string>();
        foreach (var batch in batches)
        {
            using (batch)
            {
                bits.Add(Convert.ToHexString(
                    [.. batch.Images.bytes.ToArray(), .. batch.Labels.bytes.ToArray(), .. batch.Ids.bytes.ToArray(),
                        .. batch.Tuples.bytes.ToArray(), .. batch.Same.bytes.ToArray()]));
            }
        }
        return bits;
    }
}
