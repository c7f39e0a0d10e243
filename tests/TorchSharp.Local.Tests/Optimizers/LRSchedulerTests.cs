using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace TorchSharp.Local.Tests.Optimizers;

public class LRSchedulerTests
{
    private static readonly double[] Base2 = [0.1, 0.1], Max2 = [1.0, 2.0];

    // Rates after 0, 1, 2... steps from an initial rate of 1. Worked by hand, except the cosines, which are PyTorch 1.13's.
    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("StepLR", o => StepLR(o, 2, 0.5), [1, 1, 0.5, 0.5, 0.25, 0.25]);
        yield return Case("MultiStepLR", o => MultiStepLR(o, [1, 3, 3], 0.1), [1, 0.1, 0.1, 0.01, 0.01]);
        yield return Case("ExponentialLR", o => ExponentialLR(o, 0.5), [1, 0.5, 0.25, 0.125]);
        yield return Case("LambdaLR", o => LambdaLR(o, step => 1.0 / (step + 1)), [1, 1.0 / 2, 1.0 / 3, 1.0 / 4]);
        yield return Case("MultiplicativeLR", o => MultiplicativeLR(o, step => 1.0 / step), [1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24]);
        yield return Case("ConstantLR", o => ConstantLR(o, 0.25, 3), [0.25, 0.25, 0.25, 1, 1]);
        yield return Case("LinearLR", o => LinearLR(o, 0.5, 1, 4), [0.5, 0.625, 0.75, 0.875, 1, 1]);
        yield return Case("PolynomialLR", o => PolynomialLR(o, 4, 2), [1, 9.0 / 16, 4.0 / 16, 1.0 / 16, 0, 0]);
        yield return Case("CosineAnnealingLR", o => CosineAnnealingLR(o, 4, 0.1),
            [1, 0.8681980515, 0.55, 0.2318019485, 0.1, 0.2318019485, 0.55, 0.8681980515, 1, 0.8681980515]);
        yield return Case("OneCycleLR", o => OneCycleLR(o, 1.0, 10),
            [0.04, 0.52, 1, 0.950484632, 0.8117456539, 0.6112620219, 0.3887419781, 0.1882583461, 0.04951936799, 4e-6]);
        yield return Case("OneCycleLR by epochs, three phases", o => OneCycleLR(o, 1.0, epochs: 2, steps_per_epoch: 5, three_phase: true,
            anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear), [0.04, 0.52, 1, 0.52, 0.04, 0.0320008, 0.0240016]);
        yield return Case("CyclicLR", o => CyclicLR(o, 0.1, 1.0, 2, 4, cycle_momentum: false), [0.1, 0.55, 1, 0.775, 0.55, 0.325, 0.1, 0.55]);
        yield return Case("CyclicLR, halved", o => CyclicLR(o, 0.1, 1.0, 2, 4, impl.CyclicLR.Mode.Triangular2, cycle_momentum: false),
            [0.1, 0.55, 1, 0.775, 0.55, 0.325, 0.1, 0.325, 0.55, 0.4375]);
        yield return Case("CyclicLR, gamma by the cycle", o => CyclicLR(o, 0.1, 1.0, 2, mode: impl.CyclicLR.Mode.ExpRange, gamma: 0.5,
            cycle_momentum: false), [0.1, 0.325, 0.55, 0.325, 0.1, 0.2125, 0.325]);
        yield return Case("CyclicLR, scaled by the step", o => CyclicLR(o, 0.0, 1.0, 2, scale_fn: step => step,
            scale_mode: impl.CyclicLR.ScaleMode.Iterations, cycle_momentum: false), [0, 0.5, 2, 1.5, 0, 2.5, 6]);
        yield return Case("SequentialLR", o => SequentialLR(o, [ConstantLR(o, 0.1, 2), ExponentialLR(o, 0.9)], [3]),
            [0.1, 0.1, 1, 1, 0.9, 0.81, 0.729]);
        yield return Case("SequentialLR, cut off", o => SequentialLR(o, [ConstantLR(o, 0.1, 5), ExponentialLR(o, 0.9)], [2]),
            [0.1, 0.1, 1, 0.9, 0.81]);
        yield return Case("ChainedLR", o => ChainedLR([ExponentialLR(o, 0.5), StepLR(o, 2, 0.1)]), [1, 0.5, 0.025, 0.0125, 0.000625]);
    }

    [TestCaseSource(nameof(Cases))]
    public void Step_SetsTheRates(Func<Optimizer, LRScheduler> make, double[] expected)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1);
        var scheduler = make(optimizer);
        var rates = new List<double> { Rate(optimizer) };
        while (rates.Count < expected.Length)
        {
            scheduler.step();
            rates.Add(Rate(optimizer));
        }
        Assert.That(rates, Is.EqualTo(expected).Within(1e-9));
    }

    private static IEnumerable<TestCaseData> ClosedForms()
    {
        yield return Case("StepLR", o => StepLR(o, 2, 0.5), [0.125]);
        yield return Case("MultiStepLR", o => MultiStepLR(o, [1, 3, 8], 0.1), [0.01]);
        yield return Case("ExponentialLR", o => ExponentialLR(o, 0.5), [0.0078125]);
        yield return Case("LinearLR", o => LinearLR(o, 0.5, 1, 14), [0.75]);
        yield return Case("ConstantLR", o => ConstantLR(o, 0.25, 8), [0.25]);
        yield return Case("PolynomialLR", o => PolynomialLR(o, 14, 2), [0.25]);
        yield return Case("CosineAnnealingLR", o => CosineAnnealingLR(o, 14, 0.1), [0.55]);
        yield return Case("LambdaLR", o => LambdaLR(o, step => step), [7]);
    }

    [TestCaseSource(nameof(ClosedForms))]
    public void Step_ToANumber_TakesTheRateOfThatStep(Func<Optimizer, LRScheduler> make, double[] seventh)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1);
        make(optimizer).step(7);
        Assert.That(Rate(optimizer), Is.EqualTo(seventh[0]).Within(1e-12));
    }

    [Test]
    public void Step_TwoGroups_EachFromItsOwnRate()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1, 0.5);
        var scheduler = ExponentialLR(optimizer, 0.1);
        scheduler.step();
        Assert.That(optimizer.ParamGroups.Select(g => g.LearningRate), Is.EqualTo(new[] { 0.1, 0.05 }).Within(1e-12));
        Assert.That(scheduler.get_last_lr(), Is.EqualTo(new[] { 0.1, 0.05 }).Within(1e-12));
        Assert.That(optimizer.ParamGroups.Select(g => g.InitialLearningRate), Is.EqualTo(new[] { 1, 0.5 }));
    }

    [Test]
    public void CyclicLR_ARateForEachGroup()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1, 1);
        var scheduler = CyclicLR(optimizer, Base2, Max2, 1, cycle_momentum: false);
        scheduler.step();
        Assert.That(optimizer.ParamGroups.Select(g => g.LearningRate), Is.EqualTo(new[] { 1.0, 2.0 }).Within(1e-12));
    }

    // PyTorch 1.13: momentum 0.95, 0.9, 0.85, then up again along a cosine.
    [Test]
    public void OneCycleLR_MomentumRunsAgainstTheRate()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1);
        var scheduler = OneCycleLR(optimizer, 1.0, 10);
        var momenta = new List<double> { Momentum(optimizer) };
        for (var i = 0; i < 4; i++)
        {
            scheduler.step();
            momenta.Add(Momentum(optimizer));
        }
        Assert.That(momenta, Is.EqualTo(new[] { 0.95, 0.9, 0.85, 0.8549515566, 0.8688255099 }).Within(1e-9));
    }

    // The first group is past its peak; TorchSharp leaves the second in the first phase, at 3/2 of it: (0.04 + 1) / 2.
    [Test]
    public void OneCycleLR_TwoGroups_IsAsInTorchSharp()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1, 1);
        var scheduler = OneCycleLR(optimizer, 1.0, 10);
        for (var i = 0; i < 3; i++) scheduler.step();
        Assert.That(optimizer.ParamGroups.Select(g => g.LearningRate), Is.EqualTo(new[] { 0.950484632, 0.52 }).Within(1e-9));
    }

    // Halfway up from 0.8 to 0.9: TorchSharp goes up from 0.9 by half the difference.
    [Test]
    public void CyclicLR_Momentum_IsAsInTorchSharp()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1);
        CyclicLR(optimizer, 0.1, 1.0, 2).step();
        Assert.That(Momentum(optimizer), Is.EqualTo(0.95).Within(1e-12));
    }

    [Test]
    public void OneCycleLR_Adam_MovesTheFirstBeta()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.Adam([new Parameter(zeros(1))]);
        OneCycleLR(optimizer, 1.0, 10).step();
        var (beta1, beta2) = ((IBetas)optimizer.ParamGroups.Single()).Betas;
        Assert.That(beta1, Is.EqualTo(0.9).Within(1e-12));
        Assert.That(beta2, Is.EqualTo(0.999));
    }

    [Test]
    public void OneCycleLR_PastTheLastStep_Throws()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1);
        var scheduler = OneCycleLR(optimizer, 1.0, 2);
        scheduler.step();
        scheduler.step();
        Assert.That(scheduler.step, Throws.InvalidOperationException.With.Message.Contains("Tried to step 4 times"));
    }

    // Patience 1: the second metric in a row that is not below 0.9 x the best reduces; then one step of cooldown.
    [Test]
    public void ReduceLROnPlateau_NoImprovementForLongerThanPatience_Reduces()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1);
        var scheduler = ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1, threshold: 0.1, cooldown: 1, min_lr: [0.3]);
        double[] metrics = [10, 9.5, 9.1, 9.1, 9.1, 9.1, 1, 1, 1], rates = [1, 1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3];
        foreach (var (metric, rate) in metrics.Zip(rates))
        {
            scheduler.step(metric);
            Assert.That(Rate(optimizer), Is.EqualTo(rate));
        }
    }

    [Test]
    public void ReduceLROnPlateau_MaxAndAbsolute_WantsMoreByTheThreshold()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1);
        var scheduler = ReduceLROnPlateau(optimizer, "max", 0.1, 0, 0.5, "abs");
        scheduler.step(1.0);
        scheduler.step(1.6);
        Assert.That(Rate(optimizer), Is.EqualTo(1));
        scheduler.step(2.0);
        Assert.That(Rate(optimizer), Is.EqualTo(0.1).Within(1e-15));
    }

    [Test]
    public void Misuse_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Sgd(1);
        using var adagrad = optim.Adagrad([new Parameter(zeros(1))]);
        Assert.That(() => ReduceLROnPlateau(optimizer, factor: 1), Throws.ArgumentException);
        Assert.That(() => ReduceLROnPlateau(optimizer, "least"), Throws.ArgumentException.With.Message.Contains("least"));
        Assert.That(() => ReduceLROnPlateau(optimizer, threshold_mode: "none"), Throws.ArgumentException.With.Message.Contains("none"));
        Assert.That(() => ReduceLROnPlateau(optimizer).step(), Throws.InvalidOperationException);
        Assert.That(() => OneCycleLR(optimizer, 1.0), Throws.ArgumentException);
        Assert.That(() => OneCycleLR(optimizer, 1.0, 0), Throws.ArgumentException.With.Message.Contains("total_steps"));
        Assert.That(() => OneCycleLR(optimizer, 1.0, 10, pct_start: 1.5), Throws.ArgumentException.With.Message.Contains("1.5"));
        Assert.That(() => OneCycleLR(adagrad, 1.0, 10), Throws.ArgumentException.With.Message.Contains("momentum"));
        Assert.That(() => CyclicLR(adagrad, 0.1, 1.0), Throws.ArgumentException.With.Message.Contains("momentum"));
        Assert.That(() => SequentialLR(optimizer, [StepLR(optimizer, 1)], [1]), Throws.ArgumentException);
        Assert.That(() => SequentialLR(optimizer, [StepLR(adagrad, 1)], []), Throws.ArgumentException);
    }

    private static SGD Sgd(params double[] rates) =>
        optim.SGD(rates.Select(rate => new SGD.ParamGroup([new Parameter(zeros(1))], rate, 0.9)), 1, 0.9);

    private static double Rate(Optimizer optimizer) => optimizer.ParamGroups.Single().LearningRate;

    private static double Momentum(Optimizer optimizer) => ((IMomentum)optimizer.ParamGroups.Single()).Momentum;

    private static TestCaseData Case(string name, Func<Optimizer, LRScheduler> make, double[] expected) =>
        new TestCaseData(make, expected).SetArgDisplayNames(name);
}
