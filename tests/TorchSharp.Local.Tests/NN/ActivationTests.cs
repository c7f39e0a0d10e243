using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class ActivationTests
{
    private static readonly double[] Input = [-2.5, -0.5, 0.25, 3.0];

    // What PyTorch 1.13 gives for the input above, in float64.
    private static TestCaseData[] Cases() =>
    [
        Case(ReLU(), 0, 0, 0.25, 3),
        Case(ReLU6(), 0, 0, 0.25, 3),
        Case(LeakyReLU(0.1), -0.25, -0.05, 0.25, 3),
        Case(RReLU(0.1, 0.3), -0.5, -0.1, 0.25, 3),
        Case(Threshold(0.3, -7), -7, -7, -7, 3),
        Case(ELU(0.5), -0.458957501, -0.19673467, 0.25, 3),
        Case(CELU(0.5), -0.496631027, -0.316060279, 0.25, 3),
        Case(SELU(), -1.613785759, -0.691758188, 0.262675247, 3.152102962),
        Case(SiLU(), -0.18964545, -0.188770334, 0.140544125, 2.85772238),
        Case(Mish(), -0.196816204, -0.220743775, 0.16957241, 2.986535005),
        Case(Softplus(2, 1), 0.003357674, 0.156630844, 0.487038492, 3),
        Case(GELU(), -0.015524163, -0.154268769, 0.149676581, 2.995950306),
        Case(GELU(Modules.GELU.Approximate.tanh), -0.015084266, -0.15428599, 0.149675351, 2.996362608),
        Case(Sigmoid(), 0.07585818, 0.377540669, 0.562176501, 0.952574127),
        Case(Tanh(), -0.986614298, -0.462117157, 0.244918662, 0.995054754),
        Case(Hardsigmoid(), 0.083333333, 0.416666667, 0.541666667, 1),
        Case(Hardswish(), -0.208333333, -0.208333333, 0.135416667, 3),
        Case(Softsign(), -0.714285714, -0.333333333, 0.2, 0.75),
        Case(Tanhshrink(), -1.513385702, -0.037882843, 0.005081338, 2.004945246),
        Case(Hardshrink(0.4), -2.5, -0.5, 0, 3),
        Case(Softshrink(0.4), -2.1, -0.1, 0, 2.6),
        Case(LogSigmoid(), -2.578889734, -0.974076984, -0.57593942, -0.048587352),
        Case(Softmax(0), 0.003721296, 0.027496861, 0.058210856, 0.910570988),
        Case(LogSoftmax(0), -5.593683417, -3.593683417, -2.843683417, -0.093683417),
        Case(Softmin(0), 0.831013479, 0.112465445, 0.053124914, 0.003396162),
        Case(GLU(0), -1.405441252, -0.476287063),
    ];

    private static TestCaseData Case(Module<Tensor, Tensor> module, params double[] expected) =>
        new TestCaseData(module, expected).SetArgDisplayNames(module.GetName());

    [TestCaseSource(nameof(Cases))]
    public void Call_FourNumbers_GivesPyTorchsValues(Module<Tensor, Tensor> module, double[] expected)
    {
        using var scope = NewDisposeScope();
        using var input = tensor(Input);
        Values.Same(module.call(input), expected, 2e-9);
        Values.Same(input, Input);
    }

    private static TestCaseData[] InPlaceCases() =>
    [
        Case(ReLU(true), 0, 0, 0.25, 3),
        Case(LeakyReLU(0.1, true), -0.25, -0.05, 0.25, 3),
        Case(CELU(0.5, true), -0.496631027, -0.316060279, 0.25, 3),
        Case(SiLU(true), -0.18964545, -0.188770334, 0.140544125, 2.85772238),
        Case(Sigmoid(true), 0.07585818, 0.377540669, 0.562176501, 0.952574127),
        Case(Tanh(true), -0.986614298, -0.462117157, 0.244918662, 0.995054754),
        Case(Hardtanh(-1.5, 2, true), -1.5, -0.5, 0.25, 2),
        Case(Softsign(true), -0.714285714, -0.333333333, 0.2, 0.75),
        Case(Tanhshrink(true), -1.513385702, -0.037882843, 0.005081338, 2.004945246),
    ];

    [TestCaseSource(nameof(InPlaceCases))]
    public void Call_InPlace_ChangesTheInputAndReturnsASecondObjectOverIt(Module<Tensor, Tensor> module, double[] expected)
    {
        using var scope = NewDisposeScope();
        var input = tensor(Input);
        var output = module.call(input);
        Assert.That(output, Is.Not.SameAs(input));
        output.Dispose();
        Values.Same(input, expected, 2e-9);
    }

    [Test]
    public void PReLU_NegativeInput_IsScaledByTheTrainedSlope()
    {
        using var scope = NewDisposeScope();
        using var module = PReLU(1, 0.5);
        Assert.That(module.state_dict().Keys, Is.EqualTo(new[] { "weight" }));
        var output = module.call(tensor(new[] { -2f, 4f }));
        Values.Same(output, [-1, 4]);
        output.sum().backward();
        Values.Same(module.weight.grad!, [-2]);
    }

    [Test]
    public void Softmax2d_Image_SumsToOneOverTheChannels()
    {
        using var scope = NewDisposeScope();
        var output = Softmax2d().call(Values.Count(0.25, 0.25, 1, 3, 2, 2));
        Values.Same(output[0, .., 0, 0], [0.0900305732, 0.2447284711, 0.6652409558], 1e-9);
        Values.Same(output.sum(1), [1, 1, 1, 1]);
    }
}
