using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class DropoutTests
{
    [Test]
    public void Dropout_Training_ZeroesAndScalesTheRest()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var module = Dropout(0.25);
        var output = module.call(ones(100, 100));
        var kept = output.count_nonzero().item<long>();
        Assert.That(kept, Is.EqualTo(7500).Within(200));
        Assert.That(output.max().item<float>(), Is.EqualTo(4f / 3).Within(1e-6));
    }

    [Test]
    public void Dropout_Evaluation_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var module = Dropout(0.9);
        module.eval();
        Values.Same(module.call(Values.Count(1, 1, 4)), [1, 2, 3, 4]);
    }

    [Test]
    public void Dropout2d_Training_DropsWholeChannels()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var sums = Dropout2d(0.5).call(ones(4, 50, 3, 3)).sum([2, 3]);
        Assert.That(Values.Of(sums), Is.All.EqualTo(0).Or.EqualTo(18));
        Assert.That(Values.Of(sums).Count(s => s == 0), Is.InRange(60, 140));
    }

    [Test]
    public void Dropout1d_Training_DropsWholeRowsAndWantsThreeDimensions()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var sums = Dropout1d(0.5).call(ones(2, 50, 3)).sum(2);
        Assert.That(Values.Of(sums), Is.All.EqualTo(0).Or.EqualTo(6));
        Assert.That(() => Dropout1d().call(ones(2, 3)), Throws.ArgumentException);
    }

    [Test]
    public void AlphaDropout_Training_KeepsMeanAndDeviation()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var output = AlphaDropout(0.2).call(randn(200, 200));
        Assert.That(output.mean().item<float>(), Is.EqualTo(0).Within(0.03));
        Assert.That(output.std().item<float>(), Is.EqualTo(1).Within(0.03));
    }

    [Test]
    public void Dropout_SameSeed_DropsTheSame()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var first = functional.dropout(ones(50));
        manual_seed(7);
        Values.Same(functional.dropout(ones(50)), Values.Of(first));
    }
}
