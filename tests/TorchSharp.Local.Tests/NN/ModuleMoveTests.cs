using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class ModuleMoveTests
{
    private sealed class Fields : Module<Tensor, Tensor>
    {
        public readonly Modules.BatchNorm1d norm = BatchNorm1d(2);
        public Modules.Parameter gain = Parameter(ones(2));
        public Tensor offset = zeros(2);
        public Tensor index = tensor(new[] { 3L });

        public Fields()
            : base(nameof(Fields)) => RegisterComponents();

        public override Tensor forward(Tensor input) => norm.call(input) * gain + offset;
    }

    [Test]
    public void To_Float64_ConvertsParametersAndBuffersInFieldsAndChildren()
    {
        using var module = new Fields();
        Assert.That(module.to(ScalarType.Float64), Is.SameAs(module));
        Assert.That(module.gain.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(module.offset.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(module.norm.weight.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(module.norm.running_mean!.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(module.state_dict().Values.Where(t => t.dtype == ScalarType.Int64).Count(), Is.EqualTo(2), "integers stay integers");
        Assert.That(module.get_parameter("gain"), Is.SameAs(module.gain));
        Assert.That(module.get_buffer("offset"), Is.SameAs(module.offset));
        using var scope = NewDisposeScope();
        Assert.That(module.call(ones([4, 2], ScalarType.Float64)).dtype, Is.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void To_AnotherDtype_ReplacesTheParameterAndDisposesTheOldOne()
    {
        using var fc = Linear(2, 2);
        var old = fc.weight;
        fc.to(ScalarType.Float64);
        Assert.That(fc.weight, Is.Not.SameAs(old));
        Assert.That(old.IsInvalid);
        Assert.That(fc.weight.requires_grad && fc.weight.is_leaf);
    }

    [Test]
    public void To_SameDtype_KeepsTheParameter()
    {
        using var fc = Linear(2, 2);
        var before = fc.weight;
        fc.to(ScalarType.Float32);
        fc.to(CPU);
        fc.cpu();
        Assert.That(fc.weight, Is.SameAs(before));
    }

    [Test]
    public void To_AnotherDtype_TakesTheGradientAlong()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(2, 1);
        fc.call(ones(3, 2)).sum().backward();
        fc.to(ScalarType.Float64);
        Assert.That(fc.weight.grad!.dtype, Is.EqualTo(ScalarType.Float64));
        Values.Same(fc.weight.grad!, [3, 3]);
    }

    [Test]
    public void To_IntegerDtype_IsRefused()
    {
        using var module = new Fields();
        Assert.That(() => module.to(ScalarType.Int32), Throws.ArgumentException.With.Message.Contains("Int32"));
    }

    [Test]
    public void To_ModuleMadeInAScope_KeepsItsTensorsPastTheScope()
    {
        Modules.Sequential module;
        using (NewDisposeScope())
        {
            module = Sequential(Linear(2, 2), BatchNorm1d(2));
            module.to(ScalarType.Float64);
        }
        using (module) Assert.That(module.state_dict().Values.Any(t => t.IsInvalid), Is.False);
    }

    [Test]
    public void Extensions_ByName_Convert()
    {
        using var fc = Linear(2, 2);
        Assert.That(fc.@double().weight.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(fc.half().weight.dtype, Is.EqualTo(ScalarType.Float16));
        Assert.That(fc.bfloat16().weight.dtype, Is.EqualTo(ScalarType.BFloat16));
        Assert.That(fc.@float().weight.dtype, Is.EqualTo(ScalarType.Float32));
        using var like = zeros(1, dtype: ScalarType.Float64);
        Assert.That(fc.to(like).weight.dtype, Is.EqualTo(ScalarType.Float64));
    }

    [Test]
    public void ParameterLess_GivenAParameter_Refuses()
    {
        using var module = ReLU();
        Assert.That(() => module.register_buffer("b", ones(1)), Throws.InvalidOperationException.With.Message.Contains("parameter-less"));
        Assert.That(() => module.register_parameter("p", Parameter(ones(1))), Throws.InvalidOperationException);
        Assert.That(() => module.register_module("m", Linear(1, 1)), Throws.InvalidOperationException);
        Assert.That(module.to(ScalarType.Float64), Is.SameAs(module));
    }
}
