using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tuples;

Count("5 classes of 10", Enumerable.Repeat(10, 5));
Count("MNIST, training", [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
Count("Omniglot, background", Enumerable.Repeat(20, 964));
Count("Omniglot, all", Enumerable.Repeat(20, 1623));

// Batches of 8 classes with 4 samples of each, and what a miner finds inside one.
var omniglot = ClassIndex.From(Enumerable.Range(0, 19_280).Select(sample => sample / 20));
var sampler = new MPerClassSampler(omniglot, new MPerClassOptions { ClassesPerBatch = 8, SamplesPerClass = 4 });
var batch = sampler.Batches(epoch: 0).First();
var same = batch.Sum(a => batch.Count(b => a < b && omniglot.ClassOf(a) == omniglot.ClassOf(b)));
var different = batch.Sum(a => batch.Count(b => a < b && omniglot.ClassOf(a) != omniglot.ClassOf(b)));
Console.WriteLine(FormattableString.Invariant($"batch of 8 x 4: {batch.Length} images, {same} positive and {different} negative pairs, {2 * same * (batch.Length - 4):#,0} triplets"));
Console.WriteLine(CoverageReport.Of(sampler, omniglot, epoch: 0));

// What we recommend for pairs: half of the pairs positive, none twice before one side is used up, any pair of any epoch at once.
var classes = ClassIndex.From(Enumerable.Range(0, 50).Select(sample => sample / 10));
var plan = new PairPlan(classes, new PairPlanOptions { Seed = 7 });
Console.WriteLine($"balanced plan: {plan.EpochLength} pairs an epoch, {plan.UniqueLength} before one comes again");
Console.WriteLine($"first: {plan.At(epoch: 0, index: 0)}, second: {plan.At(epoch: 0, index: 1)}");
Console.Write(BatchAudit.Of(plan, epoch: 3, batch: 2, batchSize: 4, classes));

static void Count(string name, IEnumerable<int> sizes)
{
    var classes = ClassIndex.From(sizes.SelectMany((size, c) => Enumerable.Repeat(c, size)));
    var (positive, negative) = (new PositivePairSpace(classes).Count, new NegativePairSpace(classes).Count);
    Console.WriteLine(FormattableString.Invariant($"{name}: {classes.SampleCount:#,0} samples"));
    Console.WriteLine(FormattableString.Invariant($"  unique pairs: {positive:#,0} positive, {negative:#,0} negative, 1 to {(double)negative / (double)positive:0.0}, constant answer {100 * (double)negative / (double)(positive + negative):0.0} %"));
    Console.WriteLine(FormattableString.Invariant($"  ordered pairs with self-pairs: {new OrderedPositivePairSpace(classes).Count:#,0} positive, {new OrderedNegativePairSpace(classes).Count:#,0} negative"));
    Console.WriteLine(FormattableString.Invariant($"  triplets: {new TripletSpace(classes).Count:#,0}; quintuplets: {new TupletSpace(classes, positives: 1, negatives: 3).Count:#,0}"));
}
