using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A list of modules. What is in it is registered when it is registered with another module, and later changes are not seen.</summary>
        public class ModuleList<T> : Module, IList<T> where T : Module
        {
            private readonly List<T> _modules = [];
            private bool _registered;

            public ModuleList(params T[] modules)
                : base(nameof(ModuleList<>)) => append(modules);

            public T this[int index]
            {
                get => _modules[index];
                set => _modules[index] = value;
            }

            public int Count => _modules.Count;
            public bool IsReadOnly => false;

            public void Add(T item) => _modules.Add(item);

            public void append(params T[] parameters)
            {
                if (parameters is not null) _modules.AddRange(parameters);
            }

            public void extend(IEnumerable<T> modules) => _modules.AddRange(modules);
            public void Insert(int index, T item) => _modules.Insert(index, item);
            public bool Remove(T item) => _modules.Remove(item);
            public void RemoveAt(int index) => _modules.RemoveAt(index);
            public void Clear() => _modules.Clear();
            public bool Contains(T item) => _modules.Contains(item);
            public int IndexOf(T item) => _modules.IndexOf(item);
            public void CopyTo(T[] array, int arrayIndex) => _modules.CopyTo(array, arrayIndex);
            public IEnumerator<T> GetEnumerator() => _modules.GetEnumerator();
            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            protected override void RegisterComponents()
            {
                if (_registered) return;
                for (var i = 0; i < _modules.Count; i++) register_module(i.ToString(CultureInfo.InvariantCulture), _modules[i]);
                _registered = true;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);
            public static ModuleList<T> ModuleList<T>(params T[] modules) where T : Module => new(modules);
        }
    }
}
