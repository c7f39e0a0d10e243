using System.Runtime.InteropServices;
using TorchSharp.Modules;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.Optimizers;

public class OptimizerTests
{
    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, OptimizerHelper>> Kinds = new()
    {
        ["SGD"] = p => optim.SGD(p, 0.1, 0.9, 0.1, 0.2),
        ["Adam"] = p => optim.Adam(p, 0.1, amsgrad: true),
        ["AdamW"] = p => optim.AdamW(p, 0.1, weight_decay: 0.1),
        ["RMSProp"] = p => optim.RMSProp(p, 0.1, momentum: 0.5, centered: true),
        ["Adagrad"] = p => optim.Adagrad(p, 0.1, 0.1),
    };

    private static string[] Names => [.. Kinds.Keys];

    [TestCaseSource(nameof(Names))]
    public void Step_WithoutGradient_LeavesTheParameterAlone(string kind)
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var optimizer = Kinds[kind]([parameter]);
        optimizer.step();
        Assert.That(parameter.data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1f, 1f }));
    }

    [TestCaseSource(nameof(Names))]
    public void Step_InAClosedScope_KeepsItsStateAndLeavesNothing(string kind)
    {
        using var scope = NewDisposeScope();
        using var parameter = OptimizerValueTests.Start(float32);
        OptimizerHelper optimizer;
        using (NewDisposeScope()) optimizer = Kinds[kind]([parameter]);
        OptimizerValueTests.Train(optimizer, parameter, 0, 1);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        OptimizerValueTests.Train(optimizer, parameter, 1, 4);
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
        optimizer.Dispose();
    }

    [TestCaseSource(nameof(Names))]
    public void Dispose_FreesTheState(string kind)
    {
        using var scope = NewDisposeScope();
        using var parameter = OptimizerValueTests.Start(float32);
        parameter.grad = ones_like(parameter);
        var before = Tensor.TotalCount;
        using (var optimizer = Kinds[kind]([parameter]))
        {
            optimizer.step();
            Assert.That(Tensor.TotalCount, Is.GreaterThan(before));
        }
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [TestCaseSource(nameof(Names))]
    public void SaveStateDict_LoadedByAnotherOptimizer_GoesOnTheSame(string kind)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using Parameter first = OptimizerValueTests.Start(float32), second = OptimizerValueTests.Start(float32);
        using OptimizerHelper one = Kinds[kind]([first]), other = Kinds[kind]([second]);
        OptimizerValueTests.Train(one, first, 0, 3);
        OptimizerValueTests.Train(other, second, 0, 1);
        var file = folder.File("optimizer.dat");
        one.save_state_dict(file);
        other.load_state_dict(file);
        using (no_grad()) second.copy_(first);

        Assert.That(other.state_dict().State[0].ApproximatelyEquals(one.state_dict().State[0]));
        OptimizerValueTests.Train(one, first, 3, 6);
        OptimizerValueTests.Train(other, second, 3, 6);
        Assert.That(second.data<float>().ToArray(), Is.EqualTo(first.data<float>().ToArray()));
    }

    [TestCaseSource(nameof(Names))]
    public void LoadStateDict_OfAnotherOptimizer_CopiesItsStateAndOptions(string kind)
    {
        using var scope = NewDisposeScope();
        using Parameter first = OptimizerValueTests.Start(float32), second = OptimizerValueTests.Start(float32);
        using OptimizerHelper one = Kinds[kind]([first]), other = Kinds[kind]([second]);
        OptimizerValueTests.Train(one, first, 0, 3);
        OptimizerValueTests.Train(other, second, 0, 1);
        one.ParamGroups.Single().LearningRate = 0.05;
        Assert.That(other.state_dict().State[0].ApproximatelyEquals(one.state_dict().State[0]), Is.False);

        other.load_state_dict(one.state_dict());
        OptimizerValueTests.Train(one, first, 3, 4);
        using (no_grad()) second.copy_(OptimizerValueTests.Start(float32));

        Assert.That(other.ParamGroups.Single().LearningRate, Is.EqualTo(0.05));
        Assert.That(other.state_dict().State[0].ApproximatelyEquals(one.state_dict().State[0]), Is.False, "it is a copy");
    }

    [Test]
    public void LoadStateDict_OfAnotherKind_IsInvalidData()
    {
        using var scope = NewDisposeScope();
        using var sgd = optim.SGD([new Parameter(ones(3))], 0.1);
        using var adam = optim.Adam([new Parameter(ones(3))]);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        sgd.save_state_dict(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var error = Assert.Throws<InvalidDataException>(() => adam.load_state_dict(reader));
        Assert.That(error!.Message, Does.Contain("'Adam'").And.Contain("'SGD'"));
    }

    [Test]
    public void LoadStateDict_OtherNumberOfParameters_IsAnArgumentException()
    {
        using var scope = NewDisposeScope();
        using var one = optim.Adam([new Parameter(ones(3))]);
        using var two = optim.Adam([new Parameter(ones(3)), new Parameter(ones(3))]);
        Assert.That(() => two.load_state_dict(one.state_dict()), Throws.ArgumentException);
    }

    [Test]
    public void ZeroGrad_KeepsTheGradientAllocated()
    {
        using var scope = NewDisposeScope();
        Parameter with = new(ones(3)), without = new(ones(3));
        using var optimizer = optim.SGD([with, without], 0.1);
        with.grad = ones(3);
        optimizer.zero_grad();
        Assert.That(with.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 0f, 0f }));
        Assert.That(without.grad, Is.Null);
    }

    // p - 0.5 * d(p^2)/dp = 0 from any p.
    [Test]
    public void Step_Closure_RunsFirstWithGradientsAndItsLossComesBack()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(tensor(new[] { 3f }));
        using var optimizer = optim.SGD([parameter], 0.5);
        using var off = no_grad();
        var loss = optimizer.step(() =>
        {
            var squared = parameter.square().sum();
            squared.backward();
            return squared;
        });
        Assert.That(loss!.item<float>(), Is.EqualTo(9f));
        Assert.That(parameter.data<float>().ToArray(), Is.EqualTo(new[] { 0f }));
    }

    [Test]
    public void Step_BeforeTheBackwardOfWhatUsedTheParameter_IsNoticed()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(3));
        using var optimizer = optim.SGD([parameter], 0.5);
        parameter.grad = ones(3);
        var loss = parameter.square().sum();
        optimizer.step();
        var error = Assert.Throws<ExternalException>(() => loss.backward());
        Assert.That(error!.Message, Does.Contain("modified by an inplace operation"));
    }

    // Rates 0.1 and 0.01, gradient 1: each group goes by its own.
    [Test]
    public void AddParamGroup_EachGroupHasItsOwnOptionsOrTheDefaults()
    {
        using var scope = NewDisposeScope();
        Parameter first = new(zeros(1)), second = new(zeros(1)), third = new(zeros(1));
        using var optimizer = optim.SGD([new SGD.ParamGroup { Parameters = [first] }], 0.1);
        optimizer.add_param_group(new SGD.ParamGroup { Parameters = [second], Options = new SGD.Options { LearningRate = 0.01 } });
        optimizer.add_param_group(new SGD.ParamGroup([third], lr: 0.001));
        first.grad = ones(1);
        second.grad = ones(1);
        third.grad = ones(1);
        optimizer.step();
        Assert.That(optimizer.ParamGroups.Select(g => g.LearningRate), Is.EqualTo(new[] { 0.1, 0.01, 0.001 }));
        Assert.That(optimizer.ParamGroups.Select(g => g.InitialLearningRate), Is.EqualTo(new[] { 0.1, 0.01, 0.001 }));
        Assert.That(optimizer.parameters().Select(p => p.item<float>()), Is.EqualTo(new[] { -0.1f, -0.01f, -0.001f }));
        Assert.That(optimizer.state_dict().StateIndexRef, Is.EqualTo(new[] { new[] { 0 }, [1], [2] }));
    }

    // 1 + 0.1 (1 + 0.5 x 1): in TorchSharp the decay turns with the gradient.
    [Test]
    public void Step_MaximizeWithDecay_IsAsInTorchSharp()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(1));
        using var optimizer = optim.SGD([parameter], 0.1, weight_decay: 0.5, maximize: true);
        parameter.grad = ones(1);
        optimizer.step();
        Assert.That(parameter.item<float>(), Is.EqualTo(1.15f).Within(1e-6));
    }

    [Test]
    public void NamedParameters_AreTaken()
    {
        using var scope = NewDisposeScope();
        var parameter = new Parameter(ones(2));
        using var optimizer = optim.AdamW([("weight", parameter)]);
        Assert.That(optimizer.parameters().Single(), Is.SameAs(parameter));
        Assert.That(optimizer.Betas, Is.EqualTo((0.9, 0.999)));
    }

    [Test]
    public void Constructor_BadNumber_IsNamed()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(1))];
        Assert.That(() => optim.SGD(parameters, -0.1), Throws.ArgumentException.With.Message.EqualTo("Invalid learning rate: -0.1"));
        Assert.That(() => optim.SGD(parameters, 0.1, -1), Throws.ArgumentException.With.Message.EqualTo("Invalid momentum value: -1"));
        Assert.That(() => optim.SGD(parameters, 0.1, 0.9, 0.1, nesterov: true), Throws.ArgumentException.With.Message.Contains("Nesterov"));
        Assert.That(() => optim.Adam(parameters, beta1: 1), Throws.ArgumentException.With.Message.EqualTo("Invalid beta1: 1"));
        Assert.That(() => optim.AdamW(parameters, eps: -1), Throws.ArgumentException.With.Message.EqualTo("Invalid ε: -1"));
        Assert.That(() => optim.RMSProp(parameters, alpha: -1), Throws.ArgumentException.With.Message.EqualTo("Invalid alpha: -1"));
        Assert.That(() => optim.Adagrad(parameters, lr_decay: -1), Throws.ArgumentException.With.Message.EqualTo("Invalid lr_decay value: -1"));
    }
}
