using TorchSharp.Siamese.Models.Weights;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Siamese.Models.Tests.Weights;

public class PyTorchFileTests
{
    // Weight number i of entry e is e + i / 4: the script filled them so. The counter of batches is whole.
    [Test]
    public void ReadPyTorch_StateDict_HasEveryTensorWithItsNumbers()
    {
        using var weights = WeightFile.ReadPyTorch(WeightFixtures.PathOf("network.pt"));
        string[] names = ["conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "bn1.num_batches_tracked", "embed.weight", "embed.bias"];
        Assert.That(weights.Tensors.Keys, Is.EqualTo(names));
        long[][] shapes = [[2, 1, 3, 3], [2], [2], [2], [2], [], [3, 2], [3]];
        for (var e = 0; e < names.Length; e++)
        {
            Assert.That(weights.Tensors[names[e]].shape, Is.EqualTo(shapes[e]));
            Assert.That(Numbers(weights.Tensors[names[e]]), Is.EqualTo(Enumerable.Range(0, (int)weights.Tensors[names[e]].numel()).Select(i => e + (i / 4.0))));
        }
        Assert.That(weights.Tensors["bn1.num_batches_tracked"].dtype, Is.EqualTo(ScalarType.Int64));
        Assert.That(weights.Ignored, Is.Empty);
    }

    [TestCase("f64", ScalarType.Float64, 2)]
    [TestCase("f16", ScalarType.Float16, 3)]
    [TestCase("bf16", ScalarType.BFloat16, 3)]
    [TestCase("i64", ScalarType.Int64, 9)]
    [TestCase("i32", ScalarType.Int32, 9)]
    [TestCase("i16", ScalarType.Int16, 9)]
    [TestCase("i8", ScalarType.Int8, 9)]
    [TestCase("u8", ScalarType.Byte, 9)]
    [TestCase("bool", ScalarType.Bool, 9)]
    [TestCase("parameter", ScalarType.Float32, 2)]
    public void ReadPyTorch_EveryType_IsKept(string name, ScalarType type, int count)
    {
        using var weights = WeightFile.Read(WeightFixtures.PathOf("kinds.pt"));
        var expected = Enumerable.Range(0, count).Select(i => i / 4.0);
        if (type == ScalarType.Bool)
            expected = expected.Select(value => value > 0 ? 1.0 : 0);
        else if (type is not (ScalarType.Float64 or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16))
            expected = expected.Select(Math.Truncate);
        Assert.That(weights.Tensors[name].dtype, Is.EqualTo(type));
        Assert.That(Numbers(weights.Tensors[name]), Is.EqualTo(expected));
    }

    // whole is 4 x 6, number i being i / 4; column is its third column from the second row on.
    [Test]
    public void ReadPyTorch_ViewsOfOneStorage_AreTensorsOfTheirOwn()
    {
        using var weights = WeightFile.Read(WeightFixtures.PathOf("kinds.pt"));
        Assert.That(weights.Tensors["transposed"].shape, Is.EqualTo(new long[] { 6, 4 }));
        Assert.That(Numbers(weights.Tensors["transposed"]), Is.EqualTo(Enumerable.Range(0, 24).Select(i => ((6 * (i % 4)) + (i / 4)) / 4.0)));
        Assert.That(Numbers(weights.Tensors["column"]), Is.EqualTo(new[] { 2.0, 3.5, 5 }));
        using (no_grad())
            weights.Tensors["column"].zero_();
        Assert.That(Numbers(weights.Tensors["whole"]), Is.EqualTo(Enumerable.Range(0, 24).Select(i => i / 4.0)));
        Assert.That((weights.Tensors["scalar"].item<float>(), weights.Tensors["empty"].shape), Is.EqualTo((2.5f, new long[] { 0, 3 })));
        Assert.That(weights.Ignored, Is.EqualTo(new[] { "note", "count", "list" }));
    }

    [Test]
    public void ReadPyTorch_Checkpoint_NamesItsEntriesAndReadsTheOneAskedFor()
    {
        var path = WeightFixtures.PathOf("checkpoint.pt");
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(path))!.Message,
            Is.EqualTo($"'{path}': needs a dictionary with tensors, got the entries 'state_dict', 'optimizer': name one of them as the entry."));
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(path, "model"))!.Message,
            Is.EqualTo($"'{path}': needs an entry 'model', got the entries 'state_dict', 'optimizer': name one of them as the entry."));
        Assert.That(Assert.Throws<InvalidDataException>(() => WeightFile.Read(path, "epoch"))!.Message,
            Is.EqualTo($"'{path}': needs a dictionary of tensors in 'epoch', got another value."));
        using var weights = WeightFile.Read(path, "state_dict");
        Assert.That(weights.Tensors.Keys.First(), Is.EqualTo("module.conv1.weight"));
        Assert.That(weights.Tensors, Has.Count.EqualTo(8));
    }

    [Test]
    public void ReadPyTorch_WhatPythonWritesToday_IsWhatItWroteThen()
    {
        using var folder = new TemporaryFolder();
        WeightFixtures.Run(WeightFixtures.Script, folder.Path);
        foreach (var name in new[] { "network.pt", "kinds.pt" })
        {
            using var then = WeightFile.Read(WeightFixtures.PathOf(name));
            using var now = WeightFile.Read(folder.File(name));
            Assert.That(now.Tensors.Keys, Is.EqualTo(then.Tensors.Keys));
            foreach (var (key, tensor) in now.Tensors)
                Assert.That((tensor.dtype, tensor.shape, Numbers(tensor)), Is.EqualTo((then.Tensors[key].dtype, then.Tensors[key].shape, Numbers(then.Tensors[key]))), key);
        }
    }

    [Test]
    public void ReadPyTorch_LeavesOnlyItsTensorsAlive() =>
        LeakCheck.LeavesOnlyItsResult(() => WeightFile.Read(WeightFixtures.PathOf("kinds.pt")), tensors: 15);

    [Test]
    public void ReadPyTorch_RefusedFile_LeavesNoTensor() =>
        Assert.That(LeakCheck.LeftAlive(() => Assert.Throws<InvalidDataException>(() => WeightFile.Read(WeightFixtures.PathOf("checkpoint.pt")))), Is.Zero);

    internal static double[] Numbers(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to(ScalarType.Float64).contiguous().view(-1).data<double>().ToArray();
    }
}
