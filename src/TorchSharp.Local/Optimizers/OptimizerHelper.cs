using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What all optimizers share: groups, the walk over them, and state that can be saved.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private static readonly Op OpZero = new("zero_");

    protected OptimizerOptions _defaults = null!;

    /// <summary>By the handle of the parameter's native tensor.</summary>
    protected Utils.OrderedDict<IntPtr, OptimizerState> _state = [];

    public OptimizerHelper()
        : base(0)
    {
    }

    public override void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

    public override IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

    public override void zero_grad()
    {
        foreach (var parameter in parameters())
        {
            using var grad = parameter.grad;
            if (grad is not null) OpZero.Run(grad);
        }
    }

    public void to(Device device)
    {
        foreach (var parameter in parameters()) StateOf(parameter).to(device);
    }

    public virtual StateDictionary state_dict()
    {
        var dict = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dict.Options.Add(group.Options);
            var places = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                places.Add(dict.State.Count);
                dict.State.Add(StateOf(parameter));
            }
            dict.StateIndexRef.Add(places);
        }
        return dict;
    }

    /// <summary>Copies the values of another optimizer's state.</summary>
    /// <exception cref="ArgumentException">The other has more or fewer groups or parameters.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var mine = Matching(state_dict.Options.Count, state_dict.State.Count);
        foreach (var (to, from) in mine.Options.Zip(state_dict.Options))
            if (to != from) to.LoadStateDict(from);
        foreach (var (to, from) in mine.State.Zip(state_dict.State))
            if (to != from) to.LoadStateDict(from);
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <summary>TorchSharp's own format, which PyTorch does not read: type name, counts, options, states.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        var mine = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(mine.Options.Count);
        writer.Write7BitEncodedInt64(mine.State.Count);
        foreach (var options in mine.Options) options.SaveStateDict(writer);
        foreach (var state in mine.State) state.SaveStateDict(writer);
    }

    /// <exception cref="InvalidDataException">Another kind of optimizer was saved.</exception>
    /// <exception cref="ArgumentException">It had more or fewer groups or parameters.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        var kind = reader.ReadString();
        if (kind != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{kind}' in the loaded stream.");
        var mine = Matching(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        foreach (var options in mine.Options) options.LoadStateDict(reader);
        foreach (var state in mine.State) state.LoadStateDict(reader);
    }

    /// <summary>The body runs for each group without gradients and in a dispose scope, the closure before that with gradients.</summary>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using (enable_grad()) loss = loss_closure();
        }
        using (no_grad())
        using (NewDisposeScope())
        {
            foreach (var group in _parameter_groups) body((T)group);
        }
        return loss;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in _state.Values) (state as IDisposable)?.Dispose();
            _state.Clear();
        }
        base.Dispose(disposing);
    }

    private protected OptimizerState StateOf(Parameter parameter) => _state[parameter.Handle];

    /// <summary>Completes the group's options, keeps its parameters as they are now, and makes their states.</summary>
    private protected void Add<TOptions>(ParamGroup group, Func<Parameter, OptimizerState> newState)
        where TOptions : OptimizerOptions, new()
    {
        group.Options ??= new TOptions();
        group.Options.Complete(_defaults);
        group.Options.InitialLearningRate = group.Options.LearningRate!.Value;
        group.Parameters = [.. group.Parameters];
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = newState(parameter);
            state.Initialize(group.Options);
            _state[parameter.Handle] = state;
        }
    }

    private protected static void Check(bool valid, string name, double value)
    {
        if (!valid) throw new ArgumentException($"Invalid {name}: {value}");
    }

    private StateDictionary Matching(long groups, long states)
    {
        var mine = state_dict();
        if (groups != mine.Options.Count)
            throw new ArgumentException($"Invalid optimizer state -- different number of parameter groups: expected {mine.Options.Count}, got {groups}.");
        if (states != mine.State.Count)
            throw new ArgumentException($"Invalid optimizer state -- different number of states: expected {mine.State.Count}, got {states}.");
        return mine;
    }
}
