using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Init = TorchSharp.torch.nn.init;

namespace TorchSharp.Local.Tests.NN;

/// <summary>The numbers drawn after <c>manual_seed(0)</c> are PyTorch 1.13's on the CPU.</summary>
[NonParallelizable]
public class InitTests
{
    [Test]
    public void LinearThenConv2d_Seeded_StartFromPyTorchsWeights()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var linear = Linear(3, 2);
        using var conv = Conv2d(1, 2, 3);
        Values.Same(linear.weight, [-0.00432251766, 0.309715837, -0.475185335, -0.424894601, -0.222368971, 0.154820725]);
        Values.Same(linear.bias!, [-0.0114391446, 0.457774937]);
        Values.Same(conv.weight[0, 0], [-0.0295813493, 0.08820419, -0.100737691, -0.065521799, -0.318449497, -0.220760703, -0.137407705,
            0.0123478575, 0.131778404], 1e-7);
        Values.Same(conv.bias!, [0.301825404, -0.309223473], 1e-7);
    }

    [Test]
    public void Orthogonal_Seeded_IsPyTorchsAndHasOrthonormalColumns()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        var matrix = Init.orthogonal_(zeros(3, 2));
        Values.Same(matrix, [0.534952521, -0.169930145, -0.756360829, 0.340183854, -0.376489013, -0.924877763], 1e-6);
        Values.Same(matrix.t().mm(matrix), [1, 0, 0, 1], 1e-6);
    }

    [Test]
    public void Orthogonal_WideWithGain_HasOrthogonalRowsOfThatLength()
    {
        using var scope = NewDisposeScope();
        var matrix = Init.orthogonal_(zeros(2, 3), 2);
        Values.Same(matrix.mm(matrix.t()), [4, 0, 0, 4], 1e-5);
    }

    [Test]
    public void Sparse_HalfOfEachColumn_IsZeroAndTheRestPyTorchs()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        Values.Same(Init.sparse_(zeros(4, 2), 0.5), [0, -0.00293428916, 0, 0, -0.0108452234, -0.0139859542, 0.00403346866, 0], 1e-9);
    }

    [TestCase(Init.NonlinearityType.Linear, 0, 1)]
    [TestCase(Init.NonlinearityType.Sigmoid, 0, 1)]
    [TestCase(Init.NonlinearityType.Tanh, 0, 5.0 / 3)]
    [TestCase(Init.NonlinearityType.ReLU, 0, 1.4142135623730951)]
    [TestCase(Init.NonlinearityType.LeakyReLU, 0, 1.4142135623730951)]
    [TestCase(Init.NonlinearityType.LeakyReLU, 1, 1)]
    public void Gain_OfANonlinearity_IsPyTorchs(Init.NonlinearityType kind, double slope, double expected) =>
        Assert.That(Init.calculate_gain(kind, slope), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Fans_OfAConvolutionsWeight_CountItsKernel()
    {
        using var weight = zeros(6, 4, 3, 5);
        Assert.That(Init.CalculateFanInAndFanOut(weight), Is.EqualTo((60, 90)));
        using var vector = zeros(6);
        Assert.Throws<ArgumentException>(() => Init.CalculateFanInAndFanOut(vector));
    }

    // Bound of a uniform distribution with deviation s: s·√3. Kaiming: s = gain/√fan; Xavier: s = gain·√(2/(in + out)).
    [TestCase("kaiming in", 0.5)]           // √3·√2/√24
    [TestCase("kaiming out", 0.70710678)]   // √3·√2/√12
    [TestCase("xavier", 0.40824829)]        // √3·√(2/36)
    public void Uniform_LargeTensor_FillsItsBoundsEvenly(string kind, double bound)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (rows, columns) = (12, 24);
        var all = cat(Enumerable.Range(0, 50).Select(_ => Fill(kind, zeros(rows, columns))).ToList());
        Assert.That(all.abs().max().item<float>(), Is.InRange(0.99 * bound, bound));
        Assert.That(all.mean().item<float>(), Is.EqualTo(0).Within(0.02 * bound));
        Assert.That(all.std().item<float>(), Is.EqualTo(bound / Math.Sqrt(3)).Within(0.02 * bound));
    }

    private static Tensor Fill(string kind, Tensor t) => kind switch
    {
        "kaiming in" => Init.kaiming_uniform_(t),
        "kaiming out" => Init.kaiming_uniform_(t, mode: Init.FanInOut.FanOut),
        _ => Init.xavier_uniform_(t),
    };

    [Test]
    public void XavierNormal_Seeded_DrawsLikeXavierUniform()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var uniform = Init.xavier_uniform_(zeros(3, 5), 2);
        manual_seed(3);
        Values.Same(Init.xavier_normal_(zeros(3, 5), 2), Values.Of(uniform));
    }

    [Test]
    public void Uniform_WithAGenerator_StillDrawsFromTheDefaultOne()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        manual_seed(4);
        var expected = Init.uniform_(zeros(4));
        manual_seed(4);
        Values.Same(Init.uniform_(zeros(4), generator: generator), Values.Of(expected));
    }

    [Test]
    public void KaimingNormal_LargeTensor_HasTheDeviationOfItsFan()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var values = Init.kaiming_normal_(zeros(500, 50), nonlinearity: Init.NonlinearityType.ReLU);
        Assert.That(values.std().item<float>(), Is.EqualTo(0.2).Within(0.004));   // √2/√50
    }

    [Test]
    public void Constants_InPlace_ReturnTheSameObject()
    {
        using var scope = NewDisposeScope();
        var t = zeros(2, 2);
        Assert.That(Init.ones_(t), Is.SameAs(t));
        Values.Same(t, [1, 1, 1, 1]);
        Values.Same(Init.constant_(t, 2.5), [2.5, 2.5, 2.5, 2.5]);
        Values.Same(Init.eye_(t), [1, 0, 0, 1]);
        Values.Same(Init.zeros_(t), [0, 0, 0, 0]);
    }

    [Test]
    public void Dirac_Kernel_PassesItsInputThrough()
    {
        using var scope = NewDisposeScope();
        var weight = Init.dirac_(ones(2, 2, 3, 3));
        var image = Values.Count(1, 1, 1, 2, 4, 4).to(ScalarType.Float32);
        Values.Same(functional.conv2d(image, weight, padding: [1, 1]), Values.Of(image));
    }

    [Test]
    public void Fill_Parameter_LeavesItALeafThatNeedsAGradient()
    {
        using var scope = NewDisposeScope();
        using var p = Parameter(zeros(2, 2));
        Init.normal_(p);
        Init.uniform_(p, 1, 2);
        Assert.That(p.is_leaf && p.requires_grad);
        Assert.That(p.min().item<float>(), Is.GreaterThanOrEqualTo(1));
    }
}
