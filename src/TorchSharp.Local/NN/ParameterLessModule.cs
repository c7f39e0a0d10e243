using System;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public interface IParameterLessModule
{
}

/// <summary>A module that has nothing to move or save, and refuses to be given any.</summary>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("buffer");
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("parameter");
    public override void register_module(string name, nn.Module submodule) => base.register_module(name, ParameterLess.Require(submodule));
}

public abstract class ParameterLessModule<T1, T2, TResult> : nn.Module<T1, T2, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("buffer");
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("parameter");
    public override void register_module(string name, nn.Module submodule) => base.register_module(name, ParameterLess.Require(submodule));
}

public abstract class ParameterLessModule<T1, T2, T3, TResult> : nn.Module<T1, T2, T3, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("buffer");
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("parameter");
    public override void register_module(string name, nn.Module submodule) => base.register_module(name, ParameterLess.Require(submodule));
}

public abstract class ParameterLessModule<T1, T2, T3, T4, TResult> : nn.Module<T1, T2, T3, T4, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("buffer");
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("parameter");
    public override void register_module(string name, nn.Module submodule) => base.register_module(name, ParameterLess.Require(submodule));
}

public abstract class ParameterLessModule<T1, T2, T3, T4, T5, TResult> : nn.Module<T1, T2, T3, T4, T5, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("buffer");
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("parameter");
    public override void register_module(string name, nn.Module submodule) => base.register_module(name, ParameterLess.Require(submodule));
}

public abstract class ParameterLessModule<T1, T2, T3, T4, T5, T6, TResult> : nn.Module<T1, T2, T3, T4, T5, T6, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name)
        : base(name)
    {
    }

    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, Tensor tensor, bool persistent = true) => throw ParameterLess.Refuse("buffer");
    public override void register_parameter(string name, Parameter param) => throw ParameterLess.Refuse("parameter");
    public override void register_module(string name, nn.Module submodule) => base.register_module(name, ParameterLess.Require(submodule));
}

internal static class ParameterLess
{
    public static InvalidOperationException Refuse(string what) =>
        new($"Cannot register a {what} on a module that is declared 'parameter-less.'");

    public static nn.Module Require(nn.Module submodule) => submodule is IParameterLessModule
        ? submodule
        : throw new InvalidOperationException("Submodules of a parameter-less module must also be parameter-less.");
}
