using TorchSharp.Siamese.Data.Loading;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Loading;

public class TupletBatchTests
{
    // Four images [1, 1, 2] of two values: 0 1, 10 11, 20 21, 30 31.
    private static TupletBatch Quintuplets() => new(
        tensor(new float[] { 0, 1, 10, 11, 20, 21, 30, 31 }, [4, 1, 1, 2]), tensor(new long[] { 5, 5, 6, 7 }), tensor(new long[] { 40, 41, 42, 43 }),
        tensor(new long[] { 0, 1, 2, 3, 1, 0, 3, 2 }, [2, 4]), tensor(new[] { true, false, false, true, false, false }, [2, 3]), positives: 1);

    [Test]
    public void Roles_AreColumnsOfTheTuples()
    {
        using var batch = Quintuplets();
        Assert.That((batch.Count, batch.TupleCount, batch.LearningSize, batch.Positives), Is.EqualTo((4, 2, 4, (int?)1)));
        using var scope = NewDisposeScope();
        Assert.That(batch.Anchor.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1 }));
        Assert.That(batch.Positive.shape, Is.EqualTo(new long[] { 2, 1 }));
        Assert.That(batch.Positive.contiguous().data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(batch.Negative.shape, Is.EqualTo(new long[] { 2, 2 }));
        Assert.That(batch.Negative.contiguous().data<long>().ToArray(), Is.EqualTo(new long[] { 2, 3, 3, 2 }));
    }

    [Test]
    public void Dense_Views_AreTheImagesOfTheRoles()
    {
        using var batch = Quintuplets();
        using var scope = NewDisposeScope();
        Assert.That(batch.DenseAnchors().shape, Is.EqualTo(new long[] { 2, 1, 1, 2 }));
        Assert.That(batch.DenseAnchors().data<float>().ToArray(), Is.EqualTo(new float[] { 0, 1, 10, 11 }));
        Assert.That(batch.DensePositives().shape, Is.EqualTo(new long[] { 2, 1, 1, 1, 2 }));
        Assert.That(batch.DensePositives().data<float>().ToArray(), Is.EqualTo(new float[] { 10, 11, 0, 1 }));
        Assert.That(batch.DenseNegatives().shape, Is.EqualTo(new long[] { 2, 2, 1, 1, 2 }));
        Assert.That(batch.DenseNegatives().data<float>().ToArray(), Is.EqualTo(new float[] { 20, 21, 30, 31, 30, 31, 20, 21 }));
        Assert.That(batch.DenseTuples().shape, Is.EqualTo(new long[] { 2, 4, 1, 1, 2 }));
        Assert.That(batch.DenseTuples().data<float>().ToArray(), Is.EqualTo(new float[] { 0, 1, 10, 11, 20, 21, 30, 31, 10, 11, 0, 1, 30, 31, 20, 21 }));
    }

    // One tuple of two images of two channels and one row: channel by channel 1 2 | 3 4 becomes pixel by pixel 1 3 | 2 4.
    [Test]
    public void DenseTuples_ChannelsLast_PutsTheChannelsOfAPixelSideBySide()
    {
        using var scope = NewDisposeScope();
        using var batch = new TupletBatch(
            tensor(new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, [2, 2, 1, 2]), tensor(new long[] { 0, 1 }), tensor(new long[] { 0, 1 }),
            tensor(new long[] { 1, 0 }, [1, 2]), tensor(new[] { false }, [1, 1]));
        var dense = batch.DenseTuples(channelsLast: true);
        Assert.That(dense.shape, Is.EqualTo(new long[] { 1, 2, 1, 2, 2 }));
        Assert.That(dense.is_contiguous(), Is.True);
        Assert.That(dense.data<float>().ToArray(), Is.EqualTo(new float[] { 5, 7, 6, 8, 1, 3, 2, 4 }));
    }

    [Test]
    public void ToTriplets_AreAllPositivesWithAllNegatives()
    {
        using var batch = Quintuplets();
        using var triplets = batch.ToTriplets();
        Assert.That(triplets.Anchors.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 0, 1, 1 }));
        Assert.That(triplets.Positives.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 1, 0, 0 }));
        Assert.That(triplets.Negatives.data<long>().ToArray(), Is.EqualTo(new long[] { 2, 3, 3, 2 }));
    }

    [Test]
    public void ToPairs_PartsPositiveFromNegativePairs()
    {
        using var batch = Quintuplets();
        using var pairs = batch.ToPairs();
        Assert.That(pairs.PositiveAnchors.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1 }));
        Assert.That(pairs.Positives.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 0 }));
        Assert.That(pairs.NegativeAnchors.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 0, 1, 1 }));
        Assert.That(pairs.Negatives.data<long>().ToArray(), Is.EqualTo(new long[] { 2, 3, 3, 2 }));
    }

    [Test]
    public void Methods_LeaveOnlyTheirResult()
    {
        using var batch = Quintuplets();
        LeakCheck.LeavesOnlyItsResult(batch.DenseAnchors);
        LeakCheck.LeavesOnlyItsResult(() => batch.DenseTuples());
        LeakCheck.LeavesOnlyItsResult(() => batch.DenseTuples(channelsLast: true));
        LeakCheck.LeavesOnlyItsResult(batch.ToTriplets, 3);
        LeakCheck.LeavesOnlyItsResult(batch.ToPairs, 4);
    }

    [Test]
    public void Dispose_InAndAfterAScope_FreesEverythingOnce()
    {
        Assert.That(LeakCheck.LeftAlive(() =>
        {
            TupletBatch batch;
            using (NewDisposeScope())
                batch = Quintuplets();
            Assert.That(batch.Images.IsInvalid || batch.Negative.IsInvalid, Is.False);
            batch.Dispose();
            batch.Dispose();
        }), Is.Zero);
    }

    [Test]
    public void Roles_ThatDiffer_AreRefusedWithWhatToUse()
    {
        using var scope = NewDisposeScope();
        using var batch = new TupletBatch(
            ones(2, 1, 1, 1), zeros([2], ScalarType.Int64), zeros([2], ScalarType.Int64), zeros([1, 2], ScalarType.Int64), ones([1, 1], ScalarType.Bool));
        var error = Assert.Throws<InvalidOperationException>(() => _ = batch.Positive);
        Assert.That(error!.Message, Is.EqualTo("Needs tuples of an anchor, positives and negatives for Positive, got tuples whose roles differ; Tuples and Same have them."));
        Assert.Throws<InvalidOperationException>(() => batch.DenseNegatives());
        Assert.Throws<InvalidOperationException>(() => batch.ToTriplets());
    }

    [Test]
    public void Constructor_ShapesThatDoNotFit_NameTheArgument()
    {
        using var scope = NewDisposeScope();
        var (images, two) = (ones(2, 1, 1, 1), zeros([2], ScalarType.Int64));
        var (tuples, same) = (zeros([3, 3], ScalarType.Int64), zeros([3, 2], ScalarType.Bool));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new TupletBatch(ones(2, 1), two, two, tuples, same))!.ParamName, Is.EqualTo("images"));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new TupletBatch(images, zeros(3), two, tuples, same))!.ParamName, Is.EqualTo("labels"));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new TupletBatch(images, two, zeros(3), tuples, same))!.ParamName, Is.EqualTo("ids"));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new TupletBatch(images, two, two, zeros(3, 3), same))!.ParamName, Is.EqualTo("tuples"));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new TupletBatch(images, two, two, tuples.narrow(1, 0, 1), same))!.ParamName, Is.EqualTo("tuples"));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new TupletBatch(images, two, two, tuples, same.t()))!.ParamName, Is.EqualTo("same"));
        Assert.That(Assert.Throws<ArgumentOutOfRangeException>(() => _ = new TupletBatch(images, two, two, tuples, same, 2))!.ParamName, Is.EqualTo("positives"));
    }
}
