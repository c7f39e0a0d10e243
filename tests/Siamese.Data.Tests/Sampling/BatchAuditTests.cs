using TorchSharp.Siamese.Data.Labels;
using TorchSharp.Siamese.Data.Sampling;
using TorchSharp.Siamese.Data.Tests.Tuples;

namespace TorchSharp.Siamese.Data.Tests.Sampling;

public class BatchAuditTests
{
    private static readonly ClassIndex TwoClasses = ClassIndex.From((string[])["cat", "cat", "dog", "dog", "cat"]);

    // A list that is not shuffled: tuples 2 and 3 are batch 1 of size 2, and tuple 4 alone is batch 2.
    private static readonly PairListPlan Listed = new(
        [new(0, 1, true), new(0, 2, false), new(4, 3, false), new(2, 3, true), new(1, 4, true)], 5, new ListPlanOptions { Shuffle = false });

    [Test]
    public void Of_BatchOfAList_NamesItsTuplesRolesAndClasses()
    {
        var audit = BatchAudit.Of(Listed, epoch: 0, batch: 1, batchSize: 2, TwoClasses);
        Assert.That((audit.Epoch, audit.Batch), Is.EqualTo((0, 1L)));
        Assert.That(audit.Samples, Is.EqualTo(new AuditedSample[]
        {
            new(2, 0, SampleRole.Anchor, 4, 0), new(2, 1, SampleRole.Negative, 3, 1),
            new(3, 0, SampleRole.Anchor, 2, 1), new(3, 1, SampleRole.Positive, 3, 1),
        }));
    }

    [Test]
    public void Format_WithNames_OneLineAPlace()
    {
        var audit = BatchAudit.Of(Listed, epoch: 0, batch: 1, batchSize: 2, TwoClasses);
        Assert.That(audit.Format(s => $"file{s}.png"), Is.EqualTo(
            """
            Batch 1 of epoch 0: tuples 2 to 3 of the 5 of an epoch
            2  anchor    cat  file4.png
               negative  dog  file3.png
            3  anchor    dog  file2.png
               positive  dog  file3.png

            """));
        Assert.That(audit.Format(className: c => $"class {c}"), Does.Contain("2  anchor    class 0  4\n"));
    }

    [Test]
    public void Of_LastBatch_IsShort_AndLaterEpochsGoOn()
    {
        Assert.That(BatchAudit.Of(Listed, 0, 2, 2).Samples, Is.EqualTo(new AuditedSample[]
        {
            new(4, 0, SampleRole.Anchor, 1, null), new(4, 1, SampleRole.Positive, 4, null),
        }));
        Assert.That(BatchAudit.Of(Listed, 7, 2, 2).ToString(), Is.EqualTo(
            "Batch 2 of epoch 7: tuples 4 to 4 of the 5 of an epoch\n4  anchor    1\n   positive  4\n"));
    }

    [Test]
    public void Of_EveryPlan_IsWhatThePlanGives()
    {
        var classes = LabelledSets.InOrder(4, 3, 5);
        ITuplePlan[] plans =
        [
            new PairPlan(classes, new() { Seed = 3, EpochLength = 20 }),
            new TripletPlan(classes, new() { Seed = 3, EpochLength = 20 }),
            new TupletPlan(classes, new() { Seed = 3, EpochLength = 20, Positives = 2, Negatives = 3 }),
        ];
        foreach (var plan in plans)
        {
            var audit = BatchAudit.Of(plan, epoch: 2, batch: 3, batchSize: 6, classes);      // tuples 18 and 19
            var size = plan.LearningSize;
            Assert.That(audit.Samples, Has.Count.EqualTo(2 * size));
            for (var t = 0; t < 2; t++)
            {
                var (samples, same) = (new int[size], new bool[size - 1]);
                plan.At(2, 18 + t, samples, same);
                var rows = audit.Samples.Skip(t * size).Take(size).ToArray();
                Assert.That(rows.Select(row => row.Sample), Is.EqualTo(samples));
                Assert.That(rows.Select(row => row.Tuple), Is.All.EqualTo(18 + t));
                Assert.That(rows.Skip(1).Select(row => row.Role == SampleRole.Positive), Is.EqualTo(same));
                foreach (var row in rows)
                {
                    Assert.That(row.Class, Is.EqualTo(row.Sample < 4 ? 0 : row.Sample < 7 ? 1 : 2));
                    Assert.That(row.Role == SampleRole.Negative, Is.EqualTo(row.Class != rows[0].Class));
                }
            }
        }
    }

    [Test]
    public void Of_Sampler_ListsTheBatch()
    {
        var sampler = new SequentialBatchSampler(5, 2);
        var audit = BatchAudit.Of(sampler, epoch: 1, batch: 1, TwoClasses);
        Assert.That(audit.Samples, Is.EqualTo(new AuditedSample[] { new(null, 0, SampleRole.Member, 2, 1), new(null, 1, SampleRole.Member, 3, 1) }));
        Assert.That(audit.Format(s => $"file{s}.png"), Is.EqualTo(
            "Batch 1 of epoch 1: 2 samples of 1 classes; an epoch has 3 batches\n0  dog  file2.png\n1  dog  file3.png\n"));
        Assert.That(BatchAudit.Of(sampler, 0, 2).ToString(), Is.EqualTo("Batch 2 of epoch 0: 1 samples; an epoch has 3 batches\n0  4\n"));
    }

    [TestCase(-1, 0, 2, "epoch", "epoch")]
    [TestCase(0, 3, 2, "batch", "Needs a batch from 0 to 2, got 3.")]
    [TestCase(0, -1, 2, "batch", "Needs a batch from 0 to 2, got -1.")]
    [TestCase(0, 0, 0, "batchSize", "Needs 1 to 8388608 tuples a batch, got 0.")]
    [TestCase(0, 0, 8388609, "batchSize", "Needs 1 to 8388608 tuples a batch, got 8388609.")]
    public void Of_NumberOutsideItsRange_IsNamed(int epoch, long batch, int size, string argument, string message)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => BatchAudit.Of(Listed, epoch, batch, size));
        Assert.That(error!.ParamName, Is.EqualTo(argument));
        Assert.That(error.Message, Does.Contain(message));
    }

    [Test]
    public void Of_OtherClassesOrBatchThanTheSamplerHas_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => BatchAudit.Of(Listed, 0, 0, 2, LabelledSets.InOrder(2, 2)));
        Assert.That(error!.ParamName, Is.EqualTo("classes"));
        Assert.That(error.Message, Does.StartWith("Needs classes of the plan's 5 samples, got 4."));
        var range = Assert.Throws<ArgumentOutOfRangeException>(() => BatchAudit.Of(new SequentialBatchSampler(5, 2), 0, 3));
        Assert.That(range!.Message, Does.StartWith("Needs a batch from 0 to 2, got 3."));
        Assert.That(Assert.Throws<ArgumentNullException>(() => BatchAudit.Of((ITuplePlan)null!, 0, 0, 2))!.ParamName, Is.EqualTo("plan"));
        Assert.That(Assert.Throws<ArgumentNullException>(() => BatchAudit.Of((IBatchSampler)null!, 0, 0))!.ParamName, Is.EqualTo("sampler"));
    }
}
