using static TorchSharp.torch;
using static TorchSharp.torch.utils.data;

namespace TorchSharp.Local.Tests.Data;

public class TensorDatasetTests
{
    [Test]
    public void Loader_OverTwoTensors_GivesBothInBatches()
    {
        using var scope = NewDisposeScope();
        Tensor x = arange(6, dtype: float32).reshape(3, 2), y = tensor(new long[] { 7, 8, 9 });
        using var loader = DataLoader(TensorDataset(x, y), 2);
        var seen = new List<(float[] X, long[] Y)>();
        foreach (var batch in loader) seen.Add((batch[0].data<float>().ToArray(), batch[1].data<long>().ToArray()));
        Assert.That(seen.Select(b => b.X), Is.EqualTo(new float[][] { [0, 1, 2, 3], [4, 5] }));
        Assert.That(seen.Select(b => b.Y), Is.EqualTo(new long[][] { [7, 8], [9] }));
    }

    [Test]
    public void Dataset_OutlivesTheTensorsItWasMadeFrom()
    {
        var tensors = Tensor.TotalCount;
        using (var dataset = Make())
        {
            Assert.That(dataset.Count, Is.EqualTo(3));
            using var row = dataset[1][0];
            Assert.That(row.data<float>().ToArray(), Is.EqualTo(new[] { 2f, 3f }));
        }
        Assert.That(Tensor.TotalCount, Is.EqualTo(tensors));

        static Modules.TensorDataset Make()
        {
            using var scope = NewDisposeScope();
            return TensorDataset(arange(6, dtype: float32).reshape(3, 2));
        }
    }

    [Test]
    public void Constructor_BadTensors_AreRefused()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => TensorDataset(), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("tensors"));
        var error = Assert.Throws<ArgumentException>(() => TensorDataset(zeros(3, 2), zeros(4)));
        Assert.That(error!.Message, Does.StartWith("All tensors must have the same first dimension size."));
    }
}
