using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Local.Tests.NN;

public class ContainerTests
{
    private sealed class Scale(double factor, List<Tensor>? seen = null) : Module<Tensor, Tensor>("scale")
    {
        public override Tensor forward(Tensor input)
        {
            seen?.Add(input);
            return input * factor;
        }
    }

    [Test]
    public void Sequential_Steps_AreAppliedInOrderAndTheirIntermediatesDisposed()
    {
        using var scope = NewDisposeScope();
        var seen = new List<Tensor>();
        using var chain = Sequential(new Scale(2, seen), new Scale(3, seen), ReLU());
        using var input = tensor(new[] { 1.0, -1.0 });
        Values.Same(chain.call(input), [6, 0]);
        Assert.That(seen[0], Is.SameAs(input));
        Assert.That(input.IsInvalid, Is.False);
        Assert.That(seen[1].IsInvalid);
    }

    [Test]
    public void Sequential_Empty_ReturnsASecondObject()
    {
        using var scope = NewDisposeScope();
        using var chain = Sequential();
        var input = ones(1);
        Assert.That(chain.call(input), Is.Not.SameAs(input));
    }

    [Test]
    public void Sequential_Names_ArePositionsUnlessGiven()
    {
        using var plain = Sequential(Linear(1, 1), ReLU());
        plain.append("last", Linear(1, 1)).append(ReLU());
        Assert.That(plain.named_children().Select(c => c.name), Is.EqualTo(new[] { "0", "1", "last", "3" }));
        Assert.That(plain.state_dict().Keys, Is.EqualTo(new[] { "0.weight", "0.bias", "last.weight", "last.bias" }));
        Assert.That(plain.Count, Is.EqualTo(4));
        Assert.That(plain[2], Is.InstanceOf<Modules.Linear>());
    }

    [Test]
    public void Sequential_Slice_SharesModulesAndNames()
    {
        using var chain = Sequential(Linear(1, 1), ReLU(), Linear(1, 1), ReLU());
        var middle = chain[1..3];
        Assert.That(middle.named_children().Select(c => c.name), Is.EqualTo(new[] { "1", "2" }));
        Assert.That(middle[1], Is.SameAs(chain[2]));
        Assert.That(chain[(null, 2)].Count, Is.EqualTo(2));
        Assert.That(() => chain[(0, 5)], Throws.InstanceOf<IndexOutOfRangeException>());
    }

    [Test]
    public void Sequential_TrainAndApply_ReachEveryStep()
    {
        using var chain = Sequential(Dropout(), Sequential(Dropout()));
        chain.eval();
        Assert.That(chain.modules().Any(m => m.training), Is.False);
        var count = 0;
        chain.apply(_ => count++);
        Assert.That(count, Is.EqualTo(4));
    }

    private sealed class Holder : Module<Tensor, Tensor>
    {
        public readonly Modules.ModuleList<Modules.Linear> layers = ModuleList(Linear(1, 1), Linear(1, 1));
        public readonly Modules.ModuleDict<Module> named = ModuleDict(("a", Linear(1, 1, hasBias: false)), ("b", (Module)ReLU()));
        public readonly Modules.ParameterList loose = ParameterList(Parameter(ones(1)), Parameter(ones(2)));
        public readonly Modules.ParameterDict keyed = ParameterDict(("x", Parameter(ones(1))));

        public Holder()
            : base(nameof(Holder)) => RegisterComponents();

        public override Tensor forward(Tensor input) => layers.Aggregate(input, (x, layer) => layer.call(x));
    }

    [Test]
    public void ListsAndDictionaries_InAModule_NameWhatTheyHold()
    {
        using var holder = new Holder();
        Assert.That(holder.state_dict().Keys, Is.EqualTo(new[]
        {
            "layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias", "named.a.weight", "loose.0", "loose.1", "keyed.x",
        }));
        Assert.That(holder.layers.Count, Is.EqualTo(2));
        Assert.That(holder.named["b"], Is.SameAs(holder.named[1].Item2));
        Assert.That(holder.keyed.get_parameter("x"), Is.SameAs(holder.keyed["x"]));
        Assert.That(holder.loose.has_parameter("2"), Is.False);
    }

    private sealed class Lists : Module
    {
        public readonly Modules.ModuleList<Modules.Linear> layers = ModuleList(Linear(1, 1), Linear(1, 1));
        public readonly Modules.ParameterList loose = ParameterList(Parameter(ones(1)), Parameter(ones(2)));
        public readonly Modules.ParameterDict keyed = ParameterDict(("x", Parameter(ones(1))));

        public Lists()
            : base(nameof(Lists)) => RegisterComponents();
    }

    [Test]
    public void Lists_Moved_HoldTheMovedParameters()
    {
        using var lists = new Lists();
        lists.to(ScalarType.Float64);
        Assert.That(lists.state_dict().Values.Select(t => t.dtype), Is.All.EqualTo(ScalarType.Float64));
        Assert.That(lists.state_dict(), Has.Count.EqualTo(7));
        Assert.That(lists.layers[1].weight.dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(lists.loose[1].dtype, Is.EqualTo(ScalarType.Float64));
        Assert.That(lists.keyed["x"].requires_grad);
    }

    private sealed class Adder : Modules.Sequential<Tensor, Tensor, Tensor>
    {
        public Adder(params Module[] modules)
            : base(modules)
        {
        }

        public override Tensor forward(Tensor input1, Tensor input2)
        {
            using var sum = input1 + input2;
            return ((Module<Tensor, Tensor>)this[0]).call(sum);
        }
    }

    [Test]
    public void GenericSequential_Derived_IsCalledAsItSaysAndListsItsModules()
    {
        using var scope = NewDisposeScope();
        using var adder = new Adder(Linear(2, 1), ReLU());
        Assert.That(adder.state_dict().Keys, Is.EqualTo(new[] { "0.weight", "0.bias" }));
        Assert.That(adder.call(ones(3, 2), ones(3, 2)).shape, Is.EqualTo(new long[] { 3, 1 }));
        Assert.That(adder.Count, Is.EqualTo(2));
    }
}
