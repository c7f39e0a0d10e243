using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after the other. What passes between them is disposed as soon as the next one has it.</summary>
        public class Sequential : nn.Module<Tensor, Tensor>
        {
            private readonly List<(string Name, nn.IModule<Tensor, Tensor> Module)> _steps = [];

            internal Sequential()
                : base(string.Empty)
            {
            }

            protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules)
                : this()
            {
                foreach (var (key, module) in modules) append(key, module);
            }

            protected Sequential(params nn.Module<Tensor, Tensor>[] modules)
                : this()
            {
                foreach (var module in modules) append(module);
            }

            private IEnumerable<(string Name, nn.Module Module)> Steps => _steps.Select(s => (s.Name, (nn.Module)s.Module));

            public int Count => _steps.Count;

            [IndexerName("SequentialItems")]
            public nn.IModule<Tensor, Tensor> this[int index] => _steps[index].Module;

            /// <summary>The same modules, not copies.</summary>
            [IndexerName("SequentialItems")]
            public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

            [IndexerName("SequentialItems")]
            public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

            public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
            {
                _steps.Add((name, module));
                return this;
            }

            /// <summary>Its name is its position.</summary>
            public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(CultureInfo.InvariantCulture), module);

            public override Tensor forward(Tensor tensor)
            {
                if (Count == 0) return tensor.alias();
                var value = _steps[0].Module.call(tensor);
                for (var i = 1; i < Count; i++)
                {
                    var next = _steps[i].Module.call(value);
                    value.Dispose();
                    value = next;
                }
                return value;
            }

            public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => Steps.NamedParameters(recurse);

            public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
                Steps.NamedBuffers(recurse, include_persistent);

            public override IEnumerable<(string name, nn.Module module)> named_children() => Steps;
            public override IEnumerable<(string name, nn.Module module)> named_modules() => Steps.NamedModules();

            public override void train(bool on = true) => base.train(on);
            public override nn.Module apply(Action<nn.Module> fn) => Steps.Apply(this, fn);
            protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => Steps.To(this, m => m._to(dtype, non_blocking));

            protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) =>
                Steps.To(this, m => m._to(device, dtype, non_blocking));

            protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Steps.To(this, m => m._to(deviceType, deviceIndex, non_blocking));

            private Sequential Slice(int start, int end)
            {
                if (start < 0 || start > Count) throw new IndexOutOfRangeException($"{start} is not a valid index.");
                if (end < 0 || end > Count) throw new IndexOutOfRangeException($"{end} is not a valid index.");
                var slice = new Sequential();
                foreach (var (key, module) in _steps.Take(end).Skip(start)) slice.append(key, module);
                return slice;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new();
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => Sequential(modules.AsEnumerable());
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential(modules.AsEnumerable());

            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) => Sequential(modules.AsEnumerable());

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
            {
                var result = new Sequential();
                foreach (var (key, module) in modules) result.append(key, module);
                return result;
            }

            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                Sequential(modules.Select(m => (m.Item1, m.Item2)));

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                var result = new Sequential();
                foreach (var module in modules) result.append(module);
                return result;
            }
        }
    }
}
