using System;
using System.Collections.Generic;
using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private const BindingFlags Instance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

            /// <summary>Registers what the fields hold: modules, parameters, and other tensors as buffers. Fields set later are not seen.</summary>
            protected virtual void RegisterComponents()
            {
                if (_areComponentsRegistered) return;
                foreach (var field in AllFields())
                {
                    var key = field.ComponentName();
                    if (_internal_submodules.ContainsKey(key) || _internal_params.ContainsKey(key) || _internal_buffers.ContainsKey(key)) continue;
                    switch (field.GetValue(this))
                    {
                        case Module module: register_module(key, module); break;
                        case Parameter parameter: register_parameter(key, parameter); break;
                        case Tensor tensor: register_buffer(key, tensor); break;
                    }
                }
                _areComponentsRegistered = true;
            }

            /// <summary>Own and inherited fields, private ones too; the most derived of each name.</summary>
            private IEnumerable<FieldInfo> AllFields()
            {
                var seen = new HashSet<string>();
                for (var type = GetType(); type is not null && type != typeof(Module) && type != typeof(object); type = type.BaseType)
                    foreach (var field in type.GetFields(Instance))
                        if (seen.Add(field.Name)) yield return field;
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (_internal_buffers.ContainsKey(name)) throw new InvalidOperationException($"Tensor {name} is already registered.");
                _internal_buffers.Add(name, (tensor, persistent));
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (_internal_params.ContainsKey(name)) throw new InvalidOperationException($"Parameter {name} is already registered.");
                _internal_params.Add(name, param);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>A null or disposed module takes the name out again.</summary>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || submodule._disposed)
                {
                    Forget(_internal_submodules, name);
                    return;
                }
                if (name.Contains('.')) throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (string.IsNullOrEmpty(name)) throw new ArgumentException("module name can't be empty string \"\"");
                if (_internal_submodules.ContainsKey(name)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            protected void ClearModules() => _internal_submodules.clear();

            protected void ConditionallyRegisterParameter(string name, Tensor value) => ConditionallyRegisterParameter(name, value as Parameter);

            /// <summary>Registers, replaces, or with null forgets.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is not null) _internal_params[name] = value;
                else Forget(_internal_params, name);
            }

            /// <inheritdoc cref="ConditionallyRegisterParameter(string, Parameter?)"/>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is not null) _internal_buffers[name] = (value, persistent);
                else Forget(_internal_buffers, name);
            }

            private static void Forget<T>(OrderedDict<string, T> dictionary, string key)
            {
                if (dictionary.TryGetValue(key, out _)) dictionary.Remove(key);
            }

            public virtual bool has_buffer(string target) =>
                _internal_buffers.ContainsKey(target) || Descend(target, static (m, rest) => m.has_buffer(rest) ? m : null) is not null;

            public virtual bool has_parameter(string target) =>
                _internal_params.ContainsKey(target) || Descend(target, static (m, rest) => m.has_parameter(rest) ? m : null) is not null;

            public virtual Tensor? get_buffer(string target) =>
                _internal_buffers.TryGetValue(target, out var b) ? b.Item1 : Descend(target, static (m, rest) => m.get_buffer(rest));

            public virtual Parameter? get_parameter(string target) =>
                _internal_params.TryGetValue(target, out var p) ? p : Descend(target, static (m, rest) => m.get_parameter(rest));

            private T? Descend<T>(string target, Func<Module, string, T?> find) where T : class
            {
                var dot = target.IndexOf('.');
                if (dot < 0) return null;
                foreach (var (key, child) in named_children())
                    if (target.AsSpan(0, dot).SequenceEqual(key) && find(child, target[(dot + 1)..]) is { } found) return found;
                return null;
            }
        }
    }
}
