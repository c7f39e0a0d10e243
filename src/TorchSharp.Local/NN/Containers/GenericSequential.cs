using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Named modules in order, for a derived class that says how they are called.</summary>
public abstract class Sequential<T, TResult> : nn.Module<T, TResult>
{
    private readonly List<(string Name, nn.Module Module)> _steps = [];

    internal Sequential()
        : base(string.Empty)
    {
    }

    protected Sequential(params (string name, nn.Module submodule)[] modules)
        : this() => _steps.AddRange(modules);

    protected Sequential(params nn.Module[] modules)
        : this()
    {
        foreach (var module in modules) Add(module);
    }

    public int Count => _steps.Count;

    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _steps[index].Module;

    [IndexerName("SequentialItems")]
    public Sequential<T, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    [IndexerName("SequentialItems")]
    public Sequential<T, TResult> this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    public Sequential<T, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T, TResult> append(nn.Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, nn.Module sm) => _steps.Add((name, sm));
    protected internal void Add(nn.Module module) => Add(Count.ToString(CultureInfo.InvariantCulture), module);

    /// <exception cref="NotImplementedException">Unless the derived class makes slices.</exception>
    protected virtual Sequential<T, TResult> Slice(int start, int end) => throw new NotImplementedException();

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => _steps.NamedParameters(recurse);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
        _steps.NamedBuffers(recurse, include_persistent);

    public override IEnumerable<(string name, nn.Module module)> named_children() => _steps;
    public override IEnumerable<(string name, nn.Module module)> named_modules() => _steps.NamedModules();
    public override void train(bool on = true) => base.train(on);
    public override nn.Module apply(Action<nn.Module> fn) => _steps.Apply(this, fn);
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => _steps.To(this, m => m._to(dtype, non_blocking));

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) =>
        _steps.To(this, m => m._to(device, dtype, non_blocking));

    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
        _steps.To(this, m => m._to(deviceType, deviceIndex, non_blocking));
}

public abstract class Sequential<T1, T2, TResult> : nn.Module<T1, T2, TResult>
{
    private readonly List<(string Name, nn.Module Module)> _steps = [];

    internal Sequential()
        : base(string.Empty)
    {
    }

    protected Sequential(params (string name, nn.Module submodule)[] modules)
        : this() => _steps.AddRange(modules);

    protected Sequential(params nn.Module[] modules)
        : this()
    {
        foreach (var module in modules) Add(module);
    }

    public int Count => _steps.Count;

    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _steps[index].Module;

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, TResult> this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    public Sequential<T1, T2, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T1, T2, TResult> append(nn.Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, nn.Module sm) => _steps.Add((name, sm));
    protected internal void Add(nn.Module module) => Add(Count.ToString(CultureInfo.InvariantCulture), module);

    /// <exception cref="NotImplementedException">Unless the derived class makes slices.</exception>
    protected virtual Sequential<T1, T2, TResult> Slice(int start, int end) => throw new NotImplementedException();

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => _steps.NamedParameters(recurse);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
        _steps.NamedBuffers(recurse, include_persistent);

    public override IEnumerable<(string name, nn.Module module)> named_children() => _steps;
    public override IEnumerable<(string name, nn.Module module)> named_modules() => _steps.NamedModules();
    public override void train(bool on = true) => base.train(on);
    public override nn.Module apply(Action<nn.Module> fn) => _steps.Apply(this, fn);
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => _steps.To(this, m => m._to(dtype, non_blocking));

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) =>
        _steps.To(this, m => m._to(device, dtype, non_blocking));

    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
        _steps.To(this, m => m._to(deviceType, deviceIndex, non_blocking));
}

public abstract class Sequential<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>
{
    private readonly List<(string Name, nn.Module Module)> _steps = [];

    internal Sequential()
        : base(string.Empty)
    {
    }

    protected Sequential(params (string name, nn.Module submodule)[] modules)
        : this() => _steps.AddRange(modules);

    protected Sequential(params nn.Module[] modules)
        : this()
    {
        foreach (var module in modules) Add(module);
    }

    public int Count => _steps.Count;

    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _steps[index].Module;

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, TResult> this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    public Sequential<T1, T2, T3, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T1, T2, T3, TResult> append(nn.Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, nn.Module sm) => _steps.Add((name, sm));
    protected internal void Add(nn.Module module) => Add(Count.ToString(CultureInfo.InvariantCulture), module);

    /// <exception cref="NotImplementedException">Unless the derived class makes slices.</exception>
    protected virtual Sequential<T1, T2, T3, TResult> Slice(int start, int end) => throw new NotImplementedException();

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => _steps.NamedParameters(recurse);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
        _steps.NamedBuffers(recurse, include_persistent);

    public override IEnumerable<(string name, nn.Module module)> named_children() => _steps;
    public override IEnumerable<(string name, nn.Module module)> named_modules() => _steps.NamedModules();
    public override void train(bool on = true) => base.train(on);
    public override nn.Module apply(Action<nn.Module> fn) => _steps.Apply(this, fn);
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => _steps.To(this, m => m._to(dtype, non_blocking));

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) =>
        _steps.To(this, m => m._to(device, dtype, non_blocking));

    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
        _steps.To(this, m => m._to(deviceType, deviceIndex, non_blocking));
}

public abstract class Sequential<T1, T2, T3, T4, TResult> : nn.Module<T1, T2, T3, T4, TResult>
{
    private readonly List<(string Name, nn.Module Module)> _steps = [];

    internal Sequential()
        : base(string.Empty)
    {
    }

    protected Sequential(params (string name, nn.Module submodule)[] modules)
        : this() => _steps.AddRange(modules);

    protected Sequential(params nn.Module[] modules)
        : this()
    {
        foreach (var module in modules) Add(module);
    }

    public int Count => _steps.Count;

    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _steps[index].Module;

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, TResult> this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    public Sequential<T1, T2, T3, T4, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T1, T2, T3, T4, TResult> append(nn.Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, nn.Module sm) => _steps.Add((name, sm));
    protected internal void Add(nn.Module module) => Add(Count.ToString(CultureInfo.InvariantCulture), module);

    /// <exception cref="NotImplementedException">Unless the derived class makes slices.</exception>
    protected virtual Sequential<T1, T2, T3, T4, TResult> Slice(int start, int end) => throw new NotImplementedException();

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => _steps.NamedParameters(recurse);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
        _steps.NamedBuffers(recurse, include_persistent);

    public override IEnumerable<(string name, nn.Module module)> named_children() => _steps;
    public override IEnumerable<(string name, nn.Module module)> named_modules() => _steps.NamedModules();
    public override void train(bool on = true) => base.train(on);
    public override nn.Module apply(Action<nn.Module> fn) => _steps.Apply(this, fn);
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => _steps.To(this, m => m._to(dtype, non_blocking));

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) =>
        _steps.To(this, m => m._to(device, dtype, non_blocking));

    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
        _steps.To(this, m => m._to(deviceType, deviceIndex, non_blocking));
}

public abstract class Sequential<T1, T2, T3, T4, T5, TResult> : nn.Module<T1, T2, T3, T4, T5, TResult>
{
    private readonly List<(string Name, nn.Module Module)> _steps = [];

    internal Sequential()
        : base(string.Empty)
    {
    }

    protected Sequential(params (string name, nn.Module submodule)[] modules)
        : this() => _steps.AddRange(modules);

    protected Sequential(params nn.Module[] modules)
        : this()
    {
        foreach (var module in modules) Add(module);
    }

    public int Count => _steps.Count;

    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _steps[index].Module;

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, T5, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, T5, TResult> this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    public Sequential<T1, T2, T3, T4, T5, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T1, T2, T3, T4, T5, TResult> append(nn.Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, nn.Module sm) => _steps.Add((name, sm));
    protected internal void Add(nn.Module module) => Add(Count.ToString(CultureInfo.InvariantCulture), module);

    /// <exception cref="NotImplementedException">Unless the derived class makes slices.</exception>
    protected virtual Sequential<T1, T2, T3, T4, T5, TResult> Slice(int start, int end) => throw new NotImplementedException();

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => _steps.NamedParameters(recurse);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
        _steps.NamedBuffers(recurse, include_persistent);

    public override IEnumerable<(string name, nn.Module module)> named_children() => _steps;
    public override IEnumerable<(string name, nn.Module module)> named_modules() => _steps.NamedModules();
    public override void train(bool on = true) => base.train(on);
    public override nn.Module apply(Action<nn.Module> fn) => _steps.Apply(this, fn);
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => _steps.To(this, m => m._to(dtype, non_blocking));

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) =>
        _steps.To(this, m => m._to(device, dtype, non_blocking));

    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
        _steps.To(this, m => m._to(deviceType, deviceIndex, non_blocking));
}

public abstract class Sequential<T1, T2, T3, T4, T5, T6, TResult> : nn.Module<T1, T2, T3, T4, T5, T6, TResult>
{
    private readonly List<(string Name, nn.Module Module)> _steps = [];

    internal Sequential()
        : base(string.Empty)
    {
    }

    protected Sequential(params (string name, nn.Module submodule)[] modules)
        : this() => _steps.AddRange(modules);

    protected Sequential(params nn.Module[] modules)
        : this()
    {
        foreach (var module in modules) Add(module);
    }

    public int Count => _steps.Count;

    [IndexerName("SequentialItems")]
    public nn.Module this[int index] => _steps[index].Module;

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, T5, T6, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    [IndexerName("SequentialItems")]
    public Sequential<T1, T2, T3, T4, T5, T6, TResult> this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    public Sequential<T1, T2, T3, T4, T5, T6, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    public Sequential<T1, T2, T3, T4, T5, T6, TResult> append(nn.Module module)
    {
        Add(module);
        return this;
    }

    protected internal void Add(string name, nn.Module sm) => _steps.Add((name, sm));
    protected internal void Add(nn.Module module) => Add(Count.ToString(CultureInfo.InvariantCulture), module);

    /// <exception cref="NotImplementedException">Unless the derived class makes slices.</exception>
    protected virtual Sequential<T1, T2, T3, T4, T5, T6, TResult> Slice(int start, int end) => throw new NotImplementedException();

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => _steps.NamedParameters(recurse);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
        _steps.NamedBuffers(recurse, include_persistent);

    public override IEnumerable<(string name, nn.Module module)> named_children() => _steps;
    public override IEnumerable<(string name, nn.Module module)> named_modules() => _steps.NamedModules();
    public override void train(bool on = true) => base.train(on);
    public override nn.Module apply(Action<nn.Module> fn) => _steps.Apply(this, fn);
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => _steps.To(this, m => m._to(dtype, non_blocking));

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) =>
        _steps.To(this, m => m._to(device, dtype, non_blocking));

    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
        _steps.To(this, m => m._to(deviceType, deviceIndex, non_blocking));
}
