using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;

namespace TorchSharp.Local.Tests.NN;

public class AutogradFunctionTests
{
    /// <summary>x³, with the factor of its gradient as data.</summary>
    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("factor", 3.0);
            return x.pow(3);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [grad_output * (double)ctx.get_data("factor") * ctx.get_saved_variables()[0].square()];
    }

    [Test]
    public void Apply_Cube_HasItsValueAndGradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 2.0, -1.0 }).requires_grad_();
        var y = Cube.apply(x);
        Values.Same(y, [8, -1]);
        (y * 10).sum().backward();
        Values.Same(x.grad!, [120, 30]);
        GradientCheck.Agrees(t => Cube.apply(t).sum(), tensor(new[] { 0.5, 1.5, -2 }));
    }

    [Test]
    public void Apply_NoGradientNeeded_MakesNoNode()
    {
        using var scope = NewDisposeScope();
        Assert.That(Cube.apply(tensor(2.0)).requires_grad, Is.False);
        var x = tensor(2.0).requires_grad_();
        using (no_grad()) Assert.That(Cube.apply(x).requires_grad, Is.False);
        Assert.That(Cube.apply(x).requires_grad);
    }

    [Test]
    public void Backward_Twice_DifferentiatesThroughTheSavedInput()
    {
        using var scope = NewDisposeScope();
        var x = tensor(2.0).requires_grad_();
        var first = autograd.grad([Cube.apply(x)], [x], create_graph: true)[0];
        Values.Same(first, [12]);
        var second = autograd.grad([first], [x])[0];
        Values.Same(second, [12]);   // 6x
    }

    /// <summary>exp, which saves its own output.</summary>
    private sealed class Exponential : autograd.SingleTensorFunction<Exponential>
    {
        public override string Name => nameof(Exponential);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var y = ((Tensor)vars[0]).exp();
            ctx.save_for_backward([y]);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * ctx.get_saved_variables()[0]];
    }

    [Test]
    public void Apply_SavedOutput_GivesTheGradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(1.0).requires_grad_();
        Exponential.apply(x).backward();
        Values.Same(x.grad!, [Math.E]);
    }

    /// <summary>Sum and difference of two tensors; a number in between takes no gradient.</summary>
    private sealed class Both : autograd.MultiTensorFunction<Both>
    {
        public static List<Tensor>? LastGradients { get; private set; }

        public override string Name => nameof(Both);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (a, scale, b, materialize) = ((Tensor)vars[0], (double)vars[1], (Tensor)vars[2], (bool)vars[3]);
            ctx.set_materialize_grads(materialize);
            ctx.save_data("scale", scale);
            return [(a + b) * scale, (a - b) * scale];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            LastGradients = grad_outputs.Select(g => g.IsInvalid ? g : g.alias().DetachFromDisposeScope()).ToList();
            var scale = (double)ctx.get_data("scale");
            var sum = grad_outputs[0] * scale;
            if (grad_outputs[1].IsInvalid) return [sum, null!, sum, null!];
            var difference = grad_outputs[1] * scale;
            return [sum + difference, null!, sum - difference, null!];
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Apply_UnusedOutput_HasAGradientOfZerosOrNone(bool materialize)
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(1.0).requires_grad_(), b = tensor(2.0).requires_grad_();
        var outputs = Both.apply(a, 10.0, b, materialize);
        Values.Same(outputs[1], [-10]);
        outputs[0].backward();
        Values.Same(a.grad!, [10]);
        Values.Same(b.grad!, [10]);
        Assert.That(Both.LastGradients![1].IsInvalid, Is.EqualTo(!materialize));
    }

    [Test]
    public void Apply_BothOutputs_AddUpTheirGradients()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(1.0).requires_grad_(), b = tensor(2.0).requires_grad_();
        var outputs = Both.apply(a, 10.0, b, true);
        (outputs[0] + 2 * outputs[1]).backward();
        Values.Same(a.grad!, [30]);
        Values.Same(b.grad!, [-10]);
    }

    [Test]
    public void Apply_InputWithoutGradient_GetsNone()
    {
        using var scope = NewDisposeScope();
        Tensor a = tensor(1.0).requires_grad_(), b = tensor(2.0);
        Both.apply(a, 10.0, b, true)[0].backward();
        Values.Same(a.grad!, [10]);
        Assert.That(b.grad, Is.Null);
    }
}
