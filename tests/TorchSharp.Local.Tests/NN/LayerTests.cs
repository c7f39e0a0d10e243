using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class LayerTests
{
    private const ScalarType F64 = ScalarType.Float64;

    private static void Set(Tensor target, params double[] values)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        target.copy_(tensor(values, target.shape));
    }

    [Test]
    public void Linear_Rows_AreMultipliedByTheTransposedWeightPlusBias()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(2, 3, dtype: F64);
        Set(fc.weight, 1, 2, 3, 4, 5, 6);
        Set(fc.bias!, 10, 20, 30);
        Values.Same(fc.call(tensor(new[,] { { 1.0, -1.0 } })), [9, 19, 29]);
        Assert.That((fc.in_features, fc.out_features), Is.EqualTo((2L, 3L)));
        using var bare = Linear(2, 3, hasBias: false);
        Assert.That(bare.bias, Is.Null);
        Assert.That(bare.state_dict().Keys, Is.EqualTo(new[] { "weight" }));
    }

    [Test]
    public void Linear_GivenItsParameters_TakesThem()
    {
        using var scope = NewDisposeScope();
        var weight = Parameter(Values.Count(1, 1, 1, 2));
        using var fc = Linear(weight);
        Assert.That(fc.weight, Is.SameAs(weight));
        Values.Same(fc.call(ones(1, 2, dtype: F64)), [3]);
    }

    [Test]
    public void Linear_NewWeight_ReplacesAndDisposesTheOldOne()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(1, 1, hasBias: false);
        var old = fc.weight;
        fc.weight = Parameter(full(1, 1, 7f));
        Assert.That(old.IsInvalid);
        Assert.That(fc.get_parameter("weight"), Is.SameAs(fc.weight));
        Values.Same(fc.call(ones(1, 1)), [7]);
    }

    // 1..9 under the kernel ((1, 0), (0, -1)): each cell minus the one right below it is -4.
    [Test]
    public void Conv2d_Kernel_SlidesOverTheImage()
    {
        using var scope = NewDisposeScope();
        using var conv = Conv2d(1, 1, 2, dtype: F64);
        Set(conv.weight, 1, 0, 0, -1);
        Set(conv.bias!, 0.5);
        var image = Values.Count(1, 1, 1, 1, 3, 3);
        Values.Same(conv.call(image), [-3.5, -3.5, -3.5, -3.5]);
        Assert.That(conv.call(image[0]).shape, Is.EqualTo(new long[] { 1, 2, 2 }), "one sample without a batch");
    }

    [TestCase(2, 1, 1, 3)]
    [TestCase(1, 1, 1, 5)]
    [TestCase(1, 0, 2, 1)]
    [TestCase(2, 0, 1, 2)]
    public void Conv2d_StridePaddingDilation_GiveTheSizeOfTheFormula(long stride, long padding, long dilation, long expected)
    {
        using var scope = NewDisposeScope();
        using var conv = Conv2d(2, 4, 3, stride, padding, dilation, groups: 2);
        Assert.That(conv.weight.shape, Is.EqualTo(new long[] { 4, 1, 3, 3 }));
        Assert.That(conv.call(ones(1, 2, 5, 5)).shape, Is.EqualTo(new[] { 1, 4, expected, expected }));
    }

    // A kernel of ones counts what it covers: 3 cells of ones in a corner of zeros, 4 with any other padding.
    [TestCase(PaddingModes.Zeros, 1, 2)]
    [TestCase(PaddingModes.Reflect, 4, 4)]
    [TestCase(PaddingModes.Replicate, 4, 4)]
    [TestCase(PaddingModes.Circular, 4, 4)]
    public void Conv2d_PaddingMode_FillsTheBorder(PaddingModes mode, double corner, double edge)
    {
        using var scope = NewDisposeScope();
        using var conv = Conv2d(1, 1, 2, padding: 1, padding_mode: mode, bias: false, dtype: F64);
        Set(conv.weight, 1, 1, 1, 1);
        var output = conv.call(ones([1, 1, 3, 3], F64));
        Assert.That(output.shape, Is.EqualTo(new long[] { 1, 1, 4, 4 }));
        Assert.That(output[0, 0, 0, 0].item<double>(), Is.EqualTo(corner));
        Assert.That(output[0, 0, 0, 1].item<double>(), Is.EqualTo(edge));
    }

    [Test]
    public void Conv2d_PaddingSame_KeepsTheSizeAndRefusesAStride()
    {
        using var scope = NewDisposeScope();
        using var conv = Conv2d(1, 1, 3, Padding.Same);
        Assert.That(conv.call(ones(1, 1, 5, 7)).shape, Is.EqualTo(new long[] { 1, 1, 5, 7 }));
        Assert.That(() => Conv2d(1, 1, 3, Padding.Same, stride: 2), Throws.ArgumentException.With.Message.Contains("strided"));
    }

    [Test]
    public void Conv2d_WrongChannels_SaysHowMany()
    {
        using var scope = NewDisposeScope();
        using var conv = Conv2d(3, 1, 3);
        Assert.That(() => conv.call(ones(1, 1, 5, 5)), Throws.ArgumentException.With.Message.Contains("3 channels"));
    }

    [Test]
    public void Conv1dAndConv3d_OnesUnderAKernelOfOnes_CountIt()
    {
        using var scope = NewDisposeScope();
        using var line = Conv1d(1, 1, 3, bias: false, dtype: F64);
        using var space = Conv3d(1, 1, 2, bias: false, dtype: F64);
        init.ones_(line.weight);
        init.ones_(space.weight);
        Values.Same(line.call(ones([1, 1, 4], F64)), [3, 3]);
        Values.Same(space.call(ones([1, 1, 2, 2, 3], F64)), [8, 8]);
    }

    [Test]
    public void ConvTranspose2d_OneCell_PaintsTheKernel()
    {
        using var scope = NewDisposeScope();
        using var conv = ConvTranspose2d(1, 1, 2, stride: 2, bias: false, dtype: F64);
        Set(conv.weight, 1, 2, 3, 4);
        Values.Same(conv.call(tensor(new[] { 1.0, 10.0 }, [1, 1, 1, 2])), [1, 2, 10, 20, 3, 4, 30, 40]);
        Assert.That(conv.forward(ones([1, 1, 1, 2], F64), [3, 5]).shape, Is.EqualTo(new long[] { 1, 1, 3, 5 }));
        Assert.That(() => conv.forward(ones([1, 1, 1, 2], F64), [4, 4]), Throws.ArgumentException);
        using var wider = ConvTranspose2d(1, 1, (2, 2), (2, 2), output_padding: (1, 0), dtype: F64);
        Assert.That(wider.call(ones([1, 1, 1, 2], F64)).shape, Is.EqualTo(new long[] { 1, 1, 3, 5 }), "the first output padding is for both");
    }

    // Channels 0.25..1, 1.25..2 and 2.25..3: means 0.625, 1.625, 2.625, unbiased variance 5/48 each.
    private static readonly double[] Standard = [-1.34155493, -0.447184977, 0.447184977, 1.34155493];

    [Test]
    public void BatchNorm2d_TrainingThenEvaluation_UsesTheBatchThenTheRunningStatistics()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm2d(3, dtype: F64);
        var x = Values.Count(0.25, 0.25, 1, 3, 2, 2);
        Values.Same(norm.call(x), [.. Standard, .. Standard, .. Standard]);
        Values.Same(norm.running_mean!, [0.0625, 0.1625, 0.2625]);
        Values.Same(norm.running_var!, [0.910416667, 0.910416667, 0.910416667]);
        Assert.That(norm.num_batches_tracked!.item<double>(), Is.EqualTo(1));
        norm.eval();
        Values.Same(norm.call(x)[0, 0].flatten(), [0.196507345, 0.458517137, 0.72052693, 0.982536723]);
        Assert.That(norm.num_batches_tracked!.item<double>(), Is.EqualTo(1), "evaluation counts nothing");
    }

    [Test]
    public void BatchNorm_Reset_ForgetsTheStatistics()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm1d(2);
        norm.call(Values.Count(1, 1, 4, 2).to(ScalarType.Float32));
        norm.reset_running_stats();
        Values.Same(norm.running_mean!, [0, 0]);
        Values.Same(norm.running_var!, [1, 1]);
        Assert.That(norm.num_batches_tracked!.item<long>(), Is.Zero);
        Assert.That(norm.num_batches_tracked!.dtype, Is.EqualTo(ScalarType.Int64));
    }

    [Test]
    public void BatchNorm_NeitherAffineNorTracking_HasNoState()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm1d(2, affine: false, track_running_stats: false);
        Assert.That(norm.state_dict(), Is.Empty);
        norm.eval();
        Values.Same(norm.call(tensor(new[,] { { 0f, 1f }, { 2f, 5f } })), [-1, -1, 1, 1], 1e-5);
    }

    [Test]
    public void BatchNorm_WrongRank_IsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => BatchNorm2d(3).call(ones(2, 3)), Throws.ArgumentException.With.Message.Contains("4D"));
        Assert.That(() => BatchNorm1d(3).call(ones(2, 3, 1, 1)), Throws.ArgumentException.With.Message.Contains("2D or 3D"));
    }

    [Test]
    public void LayerAndInstanceNorm_EachPlane_IsStandardised()
    {
        using var scope = NewDisposeScope();
        var x = Values.Count(0.25, 0.25, 1, 3, 2, 2);
        double[] expected = [.. Standard, .. Standard, .. Standard];
        using var layer = LayerNorm([2, 2], dtype: F64);
        Values.Same(layer.call(x), expected);
        Assert.That(layer.state_dict().Keys, Is.EqualTo(new[] { "weight", "bias" }));
        using var instance = InstanceNorm2d(3, dtype: F64);
        Values.Same(instance.call(x), expected);
        Values.Same(instance.call(x[0]), expected);
        Assert.That(instance.state_dict(), Is.Empty);
        Assert.That(() => InstanceNorm2d(4).call(x), Throws.ArgumentException.With.Message.Contains("num_features (4)"));
    }

    [Test]
    public void GroupNorm_OneGroup_IsStandardisedOverAllChannels()
    {
        using var scope = NewDisposeScope();
        using var norm = GroupNorm(1, 3, affine: false);
        Values.Same(norm.call(Values.Count(0.25, 0.25, 1, 3, 2, 2)), [-1.593244318, -1.303563533, -1.013882748, -0.724201963, -0.434521178,
            -0.144840393, 0.144840393, 0.434521178, 0.724201963, 1.013882748, 1.303563533, 1.593244318]);
    }

    [Test]
    public void LocalResponseNorm_ThreeChannels_GivesPyTorchsValues()
    {
        using var scope = NewDisposeScope();
        var x = Values.Count(0.25, 0.25, 1, 3, 2, 2);
        double[] expected = [0.183019004, 0.357770876, 0.517373606, 0.657236181, 0.770504395, 0.852259907, 0.905800359, 0.936548937,
            0.950175814, 0.951610007, 0.94472726, 0.932397386];
        Values.Same(LocalResponseNorm(2, 0.5, 0.75, 1.5).call(x), expected);
        Values.Same(LocalResponseNorm(2, 0.5, 0.75, 1.5).call(x.reshape(1, 3, 4)), expected);
        Assert.That(() => LocalResponseNorm(2).call(x[0, 0]), Throws.ArgumentException);
    }

    [Test]
    public void Embedding_Indices_PickRowsAndTheirGradients()
    {
        using var scope = NewDisposeScope();
        using var table = Embedding_from_pretrained(Values.Count(0, 1, 3, 2), freeze: false, dtype: F64);
        var rows = table.call(tensor(new[] { 2L, 0L, 2L }));
        Values.Same(rows, [4, 5, 0, 1, 4, 5]);
        rows.sum().backward();
        Values.Same(table.weight!.grad!, [1, 1, 0, 0, 2, 2]);
    }

    [Test]
    public void Embedding_PaddingIndex_StartsAtZero()
    {
        using var scope = NewDisposeScope();
        using var table = Embedding(4, 3, padding_idx: 1);
        Values.Same(table.call(tensor(new[] { 1L })), [0, 0, 0]);
        Assert.That(table.state_dict().Keys, Is.EqualTo(new[] { "weight" }));
    }

    // xᵀ W y + b = 1·3 + 2·4·10 with W = diag(1, 10).
    [Test]
    public void Bilinear_TwoRows_IsTheirForm()
    {
        using var scope = NewDisposeScope();
        using var form = Bilinear(2, 2, 1, dtype: F64);
        Set(form.weight, 1, 0, 0, 10);
        Set(form.bias!, 0.5);
        Values.Same(form.call(tensor(new[,] { { 1.0, 2.0 } }), tensor(new[,] { { 3.0, 4.0 } })), [83.5]);
    }

    [Test]
    public void FlattenUnflattenIdentity_KeepTheElements()
    {
        using var scope = NewDisposeScope();
        var x = Values.Count(0, 1, 2, 3, 4);
        Assert.That(Flatten().call(x).shape, Is.EqualTo(new long[] { 2, 12 }));
        Assert.That(Flatten(0, 1).call(x).shape, Is.EqualTo(new long[] { 6, 4 }));
        Assert.That(Unflatten(2, [2, 2]).call(x).shape, Is.EqualTo(new long[] { 2, 3, 2, 2 }));
        var same = Identity().call(x);
        Assert.That(same, Is.Not.SameAs(x));
        same.Dispose();
        Assert.That(x.IsInvalid, Is.False);
    }
}
