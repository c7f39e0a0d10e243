using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What <c>forward</c> leaves for <c>backward</c>.</summary>
        public class AutogradContext : IDisposable
        {
            private static readonly Op OpVersion = new("_version");

            private readonly Dictionary<string, object> _data = [];
            private List<Tensor> _toSave = [];
            private (IntPtr Handle, long Version)[] _saved = [];

            internal AutogradContext()
            {
            }

            internal List<Tensor> Dirty { get; private set; } = [];
            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            public bool MaterializeGrads { get; private set; } = true;

            /// <summary>Keeps the tensors, not the objects. A null stays null.</summary>
            public void save_for_backward(List<Tensor> tensors) => _toSave = tensors;

            public void save_data(string key, object value) => _data[key] = value;

            /// <returns>Null for an unknown key.</returns>
            public object get_data(string key) => _data.GetValueOrDefault(key)!;

            /// <summary>These inputs were changed in place and are also outputs.</summary>
            public void mark_dirty(List<Tensor> tensors) => Dirty = [.. tensors];

            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = [.. tensors];

            /// <summary>Whether backward gets zeros for an output that nothing depends on, or an invalid tensor.</summary>
            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <returns>New objects each time.</returns>
            /// <exception cref="ExternalException">A tensor was changed in place since it was saved.</exception>
            public List<Tensor> get_saved_variables() => _saved.Select(Unpack).ToList();

            private static Tensor Unpack((IntPtr Handle, long Version) saved)
            {
                if (saved.Handle == 0) return null!;
                Native.tl_retain(saved.Handle);
                var tensor = new Tensor(saved.Handle);
                var version = OpVersion.CallInt(tensor);
                if (version == saved.Version) return tensor;
                tensor.Dispose();
                throw new ExternalException("One of the variables needed for gradient computation has been modified by an inplace operation: "
                    + $"it is at version {version}, expected version {saved.Version}.");
            }

            /// <summary>An output is kept without its history, which would lead back here and never end.</summary>
            internal void Save(HashSet<IntPtr> outputs) => _saved = _toSave.Select(t => Pack(t, outputs)).ToArray();

            private static (IntPtr, long) Pack(Tensor? tensor, HashSet<IntPtr> outputs)
            {
                if (tensor is null || tensor.IsInvalid) return default;
                var version = OpVersion.CallInt(tensor);
                if (outputs.Contains(tensor.Handle)) return (tensor.detach().DecoupleFromNativeHandle(), version);
                Native.tl_retain(tensor.Handle);
                return (tensor.Handle, version);
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                var saved = _saved;
                _saved = [];
                foreach (var (handle, _) in saved)
                    if (handle != 0) Native.tl_release(handle);
            }
        }
    }
}
