using System.Runtime.InteropServices;
using TorchSharp.Local.Tests.NN;
using TorchSharp.Siamese.TestSupport;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Init = TorchSharp.torch.nn.init;

namespace TorchSharp.Local.Tests.Internals.NN;

/// <summary>Where TorchSharp 0.107 does something else than it says, and this project follows PyTorch.</summary>
public class CorrectedTests
{
    [Test]
    public void Hardtanh_NotInPlace_CutsOff()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -2.5, 0.25, 3 });
        Values.Same(Hardtanh(-1.5, 2).call(x), [-1.5, 0.25, 2]);
        Values.Same(x, [-2.5, 0.25, 3]);
    }

    [Test]
    public void Elu_InPlace_ChangesItsInput()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -2.5, 3 });
        ELU(0.5, true).call(x);
        Values.Same(x, [-0.458957501, 3]);
    }

    [Test]
    public void TruncNormal_AroundFive_StaysInsideItsBounds()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var x = Init.trunc_normal_(zeros(10000), 5, 2, 3, 9);
        Assert.That(x.min().item<float>(), Is.InRange(3, 3.1));
        Assert.That(x.max().item<float>(), Is.InRange(8.7, 9));
        Assert.That(x.mean().item<float>(), Is.EqualTo(5.4597).Within(0.05));   // 5 + 2·(φ(-1) − φ(2)) / (Φ(2) − Φ(-1))
    }

    [Test]
    public void GroupNorm_New_HasWeightsOfOneAndBiasesOfZero()
    {
        using var norm = GroupNorm(2, 4);
        Values.Same(norm.weight, [1, 1, 1, 1]);
        Values.Same(norm.bias!, [0, 0, 0, 0]);
    }

    [Test]
    public void AdaptiveMaxPool3d_OneCell_IsTheLargest()
    {
        using var scope = NewDisposeScope();
        Values.Same(AdaptiveMaxPool3d([1, 1, 1]).call(Values.Count(1, 1, 1, 1, 2, 2, 2)), [8]);
    }

    private sealed class Named : Module
    {
        public readonly Modules.ModuleDict<Modules.Linear> named = ModuleDict(("a", Linear(1, 1)));

        public Named()
            : base(nameof(Named)) => RegisterComponents();
    }

    [Test]
    public void ModuleDict_Moved_MovesWhatItHolds()
    {
        using var module = new Named();
        module.to(ScalarType.Float64);
        Assert.That(module.named["a"].weight.dtype, Is.EqualTo(ScalarType.Float64));
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

    // TorchSharp's own ends the process here.
    [Test]
    public void Function_SavedTensorChangedInPlace_IsAnError()
    {
        using var scope = NewDisposeScope();
        var y = Exponential.apply(tensor(1.0).requires_grad_());
        y.mul_(2);
        Assert.That(() => y.backward(), Throws.InstanceOf<ExternalException>().With.Message.Contains("modified by an inplace operation"));
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]) * 1;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new InvalidOperationException("not today");
    }

    [Test]
    public void Function_BackwardThrows_ItsMessageArrives()
    {
        using var scope = NewDisposeScope();
        var y = Failing.apply(tensor(1.0).requires_grad_());
        Assert.That(() => y.backward(), Throws.InstanceOf<ExternalException>().With.Message.Contains("not today"));
    }

    [Test]
    public void Function_GraphDropped_FreesWhatItSaved()
    {
        using var x = zeros([1], ScalarType.Float64).requires_grad_();
        Failing.apply(x).Dispose();
        var uses = Interop.Native.tl_use_count(x.Handle);
        Assert.That(LeakCheck.LeftAlive(() => { using (NewDisposeScope()) Failing.apply(x); }), Is.Zero);
        Assert.That(Interop.Native.tl_use_count(x.Handle), Is.EqualTo(uses));
    }
}
