using TorchSharp.Siamese.Data.Loading;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Data.Tests.Loading;

public class SampleBatchTests
{
    [Test]
    public void Dispose_Twice_DisposesTheTensorsOnce()
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        var batch = new SampleBatch(zeros(3, 1, 2, 2), zeros(3, ScalarType.Int64), zeros(3, ScalarType.Int64), 4, 5);
        Assert.That((batch.Count, batch.Epoch, batch.Number), Is.EqualTo((3, 4, 5)));
        batch.Dispose();
        batch.Dispose();
        Assert.That(batch.Images.IsInvalid && batch.Labels.IsInvalid && batch.Ids.IsInvalid, Is.True);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Constructor_RowsThatDiffer_NamesTheArgument()
    {
        using var scope = NewDisposeScope();
        var (images, three, two) = (zeros(3, 1, 2, 2), zeros(3, ScalarType.Int64), zeros(2, ScalarType.Int64));
        Assert.That(Assert.Throws<ArgumentException>(() => _ = new SampleBatch(images, two, three))!.ParamName, Is.EqualTo("labels"));
        var error = Assert.Throws<ArgumentException>(() => _ = new SampleBatch(images, three, two));
        Assert.That(error!.ParamName, Is.EqualTo("ids"));
        Assert.That(error.Message, Does.StartWith("Expected shape [3], got [2]."));
    }
}
