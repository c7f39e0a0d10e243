using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class ModuleTests
{
    private sealed class Block : Module<Tensor, Tensor>
    {
        public readonly Modules.Linear fc = Linear(2, 2);
        private readonly Tensor scale = ones(2);
        private readonly Module? absent;

        public Block(Module? absent = null)
            : base("block")
        {
            this.absent = absent;
            RegisterComponents();
        }

        public Tensor Scale => scale;
        public bool HasAbsent => absent is not null;

        public override Tensor forward(Tensor input) => fc.call(input) * scale;
    }

    private sealed class Network : Module<Tensor, Tensor>
    {
        public readonly Modules.Sequential features = Sequential(("conv", Conv2d(1, 2, 3)), ("norm", BatchNorm2d(2)), ("act", ReLU()));
        public readonly Block block = new();
        public readonly Modules.Parameter temperature = Parameter(ones(1));

        public Network()
            : base(nameof(Network)) => RegisterComponents();

        public override Tensor forward(Tensor input) => block.call(features.call(input).flatten(1)[.., ..2]) * temperature;
    }

    private static readonly string[] NetworkKeys =
    [
        "temperature", "features.conv.weight", "features.conv.bias", "features.norm.weight", "features.norm.bias", "block.fc.weight", "block.fc.bias",
        "features.norm.running_mean", "features.norm.running_var", "features.norm.num_batches_tracked", "block.scale",
    ];

    [Test]
    public void StateDict_NestedModules_HasOwnParametersThenTheChildrensThenBuffers()
    {
        using var network = new Network();
        Assert.That(network.state_dict().Keys, Is.EqualTo(NetworkKeys));
        Assert.That(network.named_parameters().Select(p => p.name), Is.EqualTo(NetworkKeys[..7]));
        Assert.That(network.named_buffers().Select(b => b.name), Is.EqualTo(NetworkKeys[7..]));
        Assert.That(network.parameters(false).Count(), Is.EqualTo(1));
    }

    [Test]
    public void StateDict_Prefix_StandsBeforeEachKey()
    {
        using var block = new Block();
        Assert.That(block.state_dict(prefix: "left").Keys, Is.EqualTo(new[] { "left.fc.weight", "left.fc.bias", "left.scale" }));
    }

    [Test]
    public void NamedModules_Tree_ListsChildrenThenTheirsWithoutTheRoot()
    {
        using var network = new Network();
        Assert.That(network.named_children().Select(c => c.name), Is.EqualTo(new[] { "features", "block" }));
        Assert.That(network.named_modules().Select(m => m.name),
            Is.EqualTo(new[] { "features", "block", "features.conv", "features.norm", "features.act", "block.fc" }));
        Assert.That(network.block.HasAbsent, Is.False);
    }

    [Test]
    public void Get_ByPath_FindsTheSameObject()
    {
        using var network = new Network();
        Assert.That(network.get_parameter("block.fc.weight"), Is.SameAs(network.block.fc.weight));
        Assert.That(network.get_buffer("block.scale"), Is.SameAs(network.block.Scale));
        Assert.That(network.get_parameter("block.scale"), Is.Null);
        Assert.That(network.has_parameter("features.conv.bias"));
        Assert.That(network.has_buffer("features.norm.running_var"));
        Assert.That(network.has_buffer("features.conv.running_var"), Is.False);
    }

    [Test]
    public void Parameters_SharedModule_AreListedOnce()
    {
        using var fc = Linear(2, 2);
        using var twice = Sequential(("a", fc), ("b", fc));
        Assert.That(twice.named_parameters().Select(p => p.name), Is.EqualTo(new[] { "a.weight", "a.bias" }));
    }

    private sealed class Hand : Module
    {
        public Hand()
            : base("hand")
        {
        }
    }

    [Test]
    public void Register_TakenOrBadName_SaysWhy()
    {
        using var module = new Hand();
        module.register_buffer("b", ones(1));
        module.register_parameter("p", Parameter(ones(1)));
        module.register_module("m", new Hand());
        Assert.That(() => module.register_buffer("b", ones(1)), Throws.InvalidOperationException.With.Message.Contains("b is already registered"));
        Assert.That(() => module.register_parameter("p", Parameter(ones(1))), Throws.InvalidOperationException);
        Assert.That(() => module.register_module("m", new Hand()), Throws.InvalidOperationException);
        Assert.That(() => module.register_module("a.b", new Hand()), Throws.ArgumentException.With.Message.Contains("a.b"));
        Assert.That(() => module.register_module("", new Hand()), Throws.ArgumentException);
        Assert.That(() => module.register_buffer("n", null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Register_NonPersistentBuffer_IsNeitherSavedNorListed()
    {
        using var module = new Hand();
        module.register_buffer("cache", ones(1), persistent: false);
        Assert.That(module.state_dict(), Is.Empty);
        Assert.That(module.has_buffer("cache"));
    }

    [Test]
    public void Train_AndEval_ReachEveryModule()
    {
        using var network = new Network();
        Assert.That(network.modules().All(m => m.training));
        network.eval();
        Assert.That(network.training || network.modules().Any(m => m.training), Is.False);
        network.train();
        Assert.That(network.training && network.modules().All(m => m.training));
    }

    [Test]
    public void Apply_Function_MeetsChildrenBeforeTheirParent()
    {
        using var network = new Network();
        var names = new List<string>();
        network.apply(m => names.Add(m.GetName()));
        Assert.That(names.Count, Is.EqualTo(7));
        Assert.That(names[^1], Is.EqualTo("Network"));
        Assert.That(names.IndexOf("Conv2d"), Is.LessThan(names.IndexOf("block")));
    }

    [Test]
    public void ZeroGrad_ToNoneOrToZero()
    {
        using var scope = NewDisposeScope();
        using var fc = Linear(2, 1);
        fc.call(ones(1, 2)).sum().backward();
        Values.Same(fc.bias!.grad!, [1]);
        fc.zero_grad(set_to_none: false);
        Values.Same(fc.bias!.grad!, [0]);
        fc.zero_grad();
        Assert.That(fc.bias!.grad, Is.Null);
    }

    [Test]
    public void Hooks_BeforeAndAfter_ReplaceInputAndResultUntilRemoved()
    {
        using var scope = NewDisposeScope();
        using var module = ReLU();
        var calls = new List<string>();
        var before = module.register_forward_pre_hook((_, x) => x + 1);
        var after = module.register_forward_hook((_, x, y) => y * 10 + x);
        module.register_forward_pre_hook(m => calls.Add("before " + m.GetName()));
        module.register_forward_hook(m => calls.Add("after " + m.GetName()));
        Values.Same(module.call(tensor(new[] { -3.0, 1.0 })), [-2, 22]);
        before.remove();
        after.remove();
        Values.Same(module.call(tensor(new[] { -3.0, 1.0 })), [0, 1]);
        Assert.That(calls, Is.EqualTo(new[] { "before ReLU", "after ReLU", "before ReLU", "after ReLU" }));
    }

    [Test]
    public void Dispose_Module_DisposesWhatIsRegisteredHereAndBelow()
    {
        var network = new Network();
        var tensors = network.state_dict().Values.ToList();
        network.Dispose();
        Assert.That(tensors.All(t => t.IsInvalid));
        Assert.That(network.Dispose, Throws.Nothing);
    }

    [Test]
    public void LoadStateDict_OtherModule_CopiesValuesAndReportsKeys()
    {
        using var scope = NewDisposeScope();
        using var source = new Block();
        using var target = new Block();
        target.load_state_dict(source.state_dict());
        Values.Same(target.fc.weight, Values.Of(source.fc.weight));
        Assert.That(target.fc.weight, Is.Not.SameAs(source.fc.weight));

        var changed = source.state_dict();
        changed.Remove("scale");
        changed.Add("extra", ones(1));
        Assert.That(() => target.load_state_dict(changed), Throws.InvalidOperationException);
        var (missing, unexpected) = target.load_state_dict(changed, strict: false);
        Assert.That(missing, Is.EqualTo(new[] { "scale" }));
        Assert.That(unexpected, Is.EqualTo(new[] { "extra" }));
        Assert.That(() => target.load_state_dict(changed, skip: ["scale", "extra"]), Throws.Nothing);
    }

    [Test]
    public void LoadStateDict_SkippedKey_KeepsItsValue()
    {
        using var scope = NewDisposeScope();
        using var source = new Block();
        using var target = new Block();
        var before = Values.Of(target.fc.weight);
        target.load_state_dict(source.state_dict(), skip: ["fc.weight"]);
        Values.Same(target.fc.weight, before);
        Values.Same(target.fc.bias!, Values.Of(source.fc.bias!));
    }
}
