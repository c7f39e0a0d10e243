using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Optimizers;

public class OptimizerValueTests
{
    private const int Steps = 5;
    private const int Count = 15;

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("SGD", p => optim.SGD(p, 0.1), AfterFiveSteps.Sgd);
        yield return Case("SGD, decay", p => optim.SGD(p, 0.1, weight_decay: 0.25), AfterFiveSteps.SgdDecay);
        yield return Case("SGD, momentum", p => optim.SGD(p, 0.1, 0.9, 0.5, 0.25), AfterFiveSteps.SgdMomentum);
        yield return Case("SGD, Nesterov", p => optim.SGD(p, 0.1, 0.9, nesterov: true), AfterFiveSteps.SgdNesterov);
        yield return Case("SGD, maximize", p => optim.SGD(p, 0.1, 0.9, maximize: true), AfterFiveSteps.SgdMaximize);
        yield return Case("Adam", p => optim.Adam(p, 0.1), AfterFiveSteps.Adam);
        yield return Case("Adam, decay, AMSGrad", p => optim.Adam(p, 0.1, 0.8, 0.9, 1e-3, 0.25, true), AfterFiveSteps.AdamDecayAmsgrad);
        yield return Case("Adam, maximize", p => optim.Adam(p, 0.1, weight_decay: 0.25, maximize: true), AfterFiveSteps.AdamMaximize);
        yield return Case("AdamW", p => optim.AdamW(p, 0.1, 0.8, 0.9, weight_decay: 0.25), AfterFiveSteps.AdamW);
        yield return Case("AdamW, AMSGrad, maximize", p => optim.AdamW(p, 0.1, weight_decay: 0.25, amsgrad: true, maximize: true),
            AfterFiveSteps.AdamWAmsgradMaximize);
        yield return Case("RMSProp", p => optim.RMSProp(p, 0.01), AfterFiveSteps.RMSProp);
        yield return Case("RMSProp, momentum, centered", p => optim.RMSProp(p, 0.01, 0.9, 1e-3, 0.25, 0.9, true),
            AfterFiveSteps.RMSPropMomentumCentered);
        yield return Case("Adagrad", p => optim.Adagrad(p, 0.1), AfterFiveSteps.Adagrad);
        yield return Case("Adagrad, decays", p => optim.Adagrad(p, 0.1, 0.5, 0.25, 0.1, 1e-3), AfterFiveSteps.AdagradDecays);
    }

    [TestCaseSource(nameof(Cases))]
    public void Step_FiveTimesInDouble_IsWherePyTorchIs(Func<IEnumerable<Parameter>, optim.Optimizer> make, double[] expected)
    {
        using var scope = NewDisposeScope();
        using var parameter = Start(float64);
        Train(make, parameter, Steps);
        Assert.That(parameter.data<double>().ToArray(), Is.EqualTo(expected).Within(1e-11));
    }

    // 15 floats are not a whole number of vectors, and five steps round about 30 times.
    [TestCaseSource(nameof(Cases))]
    public void Step_FiveTimesInFloat_IsWherePyTorchIs(Func<IEnumerable<Parameter>, optim.Optimizer> make, double[] expected)
    {
        using var scope = NewDisposeScope();
        using var parameter = Start(float32);
        Train(make, parameter, Steps);
        Assert.That(parameter.data<float>().ToArray(), Is.EqualTo(expected).Within(3e-6));
    }

    [TestCaseSource(nameof(Cases))]
    public void Step_ParameterIsTransposedMemory_IsTheSame(Func<IEnumerable<Parameter>, optim.Optimizer> make, double[] expected)
    {
        using var scope = NewDisposeScope();
        using var values = Start(float64).detach();
        using var parameter = new Parameter(values.t().contiguous().t());
        Assert.That(parameter.is_contiguous(), Is.False);
        Train(make, parameter, Steps);
        Assert.That(parameter.detach().contiguous().data<double>().ToArray(), Is.EqualTo(expected).Within(1e-11));
    }

    // 20,001 copies of the 15 elements: enough for several threads, each copy must go the same way as one alone.
    [TestCaseSource(nameof(Cases))]
    public void Step_LargeParameter_EveryElementIsTheSameAsAlone(Func<IEnumerable<Parameter>, optim.Optimizer> make, double[] expected)
    {
        const int copies = 20_001;
        using var scope = NewDisposeScope();
        using var alone = Start(float32);
        using var large = new Parameter(Start(float32).detach().repeat(copies, 1));
        Train(make, alone, 2);
        Train(make, large, 2, copies);
        var one = alone.data<float>().ToArray();
        var all = large.data<float>().ToArray();
        Assert.That(all, Has.Length.EqualTo(copies * Count));
        Assert.That(all.Where((value, i) => Math.Abs(value - one[i % Count]) > 1e-6), Is.Empty);
        Assert.That(one.Zip(expected).All(pair => pair.First == pair.Second), Is.False, "two steps are not five");
    }

    [Test]
    public void Step_HalfPrecision_MovesByRate()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(zeros(4, dtype: bfloat16));
        using var optimizer = optim.SGD([parameter], 0.5);
        parameter.grad = ones(4, dtype: bfloat16);
        optimizer.step();
        Assert.That(parameter.detach().to(float32).data<float>().ToArray(), Is.EqualTo(new[] { -0.5f, -0.5f, -0.5f, -0.5f }));
    }

    internal static Parameter Start(ScalarType type) =>
        new(tensor(Enumerable.Range(0, Count).Select(i => (i - 7) / 4.0).ToArray()).reshape(3, 5).to(type));

    internal static void Train(Func<IEnumerable<Parameter>, optim.Optimizer> make, Parameter parameter, int steps, int copies = 1)
    {
        using var optimizer = make([parameter]);
        Train(optimizer, parameter, 0, steps, copies);
    }

    internal static void Train(optim.Optimizer optimizer, Parameter parameter, int from, int to, int copies = 1)
    {
        for (var t = from; t < to; t++)
        {
            using var scope = NewDisposeScope();
            var once = tensor(Enumerable.Range(0, Count).Select(i => ((i * 7 + t * 3) % 11 - 5) / 8.0).ToArray());
            parameter.grad = once.reshape(3, 5).repeat(copies, 1).to(parameter.dtype);
            optimizer.step();
        }
    }

    private static TestCaseData Case(string name, Func<IEnumerable<Parameter>, optim.Optimizer> make, double[] expected) =>
        new TestCaseData(make, expected).SetArgDisplayNames(name);
}
