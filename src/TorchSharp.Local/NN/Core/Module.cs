using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What every layer and network is: named parameters, buffers and submodules, and a mode.</summary>
        public partial class Module : IDisposable
        {
            // Named as in TorchSharp, where derived classes reach them.
            protected string? name;
            protected OrderedDict<string, Module> _internal_submodules = new();
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = new();
            protected OrderedDict<string, Parameter> _internal_params = new();
            protected DeviceType _deviceType = DeviceType.CPU;
            protected int _deviceIndex = -1;

            private bool _training = true;
            private bool _disposed;
            private bool _areComponentsRegistered;

            protected Module(string name) => this.name = name;

            public virtual bool training => _training;

            public virtual string GetName() => string.IsNullOrEmpty(name) ? $"torch::nn::{GetType().Name}Impl" : name;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes everything registered, in dispose scopes or not, and the submodules.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _disposed) return;
                foreach (var (_, b) in named_buffers(false)) b.DetachFromDisposeScope().Dispose();
                foreach (var (_, p) in named_parameters(false)) p.DetachFromDisposeScope().Dispose();
                foreach (var (_, m) in named_modules()) m.Dispose();
                _disposed = true;
            }

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, m) in named_children()) m.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Calls <paramref name="fn"/> on the submodules, innermost first, and then on this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, m) in _internal_submodules) m.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, p) in named_parameters())
                {
                    if (set_to_none)
                    {
                        p.grad = null;
                        continue;
                    }
                    using var grad = p.grad;
                    if (grad is not null) init.Zero(grad);
                }
            }

            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null) =>
                (device ?? get_default_device(), dtype ?? get_default_dtype());

            internal T MoveModule<T>(Device? device, ScalarType? dtype) where T : Module
            {
                (device, dtype) = GetDefaultDeviceAndType(device, dtype);
                return (T)_to(device, dtype.Value, false);
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;
            public virtual IEnumerable<Module> children() => named_children().Select(c => c.module);

            /// <summary>The children, then theirs. This module itself is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in _internal_submodules) yield return child;
                foreach (var (outer, child) in _internal_submodules)
                    foreach (var (inner, module) in child.named_modules()) yield return ($"{outer}.{inner}", module);
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(m => m.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (key, p) in _internal_params)
                    if (!p.IsInvalid && seen.Add(p)) yield return (key, p);
                if (!recurse) yield break;
                foreach (var (outer, child) in _internal_submodules)
                    foreach (var (inner, p) in child.named_parameters())
                        if (!p.IsInvalid && seen.Add(p)) yield return ($"{outer}.{inner}", p);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(p => p.parameter);

            /// <summary>The persistent buffers. As in TorchSharp, the others are never listed, so nothing moves or saves them.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (key, (b, persistent)) in _internal_buffers)
                    if (persistent && !b.IsInvalid && seen.Add(b)) yield return (key, b);
                if (!recurse) yield break;
                foreach (var (outer, child) in _internal_submodules)
                    foreach (var (inner, b) in child.named_buffers(true, include_nonpersistent))
                        if (!b.IsInvalid && seen.Add(b)) yield return ($"{outer}.{inner}", b);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(b => b.buffer);

            // TorchSharp asks its native modules through these two; here nothing is native.
            protected virtual (string name, Parameter parameter)[] _named_parameters() => [];
            protected virtual (string name, Tensor buffer)[] _named_buffers() => [];
            protected virtual Parameter[] _parameters(bool recurse = true) => parameters(recurse).ToArray();
        }
    }
}
